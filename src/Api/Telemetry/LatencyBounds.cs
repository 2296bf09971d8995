namespace Verifiers.Api.Telemetry;

/// <summary>Upper bounds of the buckets of a time: from an answer decided at sight to a program at its limits.</summary>
internal static class LatencyBounds
{
    /// <summary>In seconds.</summary>
    public static double[] Seconds { get; } =
        [1e-5, 1e-4, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
}
