using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat;

/// <summary>A program of a request in a foreign protocol.</summary>
/// <param name="Run">What to run.</param>
/// <param name="Language">Where the language stands in the request.</param>
/// <param name="Files">Where its files stand in the request.</param>
internal sealed record ForeignProgram(ProgramRun Run, JsonCursor Language, JsonCursor Files)
{
    /// <summary>A program may not have less memory than this, in MiB: no interpreter starts.</summary>
    public const int LeastMemoryMiB = 16;

    /// <summary>What it is expected to cost.</summary>
    public double ExpectedSeconds => CodeCost.ExpectedSeconds(Run.Language ?? "", tests: 1, Run.Limits);

    /// <summary>A program within the bounds of a completion.</summary>
    /// <exception cref="InvalidInputException">It is no text, or too long.</exception>
    public static string ReadSource(JsonCursor source, ServiceLimits limits)
    {
        var text = source.String();
        return text.Length <= limits.MaxCompletionLength ? text : throw source.Refused(limits.CompletionTooLong);
    }

    /// <summary>Seconds of CPU time, at most what the operator allows.</summary>
    /// <exception cref="InvalidInputException">It is no such number.</exception>
    public static double ReadSeconds(JsonCursor seconds, double standard, RunLimits ceiling)
    {
        var most = ceiling.CpuTime.TotalSeconds;
        return seconds.NumberOr(Math.Min(standard, most), 0.01, most);
    }
}
