namespace Verifiers.Sandbox.Confinement;

/// <summary>A mounted control group hierarchy, from <c>/proc/self/mountinfo</c>.</summary>
internal sealed record CgroupMount(string Root, string MountPoint, int Version, IReadOnlyList<string> Controllers)
{
    public static IReadOnlyList<CgroupMount> ReadAll() =>
        [.. File.ReadLines("/proc/self/mountinfo").Select(Parse).OfType<CgroupMount>()];

    /// <summary>The directory of a group, then of each group above it, up to the mount point.</summary>
    public IEnumerable<string> GroupsUpwards(string group)
    {
        var relative = Root != "/" && group.StartsWith(Root, StringComparison.Ordinal) ? group[Root.Length..] : group;
        var directory = (MountPoint + relative).TrimEnd('/');
        if (!Directory.Exists(directory)) directory = MountPoint;
        while (directory.Length > MountPoint.Length)
        {
            yield return directory;
            directory = Path.GetDirectoryName(directory)!;
        }

        yield return MountPoint;
    }

    // 31 23 0:28 / /sys/fs/cgroup/memory rw,relatime shared:9 - cgroup cgroup rw,memory
    internal static CgroupMount? Parse(string line)
    {
        var halves = line.Split(" - ", 2);
        var fields = halves[0].Split(' ');
        var kind = halves.Length == 2 ? halves[1].Split(' ') : [];
        if (fields.Length < 5 || kind.Length < 3) return null;
        return kind[0] switch
        {
            "cgroup2" => new CgroupMount(fields[3], fields[4], 2, []),
            "cgroup" => new CgroupMount(fields[3], fields[4], 1, kind[2].Split(',')),
            _ => null,
        };
    }
}
