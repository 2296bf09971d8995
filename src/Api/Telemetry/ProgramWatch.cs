using System.Diagnostics.Metrics;
using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Api.WebConsole;
using Verifiers.Code;

namespace Verifiers.Api.Telemetry;

/// <summary>
/// Counts programs that are run for a foreign protocol and get no verdict here, because its clients compare outputs themselves: on the meter
/// <c>Verifiers</c> and in the live view. They are none of the verdicts there.
/// </summary>
internal sealed class ProgramWatch
{
    /// <summary>What a failure is that nobody foresaw.</summary>
    public const string InternalError = "internal_error";

    private readonly Counter<long> _runs;
    private readonly Histogram<double> _durations;
    private readonly LiveBoard _live;

    public ProgramWatch(IMeterFactory meters, LiveBoard live)
    {
        _live = live;
        var meter = meters.Create(FlagMeter.MeterName);
        _runs = meter.CreateCounter<long>(
            "verifiers.program.runs", "{run}", "Runs of programs that get no verdict here, by the protocol that asked and how they ended.");
        _durations = meter.CreateHistogram(
            "verifiers.program.duration", "s", "Wall-clock time of programs that get no verdict here, by protocol.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LatencyBounds.Seconds });
    }

    /// <summary>A program was run with one input, or could not be.</summary>
    /// <param name="protocol">One of few.</param>
    /// <param name="result">How it ended.</param>
    public void OnEnded(string protocol, InvocationResult result)
    {
        if (result.Outcome is RunOutcome.SandboxFailed or RunOutcome.LanguageNotAvailable)
        {
            OnFault(protocol, WordOf(result));
            return;
        }
        Count(protocol, WordOf(result), isFault: false);
        _durations.Record(result.WallTime.TotalSeconds, new KeyValuePair<string, object?>("protocol", protocol));
    }

    /// <summary>A program was not run to its end for a reason of ours.</summary>
    public void OnFault(string protocol, string reason) => Count(protocol, reason, isFault: true);

    private void Count(string protocol, string outcome, bool isFault)
    {
        _runs.Add(1, new("protocol", protocol), new KeyValuePair<string, object?>("outcome", outcome));
        _live.CountProgram(protocol, outcome, isFault);
    }

    /// <summary>An exit status other than 0, or a signal, is an outcome of its own.</summary>
    private static string WordOf(InvocationResult result) => result is { Outcome: RunOutcome.Exited } and not { ExitCode: 0, Signal: 0 }
        ? "exited_with_error"
        : JsonNamingPolicy.SnakeCaseLower.ConvertName(result.Outcome.ToString());
}
