using System.Diagnostics;
using System.Globalization;

namespace Verifiers.Tests;

/// <summary>How long this thread has computed, whatever else the machine does meanwhile: a busy machine must not fail a test.</summary>
internal readonly struct ThreadWatch
{
    private const string Path = "/proc/thread-self/schedstat";
    private readonly long _start;

    private ThreadWatch(long start) => _start = start;

    public TimeSpan Elapsed => TimeSpan.FromTicks((Now() - _start) / 100);

    public static ThreadWatch StartNew() => new(Now());

    /// <summary>Nanoseconds on a processor; by the clock where the system does not count them.</summary>
    private static long Now() => File.Exists(Path)
        ? long.Parse(File.ReadAllText(Path).Split(' ')[0], CultureInfo.InvariantCulture)
        : (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));
}
