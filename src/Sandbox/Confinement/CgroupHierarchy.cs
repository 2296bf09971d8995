using System.Security.Cryptography;

namespace Verifiers.Sandbox.Confinement;

/// <summary>A place in a control group hierarchy where this process may make groups.</summary>
/// <param name="Directory">The group under which a sandbox's group is made.</param>
/// <param name="Version">1 or 2.</param>
/// <param name="Controllers">Those of <c>memory</c>, <c>pids</c>, <c>cpu</c>, <c>cpuacct</c> that it offers.</param>
internal sealed record CgroupHierarchy(string Directory, int Version, IReadOnlyList<string> Controllers)
{
    private static readonly string[] _wanted = ["memory", "pids", "cpu", "cpuacct"];

    /// <summary>The hierarchies that can be written: under this process's own group where possible, else under an ancestor.</summary>
    public static IReadOnlyList<CgroupHierarchy> FindWritable()
    {
        var found = new List<CgroupHierarchy>();
        if (!File.Exists("/proc/self/cgroup")) return found;
        var mounts = CgroupMount.ReadAll();
        // Version 2 first: on a mixed machine a controller belongs to one of the two.
        foreach (var line in File.ReadLines("/proc/self/cgroup").OrderBy(line => line.StartsWith("0::", StringComparison.Ordinal) ? 0 : 1))
        {
            var fields = line.Split(':', 3);
            var version = fields[1].Length == 0 ? 2 : 1;
            var names = fields[1].Split(',');
            var mount = mounts.FirstOrDefault(m => m.Version == version && (version == 2 || m.Controllers.Any(names.Contains)));
            if (mount is null) continue;
            var hierarchy = mount.GroupsUpwards(fields[2]).Select(directory => TryUse(directory, version, mount)).FirstOrDefault(h => h is not null);
            if (hierarchy is null) continue;
            var taken = found.SelectMany(other => other.Controllers).ToHashSet();
            var rest = hierarchy.Controllers.Where(controller => !taken.Contains(controller)).ToArray();
            if (rest.Length > 0) found.Add(hierarchy with { Controllers = rest });
        }

        return found;
    }

    private static CgroupHierarchy? TryUse(string directory, int version, CgroupMount mount)
    {
        var trial = Path.Combine(directory, $"verifiers-trial-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        try
        {
            System.IO.Directory.CreateDirectory(trial);
            try
            {
                var controllers = version == 1 ? mount.Controllers : EnabledBelow(directory, trial);
                var useful = _wanted.Where(controllers.Contains).ToArray();
                return useful.Length > 0 ? new CgroupHierarchy(directory, version, useful) : null;
            }
            finally
            {
                System.IO.Directory.Delete(trial);
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null; // not ours to write: the next group upwards is tried, and without any the resource limits remain
        }
    }

    private static string[] EnabledBelow(string directory, string trial)
    {
        var offered = File.ReadAllText(Path.Combine(directory, "cgroup.controllers")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var controller in _wanted.Where(offered.Contains).Except(Enabled(trial)))
        {
            try
            {
                File.WriteAllText(Path.Combine(directory, "cgroup.subtree_control"), "+" + controller);
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                break; // a group that holds processes cannot pass controllers on: an ancestor can
            }
        }

        return Enabled(trial);
    }

    private static string[] Enabled(string group) =>
        File.ReadAllText(Path.Combine(group, "cgroup.controllers")).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
