using System.Globalization;
using System.Security.Cryptography;
using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Confinement;

namespace Verifiers.Sandbox.Launching;

/// <summary>The control groups of one sandbox, as the warden makes them and as the agent sees them.</summary>
internal sealed class SlotCgroups
{
    private const string InsideDirectory = "/run/cgroup";
    private const int AgentMemoryMiB = 1024;
    private const int CpuPeriodMicroseconds = 100_000;

    public SlotCgroups(IReadOnlyList<CgroupHierarchy> hierarchies, string name, double cores)
    {
        var inside = new Dictionary<string, AgentCgroup>(StringComparer.Ordinal);
        for (var i = 0; i < hierarchies.Count; i++)
        {
            var hierarchy = hierarchies[i];
            var group = new WardenCgroup(
                Path.Combine(hierarchy.Directory, name), hierarchy.Version, hierarchy.Controllers, Limits(hierarchy, cores), Delegated(hierarchy.Version));
            Groups.Add(group);
            Directories.Add((group.Path, $"{InsideDirectory}/{i}"));
            foreach (var controller in hierarchy.Controllers)
            {
                // In version 1 the bandwidth of "cpu" and the accounting of "cpuacct" are apart; the agent needs the accounting.
                if (hierarchy.Version == 1 && controller == "cpu") continue;
                inside[controller == "cpuacct" ? "cpu" : controller] = new AgentCgroup($"{InsideDirectory}/{i}/job", hierarchy.Version);
            }
        }

        Inside = inside;
    }

    /// <summary>
    /// A name that no other sandbox of this host has. The process id alone would not do: several services may live in one process,
    /// containers that share the host's hierarchy each have a process 1, and a service that was killed leaves its groups behind.
    /// </summary>
    public static string NewName() => $"verifiers-{Environment.ProcessId}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    public List<WardenCgroup> Groups { get; } = [];

    /// <summary>Directories on the host, and where the agent finds them.</summary>
    public List<(string Host, string Inside)> Directories { get; } = [];

    /// <summary>By controller.</summary>
    public IReadOnlyDictionary<string, AgentCgroup> Inside { get; }

    private static Dictionary<string, string> Limits(CgroupHierarchy hierarchy, double cores)
    {
        var limits = new Dictionary<string, string>(StringComparer.Ordinal);
        var quota = ((long)(cores * CpuPeriodMicroseconds)).ToString(CultureInfo.InvariantCulture);
        if (hierarchy.Controllers.Contains("memory"))
        {
            var bytes = ((long)AgentMemoryMiB << 20).ToString(CultureInfo.InvariantCulture);
            limits[hierarchy.Version == 2 ? "agent/memory.max" : "agent/memory.limit_in_bytes"] = bytes;
        }

        if (hierarchy.Controllers.Contains("pids")) limits["agent/pids.max"] = "16";
        if (hierarchy.Controllers.Contains("cpu"))
        {
            if (hierarchy.Version == 2) limits["job/cpu.max"] = $"{quota} {CpuPeriodMicroseconds}";
            else limits["job/cpu.cfs_quota_us"] = quota;
        }

        return limits;
    }

    private static string[] Delegated(int version) => version == 2
        ? ["cgroup.procs", "agent/cgroup.procs", "job/cgroup.procs", "job/memory.max", "job/memory.swap.max", "job/pids.max"]
        : ["job/cgroup.procs", "job/memory.limit_in_bytes", "job/memory.memsw.limit_in_bytes", "job/memory.max_usage_in_bytes", "job/pids.max"];
}
