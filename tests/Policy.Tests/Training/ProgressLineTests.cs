using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

public sealed class ProgressLineTests
{
    [Fact]
    public void On_a_terminal_one_line_changes_below_those_that_stay()
    {
        using var terminal = new StringWriter { NewLine = "\n" };
        using (var progress = new ProgressLine(terminal.WriteLine, terminal, () => 10))
        {
            progress.Show("1/3");
            progress.Show("2/3 and more than fits");
            progress.Write("a line that stays");
            progress.Show("3/3");
        }
        const string Erase = "\r\u001b[2K";
        Assert.Equal($"{Erase}1/3{Erase}2/3 and m{Erase}a line that stays\n2/3 and m{Erase}3/3{Erase}", terminal.ToString());
    }

    [Fact]
    public void A_terminal_that_does_not_tell_its_width_is_taken_for_one_of_80()
    {
        using var terminal = new StringWriter();
        new ProgressLine(_ => { }, terminal, () => 0).Show(new string('x', 100));
        Assert.EndsWith("K" + new string('x', 79), terminal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Elsewhere_there_are_only_the_lines_that_stay()
    {
        var lines = new List<string>();
        using (var progress = new ProgressLine(lines.Add, terminal: null, () => 0))
        {
            progress.Show("1/3");
            progress.Write("a line that stays");
        }
        Assert.Equal(["a line that stays"], lines);
    }
}
