namespace Verifiers.Scoring.Lanes;

/// <summary>About how long work takes in each lane, in seconds of one place; known before it begins.</summary>
/// <param name="Cpu">In <see cref="Lane.Cpu"/>.</param>
/// <param name="Sandbox">In <see cref="Lane.Sandbox"/>.</param>
/// <param name="Remote">In <see cref="Lane.Remote"/>.</param>
public readonly record struct LaneSeconds(double Cpu, double Sandbox, double Remote)
{
    // What a small judgement takes beside its text, and what each UTF-16 code unit of the text adds. See docs/benchmarks.md.
    private const double CpuSeconds = 20e-6;
    private const double CpuSecondsPerUnit = 20e-9;

    // A program starts and ends, even one that is never run.
    private const double SandboxSeconds = 0.005;

    // Nothing is known of another service.
    private const double RemoteSeconds = 1;

    /// <summary>In one lane.</summary>
    public double this[Lane lane] => lane switch
    {
        Lane.Cpu => Cpu,
        Lane.Sandbox => Sandbox,
        Lane.Remote => Remote,
    };

    /// <summary>Both together.</summary>
    public static LaneSeconds operator +(LaneSeconds left, LaneSeconds right) =>
        new(left.Cpu + right.Cpu, left.Sandbox + right.Sandbox, left.Remote + right.Remote);

    /// <summary>So much in one lane.</summary>
    public static LaneSeconds In(Lane lane, double seconds) => lane switch
    {
        Lane.Cpu => new(seconds, 0, 0),
        Lane.Sandbox => new(0, seconds, 0),
        Lane.Remote => new(0, 0, seconds),
    };

    /// <summary>One judgement: by the length of the text on the CPU, by the number of tests and their limits in the sandbox.</summary>
    internal static double Of(Lane lane, IPreparedVerifier verifier, Completion completion) => lane switch
    {
        Lane.Cpu => verifier.ExpectedSeconds + CpuSeconds + (completion.Text.Length * CpuSecondsPerUnit),
        Lane.Sandbox => verifier.ExpectedSeconds + SandboxSeconds,
        Lane.Remote => verifier.ExpectedSeconds > 0 ? verifier.ExpectedSeconds : RemoteSeconds,
    };
}
