namespace Verifiers.Policy.Training;

/// <summary>
/// One seed for each purpose and step, all from the seed of the run. A step's random numbers do not depend on what was drawn before
/// it, so a run that is resumed at a step goes on exactly as if it had never stopped, and no generator's state has to be saved.
/// </summary>
internal static class Seeds
{
    public enum Purpose
    {
        Parameters,
        ColdStart,
        Problems,
        Sampling,
        Evaluation,
        Preferences,
        Labels,
        Rejection,
        Data,
    }

    /// <summary>SplitMix64 (Steele et al. 2014) over seed, purpose and step; in [0, 2³¹).</summary>
    public static int Of(int seed, Purpose purpose, int step)
    {
        var state = (ulong)(uint)seed;
        foreach (var part in (ReadOnlySpan<int>)[(int)purpose, step]) state = Mixed(state + (0x9E3779B97F4A7C15 * (ulong)((uint)part + 1L)));
        return (int)(state >> 33);
    }

    private static ulong Mixed(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
