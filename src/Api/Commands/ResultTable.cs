using System.Globalization;
using Spectre.Console;
using Verifiers.Api.Scoring;
using Verifiers.Api.Telemetry;

namespace Verifiers.Api.Commands;

/// <summary>Results for a person: one row a sample with the reward and every component's reason, then the groups.</summary>
internal static class ResultTable
{
    public static void Write(IAnsiConsole console, ScoreResponse response)
    {
        console.Write(Samples(response));
        if (response.Groups.Count > 0)
            console.Write(Groups(response));
        console.WriteLine($"Scored by verifiers {response.Engine.Version}. Reward – means error: the sample has none, mask it.");
    }

    private static Table Samples(ScoreResponse response)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Sample", "Reward", "Verdict", "Why");
        table.Columns[1].RightAligned();
        string? group = null;
        foreach (var result in response.Results)
        {
            if (group is not null && result.Group != group)
                table.AddEmptyRow();
            group = result.Group;
            table.AddRow(
                new Text(result.Id ?? "–"),
                new Text(Number(result.Reward)),
                new Markup($"[{ColourOf(result.Verdict)}]{ScoringMeter.Word(result.Verdict)}[/]"),
                new Text(string.Join("\n", result.Components.Select(component => Describe(component, result.Components.Count)))));
        }
        return table;
    }

    private static Table Groups(ScoreResponse response)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Group", "Size", "Mean", "Std", "Pass rate", "Advantages");
        foreach (var group in response.Groups)
        {
            table.AddRow(
                new Text(group.Id),
                new Text(group.Size.ToString(CultureInfo.InvariantCulture)),
                new Text(Number(group.Mean)),
                new Text(Number(group.Std)),
                new Text(Number(group.PassRate)),
                new Text(string.Join("  ", (group.Advantages ?? []).Select(Number))));
        }
        return table;
    }

    private static string Describe(ComponentResult component, int of)
    {
        var name = of > 1 ? $"{component.Name} {Number(component.Score)} · " : "";
        return $"{name}{component.Reason}: {component.Explanation}";
    }

    private static string Number(double? value) => value?.ToString("0.##", CultureInfo.InvariantCulture) ?? "–";

    private static string ColourOf(Verdict verdict) => verdict switch
    {
        Verdict.Correct => "green",
        Verdict.Incorrect => "red",
        Verdict.Undecided => "yellow",
        Verdict.Error => "magenta",
    };
}
