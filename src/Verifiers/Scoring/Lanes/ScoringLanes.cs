namespace Verifiers.Scoring.Lanes;

/// <summary>The three lanes: what bounds the work of all requests together, and shares it between runs.</summary>
/// <param name="options">How many places each has.</param>
/// <param name="clock">Measures waits and the pace.</param>
/// <param name="onEntered">Hears of each place that is given, and how long it was waited for.</param>
public sealed class ScoringLanes(ScoringEngineOptions options, TimeProvider clock, Action<Lane, TimeSpan> onEntered)
{
    private readonly LaneQueue _cpu = new(Lane.Cpu, options.CpuConcurrency, clock, onEntered);
    private readonly LaneQueue _sandbox = new(Lane.Sandbox, options.SandboxConcurrency, clock, onEntered);
    private readonly LaneQueue _remote = new(Lane.Remote, options.RemoteConcurrency, clock, onEntered);

    /// <summary>All of them.</summary>
    public IReadOnlyList<LaneQueue> All => [_cpu, _sandbox, _remote];

    /// <summary>One of them.</summary>
    public LaneQueue this[Lane lane] => lane switch
    {
        Lane.Cpu => _cpu,
        Lane.Sandbox => _sandbox,
        Lane.Remote => _remote,
    };
}
