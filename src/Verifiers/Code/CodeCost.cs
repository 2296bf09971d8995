namespace Verifiers.Code;

/// <summary>About how long programs take before anything is known of them: the order of work, admission and the shares of runs rest on it, no verdict does.</summary>
public static class CodeCost
{
    // A task whose tests may take long usually has tests that do.
    private const double ShareOfLimit = 0.02;

    /// <summary>In seconds of one slot.</summary>
    /// <param name="language">Canonical name; an unknown one costs what its tests do.</param>
    /// <param name="tests">Times that the program is started.</param>
    /// <param name="limits">Of each start.</param>
    public static double ExpectedSeconds(string language, int tests, RunLimits limits)
    {
        var (compile, start) = language switch
        {
            "python" or "python2" => (0, 0.004),
            "bash" => (0, 0.005),
            "javascript" => (0, 0.06),
            "c" or "go" => (0.1, 0.002),
            "rust" => (0.5, 0.002),
            "typescript" => (0.6, 0.06),
            "cpp" => (0.8, 0.002),
            "csharp" => (0.9, 0.05),
            "java" => (1.0, 0.15),
            _ => (0, 0),
        };
        return compile + (tests * (start + (limits.CpuTime.TotalSeconds * ShareOfLimit)));
    }
}
