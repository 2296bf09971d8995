using System.Globalization;

namespace Verifiers.Sandbox.Confinement;

/// <summary>User ids of the host that nobody owns, for a sandbox started by root: its root is nobody on the host.</summary>
internal sealed record UserIdRange(long First, int Count)
{
    private const int PerSandbox = 65_536;

    /// <summary>Between the ranges that systemd gives to containers and 2³¹; see systemd's UIDS-GIDS.</summary>
    private const long Preferred = 1_900_000_000;
    private const int Smallest = 4_096;
    private const ulong SetGroupAndUserId = (1UL << 6) | (1UL << 7);

    /// <summary>A range of its own for each slot; null when this process may not map other ids than its own.</summary>
    public static UserIdRange? ForSlot(int slot)
    {
        if (!Environment.IsPrivilegedProcess || !MayMapIds(File.ReadLines("/proc/self/status"))) return null;
        return Choose(File.ReadLines("/proc/self/uid_map"), slot);
    }

    /// <param name="map">Lines of <c>/proc/self/uid_map</c>: first id inside, first id outside, count.</param>
    /// <param name="slot">Number of the slot.</param>
    internal static UserIdRange? Choose(IEnumerable<string> map, int slot)
    {
        var first = Preferred + ((long)slot * PerSandbox);
        (long Start, long Count) largest = (0, 0);
        foreach (var line in map)
        {
            var fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var start = long.Parse(fields[0], CultureInfo.InvariantCulture);
            var count = long.Parse(fields[2], CultureInfo.InvariantCulture);
            if (start <= first && first + PerSandbox <= start + count) return new UserIdRange(first, PerSandbox);
            if (count > largest.Count) largest = (start, count);
        }

        // Inside a container fewer ids exist: the upper half of them, shared by the slots, which namespaces still keep apart.
        var half = (int)Math.Min(PerSandbox, largest.Count / 2);
        return half >= Smallest ? new UserIdRange(largest.Start + largest.Count - half, half) : null;
    }

    internal static bool MayMapIds(IEnumerable<string> status)
    {
        var effective = status.FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return effective is not null
            && (ulong.Parse(effective.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & SetGroupAndUserId) == SetGroupAndUserId;
    }
}
