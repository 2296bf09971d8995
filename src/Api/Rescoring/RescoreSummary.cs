using System.Globalization;
using Spectre.Console;
using Verifiers.Api.Rescoring.Comparison;
using Verifiers.Api.Rescoring.Input;
using Verifiers.Api.Rescoring.Judging;
using Verifiers.Api.Rescoring.Output;
using static System.FormattableString;

namespace Verifiers.Api.Rescoring;

/// <summary>What a run says before it begins and when it is done.</summary>
internal static class RescoreSummary
{
    /// <summary>Which field is taken for what, so that a wrong guess is seen before hours are spent.</summary>
    public static void WriteFields(IAnsiConsole console, FieldMapping mapping)
    {
        var fields = FieldMapping.Known.Select(field => $"{field} ← {mapping.Paths.GetValueOrDefault(field, "–")}");
        console.WriteLine($"Fields, as in a dump of {mapping.Format}: {string.Join(", ", fields)}. --field changes them.");
    }

    public static void Write(IAnsiConsole console, RescoreRun run, bool isComparing)
    {
        var tally = run.Tally;
        console.WriteLine(Invariant($"{tally.Scored} rollouts scored, mean reward {tally.MeanReward?.ToString("F4", CultureInfo.InvariantCulture) ?? "–"}: ")
            + Invariant($"{tally.Correct} correct, {tally.Incorrect} incorrect, {tally.Undecided} undecided, {tally.Errors} errors."));
        if (tally.Rejected > 0)
            console.WriteLine(Invariant($"{tally.Rejected} lines could not be scored; why stands in {run.PathOf("rejected")}."));
        if (Commonest(tally, mayPass: true) is { Length: > 0 } passing)
            console.WriteLine(Invariant($"Without a reward, after {BatchJudge.Attempts} attempts: {passing}. --retry-errors judges them again."));
        if (Commonest(tally, mayPass: false) is { Length: > 0 } lasting)
            console.WriteLine($"Without a reward, for references that cannot be understood: {lasting}.");
        if (isComparing)
            Write(console, tally.Drift, run.PathOf("flips"));
    }

    /// <summary>While the run is still at work: whoever watches may mend it now.</summary>
    public static void WarnOfOutage(OutageTally outage) => Console.Error.WriteLine(
        Invariant($"WARNING: verifiers rescore: {outage.Current} rollouts in a row have no verdict, the last one for {outage.Reason} ")
        + "The run goes on; their reward is null. When the fault is mended, the same command with --retry-errors judges them again, and only them.");

    /// <summary>When it is done.</summary>
    public static void WriteOutage(RunTally tally) => Console.Error.WriteLine(
        Invariant($"WARNING: verifiers rescore: {tally.Outage.Errors} of {tally.Scored} rollouts have no verdict, {tally.Outage.Longest} of them in a row, the last one for {tally.Outage.Reason} ")
        + "What judges was out of order. Mend that, and run the same command with --retry-errors.");

    private static string Commonest(RunTally tally, bool mayPass) => string.Join(", ", tally.ErrorReasons
        .Where(reason => RunTally.IsPassingKey(reason.Key) == mayPass).OrderByDescending(reason => reason.Value).Take(5)
        .Select(reason => Invariant($"{reason.Key} ({reason.Value})")));

    private static void Write(IAnsiConsole console, Drift drift, string path)
    {
        console.WriteLine(Invariant($"{drift.Changed} of {drift.Compared} rewards changed ({100 * drift.Share:F3} %); {drift.NotCompared} rollouts have no earlier reward."));
        if (drift.Changed == 0)
            return;
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Verifier", "Reason before", "Reason now", "Rollouts", "Up", "Down", "Mean change");
        foreach (var column in table.Columns.Skip(3))
            column.RightAligned();
        foreach (var row in drift.Rows.Values.OrderByDescending(row => row.Rollouts).ThenBy(row => row.Verifier, StringComparer.Ordinal).Take(20))
        {
            table.AddRow(
                new Text(row.Verifier), new Text(row.ReasonBefore ?? "–"), new Text(row.Reason), new Text(Invariant($"{row.Rollouts}")), new Text(Invariant($"{row.Up}")),
                new Text(Invariant($"{row.Down}")), new Text(Invariant($"{row.Difference / row.Rollouts:+0.###;-0.###;0}")));
        }
        console.Write(table);
        console.WriteLine($"The first of them; all stand in {path}.");
        foreach (var flip in drift.First)
        {
            var why = flip.Changes[0];
            console.WriteLine(Invariant($"  {flip.File}:{flip.Line}  {Number(flip.RewardBefore)} → {Number(flip.Reward)}  {why.Verifier}: {why.ReasonBefore ?? "?"} → {why.Reason}: {why.Explanation}"));
        }
    }

    private static string Number(double? reward) => reward?.ToString("0.####", CultureInfo.InvariantCulture) ?? "null";
}
