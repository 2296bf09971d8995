using System.Globalization;
using System.Text;
using Verifiers.Code;

namespace Verifiers.Api.Compat.Piston;

/// <summary>How the compiler or the program ended.</summary>
/// <param name="Stdout">Standard output, as UTF-8.</param>
/// <param name="Stderr">The end of standard error.</param>
/// <param name="Output">Both, one behind the other.</param>
/// <param name="Code">Exit status; null when a signal or a limit ended it.</param>
/// <param name="Signal">Such as <c>SIGKILL</c>, which is also what a limit ends a program with; null when it ended by itself.</param>
/// <param name="Message">Why it did not end well; null when it did.</param>
/// <param name="Status"><c>TO</c> time, <c>OL</c> output, <c>SG</c> signal, <c>RE</c> exit status; null when it ended well.</param>
/// <param name="CpuTime">Milliseconds.</param>
/// <param name="WallTime">Milliseconds.</param>
/// <param name="Memory">Peak, in bytes.</param>
internal sealed record Stage(
    string Stdout, string Stderr, string Output, int? Code, string? Signal, string? Message, string? Status, double CpuTime, double WallTime, long Memory)
{
    private const string Killed = "SIGKILL";

    /// <summary>Linux's names of the signals 1 to 31.</summary>
    private static readonly string[] _signals = (
        "SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT "
        + "SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS").Split(' ');

    /// <summary>The compiler's stage of a language that has none: clients read its code without asking.</summary>
    public static Stage Nothing { get; } = new("", "", "", 0, null, null, null, 0, 0, 0);

    public static Stage Of(InvocationResult result) => result.Outcome switch
    {
        RunOutcome.Exited when result.Signal != 0 => Ended(result, null, NameOf(result.Signal), "Caught fatal signal " + result.Signal.ToString(CultureInfo.InvariantCulture), "SG"),
        RunOutcome.Exited when result.ExitCode != 0 => Failed(result),
        RunOutcome.Exited => Ended(result, 0, null, null, null),
        RunOutcome.TimeLimit => Ended(result, null, Killed, "Time limit exceeded", "TO"),
        RunOutcome.MemoryLimit => Ended(result, null, Killed, "Memory limit exceeded", "SG"),
        RunOutcome.OutputLimit => Ended(result, null, Killed, "stdout length exceeded", "OL"),
        RunOutcome.ProcessLimit => Ended(result, null, Killed, "Process limit exceeded", "SG"),
        RunOutcome.FileLimit => Ended(result, null, "SIGXFSZ", "File size limit exceeded", "SG"),
        RunOutcome.CompileError or RunOutcome.FunctionFailed => Failed(result),
        RunOutcome.LanguageNotAvailable or RunOutcome.SandboxFailed =>
            throw new ArgumentException($"'{result.Outcome}' is a fault of ours and no result of a program.", nameof(result)),
    };

    /// <summary>The compiler's run; what it said is in <see cref="Stderr"/>.</summary>
    public static Stage OfCompiler(InvocationResult result, TimeSpan limit) =>
        result.CpuTime > limit ? Ended(result, null, Killed, "Time limit exceeded", "TO")
        : result.Outcome == RunOutcome.CompileError ? Failed(result)
        : Ended(result, 0, null, null, null);

    private static Stage Failed(InvocationResult result)
    {
        var code = Math.Max(result.ExitCode, 1);
        return Ended(result, code, null, string.Create(CultureInfo.InvariantCulture, $"Exited with error status {code}"), "RE");
    }

    private static string NameOf(int signal) => signal >= 1 && signal <= _signals.Length
        ? _signals[signal - 1]
        : string.Create(CultureInfo.InvariantCulture, $"SIG{signal}");

    private static Stage Ended(InvocationResult result, int? code, string? signal, string? message, string? status)
    {
        var output = Encoding.UTF8.GetString(result.StandardOutput.Span);
        return new(
            output, result.StandardError, output + result.StandardError, code, signal, message, status,
            Math.Round(result.CpuTime.TotalMilliseconds, 3), Math.Round(result.WallTime.TotalMilliseconds, 3), result.PeakMemoryKiB << 10);
    }
}
