using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Verifiers.Code;

namespace Verifiers.Api.Compat.SandboxFusion;

/// <summary>How a compiler or a program ended. The texts are never null: verl puts them together without looking.</summary>
/// <param name="Status"><c>Finished</c> or <c>TimeLimitExceeded</c>.</param>
/// <param name="ExecutionTime">Wall-clock time in seconds.</param>
/// <param name="ReturnCode">Exit status; less than 0 for a signal; null when the time was over.</param>
/// <param name="Stdout">Standard output, as UTF-8.</param>
/// <param name="Stderr">The end of standard error, and which limit was reached.</param>
internal sealed record CommandResult(string Status, double ExecutionTime, int? ReturnCode, string Stdout, string Stderr)
{
    private const int Killed = -9;
    private const int ShortLength = 16 << 10;

    /// <summary>For a program that did not compile: it failed, and printed nothing.</summary>
    public static CommandResult NotRun { get; } = new("Finished", 0, 1, "", "");

    [JsonIgnore]
    public bool HasFailed => ReturnCode != 0;

    public static CommandResult Of(InvocationResult result) => result.Outcome switch
    {
        RunOutcome.TimeLimit => Ended(result, "TimeLimitExceeded", code: null),
        RunOutcome.Exited => Ended(result, "Finished", result.Signal == 0 ? result.ExitCode : -result.Signal),
        RunOutcome.MemoryLimit => Ended(result, "Finished", Killed, "The memory limit was reached."),
        RunOutcome.OutputLimit => Ended(result, "Finished", Killed, "There was more output than allowed."),
        RunOutcome.ProcessLimit => Ended(result, "Finished", FailureOf(result), "It started more processes than allowed."),
        RunOutcome.FileLimit => Ended(result, "Finished", FailureOf(result), "It wrote more to disk than allowed."),
        RunOutcome.CompileError or RunOutcome.FunctionFailed => Ended(result, "Finished", FailureOf(result)),
        RunOutcome.LanguageNotAvailable or RunOutcome.SandboxFailed =>
            throw new ArgumentException($"'{result.Outcome}' is a fault of ours and no result of a program.", nameof(result)),
    };

    /// <summary>A compiler's run; what it said is in <see cref="Stderr"/>.</summary>
    public static CommandResult OfCompiler(InvocationResult result, TimeSpan limit)
    {
        if (result.CpuTime > limit)
            return Ended(result, "TimeLimitExceeded", code: null, string.Create(CultureInfo.InvariantCulture, $"The compiler used more than {limit.TotalSeconds} s of CPU time."));
        return Ended(result, "Finished", result.Outcome == RunOutcome.CompileError ? FailureOf(result) : 0);
    }

    /// <summary>The same with the beginning of a long output only, for an answer that holds thousands of them.</summary>
    public CommandResult Shortened() => Stdout.Length <= ShortLength ? this : this with { Stdout = string.Concat(Stdout.AsSpan(0, ShortLength), "…") };

    private static int FailureOf(InvocationResult result) => result.Signal != 0 ? -result.Signal : Math.Max(result.ExitCode, 1);

    private static CommandResult Ended(InvocationResult result, string status, int? code, string? why = null) => new(
        status,
        Math.Round(result.WallTime.TotalSeconds, 6),
        code,
        Encoding.UTF8.GetString(result.StandardOutput.Span),
        why is null ? result.StandardError : result.StandardError.Length == 0 ? why : $"{result.StandardError.TrimEnd('\n')}\n{why}");
}
