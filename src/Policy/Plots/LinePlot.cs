using System.Security;
using System.Text;
using static System.FormattableString;

namespace Verifiers.Policy.Plots;

/// <summary>A line of a plot.</summary>
/// <param name="Points">In the order of x.</param>
/// <param name="Band">For each point its lower and upper bound; null: the line has none.</param>
public sealed record Series(string Name, IReadOnlyList<(double X, double Y)> Points, IReadOnlyList<(double Low, double High)>? Band = null);

/// <summary>One plot: axes with ticks, a line for each series (an SVG path), a light area for its band.</summary>
/// <param name="Title">Above it.</param>
/// <param name="XName">Under it.</param>
/// <param name="Series">Those without points are left out.</param>
public sealed record LinePlot(string Title, string XName, IReadOnlyList<Series> Series)
{
    internal const int Width = 420, Height = 300;

    private const int Left = 52, Right = 12, Top = 28, Bottom = 40;

    /// <summary>Okabe and Ito's colours, which colour-blind readers can tell apart; then again, dashed.</summary>
    private static readonly string[] Colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#555555"];

    /// <summary>A figure of plots side by side, with one legend.</summary>
    /// <returns>An SVG document.</returns>
    public static string Figure(IReadOnlyList<LinePlot> plots)
    {
        var names = plots.SelectMany(plot => plot.Series).Select(series => series.Name).Distinct().ToList();
        var (width, height) = (plots.Count * Width, Height + 8 + (18 * names.Count));
        var svg = new StringBuilder();
        svg.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\">\n"));
        svg.Append(Invariant($"<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n"));
        foreach (var (i, plot) in plots.Index())
        {
            svg.Append(Invariant($"<g transform=\"translate({i * Width} 0)\">\n"));
            plot.Draw(svg, names);
            svg.Append("</g>\n");
        }
        foreach (var (i, name) in names.Index())
        {
            var y = Height + 10 + (18 * i);
            svg.Append(Invariant($"<line x1=\"{Left}\" y1=\"{y}\" x2=\"{Left + 24}\" y2=\"{y}\" {Stroke(i)}/><text x=\"{Left + 32}\" y=\"{y + 4}\">{Escaped(name)}</text>\n"));
        }
        return svg.Append("</svg>\n").ToString();
    }

    /// <summary>At most <paramref name="most"/> + 1 round numbers that cover a range: steps of 1, 2 or 5 times a power of ten.</summary>
    internal static IReadOnlyList<double> Ticks(double low, double high, int most)
    {
        var span = high > low ? high - low : Math.Max(1, Math.Abs(low));
        var power = Math.Pow(10, Math.Floor(Math.Log10(span / most)));
        var step = power * ((double[])[1, 2, 5, 10]).First(factor => span / (factor * power) <= most);
        var (first, last) = ((long)Math.Floor((low / step) + 1e-9), (long)Math.Ceiling((Math.Max(high, low + (step / 2)) / step) - 1e-9));
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => Math.Round((first + i) * step, 10))];
    }

    private void Draw(StringBuilder svg, List<string> names)
    {
        var points = Series.SelectMany(series => series.Points).ToList();
        var bands = Series.SelectMany(series => series.Band ?? []).ToList();
        var ys = points.Select(point => point.Y).Concat(bands.Select(band => band.Low)).Concat(bands.Select(band => band.High)).DefaultIfEmpty(0).ToList();
        var yTicks = Ticks(Math.Min(0, ys.Min()), ys.Max(), 6);
        var (xLow, xHigh) = (points.Select(point => point.X).DefaultIfEmpty(0).Min(), points.Select(point => point.X).DefaultIfEmpty(1).Max());
        var xTicks = Ticks(xLow, xHigh, 6);
        double X(double x) => Left + ((x - xTicks[0]) / (xTicks[^1] - xTicks[0]) * (Width - Left - Right));
        double Y(double y) => Height - Bottom - ((y - yTicks[0]) / (yTicks[^1] - yTicks[0]) * (Height - Top - Bottom));

        svg.Append(Invariant($"<text x=\"{Left}\" y=\"{Top - 10}\" font-size=\"13\">{Escaped(Title)}</text>\n"));
        svg.Append(Invariant($"<text x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 6}\" text-anchor=\"middle\">{Escaped(XName)}</text>\n"));
        foreach (var tick in yTicks)
        {
            svg.Append(Invariant($"<line x1=\"{Left}\" y1=\"{Y(tick):0.##}\" x2=\"{Width - Right}\" y2=\"{Y(tick):0.##}\" stroke=\"#e4e4e4\"/>"));
            svg.Append(Invariant($"<text x=\"{Left - 6}\" y=\"{Y(tick) + 4:0.##}\" text-anchor=\"end\">{tick:0.######}</text>\n"));
        }
        foreach (var tick in xTicks)
        {
            svg.Append(Invariant($"<line x1=\"{X(tick):0.##}\" y1=\"{Height - Bottom}\" x2=\"{X(tick):0.##}\" y2=\"{Height - Bottom + 4}\" stroke=\"#888888\"/>"));
            svg.Append(Invariant($"<text x=\"{X(tick):0.##}\" y=\"{Height - Bottom + 16}\" text-anchor=\"middle\">{tick:0.######}</text>\n"));
        }
        svg.Append(Invariant($"<line x1=\"{Left}\" y1=\"{Height - Bottom}\" x2=\"{Width - Right}\" y2=\"{Height - Bottom}\" stroke=\"#888888\"/>\n"));
        foreach (var series in Series.Where(series => series.Points.Count > 0))
        {
            var style = names.IndexOf(series.Name);
            if (series.Band is { } band)
            {
                var outline = series.Points.Zip(band, (point, bounds) => (point.X, bounds.High)).Concat(series.Points.Zip(band, (point, bounds) => (point.X, bounds.Low)).Reverse());
                svg.Append(Invariant($"<polygon points=\"{string.Join(' ', outline.Select(corner => Invariant($"{X(corner.X):0.##},{Y(corner.Item2):0.##}")))}\" fill=\"{Colours[style % Colours.Length]}\" fill-opacity=\"0.18\"/>\n"));
            }
            var line = string.Join(" L", series.Points.Select(point => Invariant($"{X(point.X):0.##} {Y(point.Y):0.##}")));
            svg.Append(Invariant($"<path d=\"M{line}\" fill=\"none\" {Stroke(style)}><title>{Escaped(series.Name)}</title></path>\n"));
        }
    }

    private static string Stroke(int style) =>
        $"stroke=\"{Colours[style % Colours.Length]}\" stroke-width=\"1.6\"{(style / Colours.Length % 2 == 1 ? " stroke-dasharray=\"5 3\"" : "")}";

    private static string Escaped(string text) => SecurityElement.Escape(text);
}
