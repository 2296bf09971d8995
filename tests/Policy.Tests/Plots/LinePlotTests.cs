using System.Xml.Linq;
using Verifiers.Policy.Plots;

namespace Verifiers.Policy.Tests.Plots;

public sealed class LinePlotTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_figure_is_xml_with_a_path_for_each_series_of_each_plot_and_an_area_for_each_band()
    {
        var band = new Series("<a & \"b\">", [(0, 1), (10, 2)], [(0.5, 1.5), (1, 3)]);
        var plain = new Series("plain", [(0, -1), (5, 4), (10, 1)]);
        var root = XDocument.Parse(LinePlot.Figure([new LinePlot("one", "x", [band, plain]), new LinePlot("two", "x", [plain, new Series("empty", [])])])).Root!;
        var paths = root.Descendants(Svg + "path").ToList();
        Assert.Equal(["<a & \"b\">", "plain", "plain"], paths.Select(path => path.Element(Svg + "title")!.Value));
        Assert.Equal([2, 3, 3], paths.Select(path => path.Attribute("d")!.Value.Count(letter => letter is 'M' or 'L')));
        Assert.Single(root.Descendants(Svg + "polygon"));
        // One series has one colour wherever it stands.
        Assert.Equal(paths[1].Attribute("stroke")!.Value, paths[2].Attribute("stroke")!.Value);
        Assert.NotEqual(paths[0].Attribute("stroke")!.Value, paths[1].Attribute("stroke")!.Value);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(-0.2, 0.91)]
    [InlineData(0, 297)]
    [InlineData(0.001, 0.0017)]
    [InlineData(-5e6, 12)]
    public void Ticks_cover_the_range_in_equal_steps(double low, double high)
    {
        var ticks = LinePlot.Ticks(low, high, 6);
        Assert.InRange(ticks.Count, 2, 9);
        Assert.True(ticks[0] <= low + 1e-12 && ticks[^1] >= high - 1e-12, string.Join(' ', ticks));
        var step = ticks[1] - ticks[0];
        Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(step, pair.Second - pair.First, 6));
    }

    [Fact]
    public void Points_lie_where_they_should()
    {
        var root = XDocument.Parse(LinePlot.Figure([new LinePlot("t", "x", [new Series("s", [(0, 0), (100, 1)])])])).Root!;
        // From the left end of the bottom line to the right end of the top one: (52, 260) to (408, 28).
        Assert.Equal("M52 260 L408 28", root.Descendants(Svg + "path").Single().Attribute("d")!.Value);
    }

    [Fact]
    public void An_interval_is_that_of_Students_t()
    {
        var interval = Interval.Of([0.8, 0.9, 1.0]);
        Assert.Equal(0.9, interval.Mean, 12);
        Assert.Equal(4.303 * 0.1 / Math.Sqrt(3), interval.HalfWidth!.Value, 9);
        Assert.Null(Interval.Of([0.5]).HalfWidth);
        Assert.Equal("0.900 ± 0.248", interval.ToString());
    }
}
