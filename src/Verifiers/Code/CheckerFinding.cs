using System.Globalization;
using static System.FormattableString;

namespace Verifiers.Code;

/// <summary>What a checker says about one output.</summary>
/// <param name="Failure">Why the output is wrong, or not wholly right; null when it is accepted.</param>
/// <param name="Credit">The part of the test that it is worth, in [0, 1].</param>
/// <param name="Fault">Why the checker said nothing: the reference's fault or ours, never the candidate's.</param>
internal sealed record CheckerFinding(TestFailure? Failure, double Credit, string? Fault = null)
{
    // testlib.h: OK 0, WA 1, PE 2, FAIL 3, DIRT 4, POINTS 7, UNEXPECTED_EOF 8; with TESTSYS defined _pc(n) is 50 + n.
    private const int Dirt = 4;
    private const int Points = 7;
    private const int UnexpectedEnd = 8;
    private const int PartlyFrom = 50;
    private const int PartlyTo = 150;
    private const int LongestMessage = 300;

    private static readonly CheckerFinding _accepted = new(null, 1);

    /// <summary>Reads the run of a checker that is no fault of the sandbox.</summary>
    public static CheckerFinding Read(ProgramResult result, bool speaksTestlib)
    {
        if (result.Run is not { } run)
            return Broken($"does not compile: {MessageOf(result.Compilation)}");
        if (run.Outcome != RunOutcome.Exited)
            return Broken(Invariant($"did not end by itself ({run.Outcome}): {MessageOf(run)}"));
        if (run.Signal != 0)
            return Broken(Invariant($"was ended by signal {run.Signal}: {MessageOf(run)}"));
        return run.ExitCode switch
        {
            0 => _accepted,
            1 => Rejected("the checker rejects the output", run),
            2 when speaksTestlib => Rejected("the checker rejects the output's form", run),
            Dirt when speaksTestlib => Rejected("the checker rejects what follows the answer", run),
            UnexpectedEnd when speaksTestlib => Rejected("the output ends too early for the checker", run),
            Points when speaksTestlib => PointsIn(run),
            >= PartlyFrom and <= PartlyTo when speaksTestlib => Partly((run.ExitCode - PartlyFrom) / 100.0, run),
            _ => Broken(Invariant($"ended with status {run.ExitCode}: {MessageOf(run)}")),
        };
    }

    /// <summary>testlib writes <c>points 0.5 why</c>. What is no part of 1 cannot be a part of a test.</summary>
    private static CheckerFinding PointsIn(InvocationResult run)
    {
        var words = run.StandardError.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries);
        var word = words is ["points", var second, ..] ? second : words is [var first, ..] ? first : "";
        var isNumber = double.TryParse(word, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var points);
        return isNumber && points is >= 0 and <= 1 ? Partly(points, run) : Broken($"gives points that are no number from 0 to 1: {MessageOf(run)}");
    }

    private static CheckerFinding Partly(double credit, InvocationResult run) =>
        credit >= 1 ? _accepted : Rejected(Invariant($"the checker gives {credit:0.####} of 1"), run) with { Credit = credit };

    private static CheckerFinding Rejected(string detail, InvocationResult run) =>
        new(new TestFailure("wrong_answer", MessageOf(run) is { Length: > 0 } message ? $"{detail}: {message}" : detail), 0);

    private static CheckerFinding Broken(string what) => new(null, 0, $"The checker {what.TrimEnd(':', ' ').TrimEnd('.')}.");

    private static string MessageOf(InvocationResult? run)
    {
        var text = run is null ? "" : run.StandardError.Trim();
        return text.Length <= LongestMessage ? text : string.Concat("…", text.AsSpan(text.Length - LongestMessage));
    }
}
