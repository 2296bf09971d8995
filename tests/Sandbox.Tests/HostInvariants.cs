using System.Globalization;

namespace Verifiers.Sandbox.Tests;

/// <summary>What the sandbox must leave on the host as it was.</summary>
internal static class HostInvariants
{
    /// <summary>What this process's descriptors stand for: pipes, sockets and the rest, without the regular files that the runtime loads from.</summary>
    public static HashSet<string> OwnDescriptors() =>
        [.. Directory.GetFileSystemEntries("/proc/self/fd").Select(path => new FileInfo(path).LinkTarget).OfType<string>().Where(target => !target.StartsWith('/'))];

    /// <summary>The runtime opens and closes descriptors of its own meanwhile, so they are given a moment to settle.</summary>
    public static async Task AssertNoNewDescriptorsAsync(HashSet<string> before)
    {
        for (var attempt = 0; attempt < 1200 && !OwnDescriptors().IsSubsetOf(before); attempt++) await Task.Delay(50);
        Assert.Subset(before, OwnDescriptors());
    }

    /// <summary>All processes below this one.</summary>
    public static List<int> Descendants() => DescendantsOf(Environment.ProcessId);

    /// <summary>All processes below another.</summary>
    public static List<int> DescendantsOf(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var directory in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var id)) continue;
            try
            {
                var status = File.ReadAllText(directory + "/stat");
                var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
                if (fields[0] != "Z") parents[id] = int.Parse(fields[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It ended between the listing and the reading.
            }
        }

        var found = new List<int>();
        var open = new Queue<int>([root]);
        while (open.TryDequeue(out var parent))
        {
            foreach (var (child, _) in parents.Where(entry => entry.Value == parent))
            {
                found.Add(child);
                open.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>What is mounted on the host, but for the containers of an engine: others may use it meanwhile.</summary>
    public static string[] Mounts() =>
    [
        .. File.ReadLines("/proc/self/mountinfo").Select(line => string.Join(' ', line.Split(' ')[2..5]))
            .Where(mount => !mount.Contains("/overlay2/", StringComparison.Ordinal) && !mount.Contains("/netns/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>System V objects of the host.</summary>
    public static string[] IpcObjects() => [.. new[] { "shm", "sem", "msg" }.SelectMany(kind => File.ReadLines($"/proc/sysvipc/{kind}").Skip(1))];

    /// <summary>Bytes that the control groups of jobs hold; 0 where they cannot be seen.</summary>
    public static long JobMemory() => ControlGroups()
        .SelectMany(directory => new[] { directory + "/job/memory.usage_in_bytes", directory + "/job/memory.current" })
        .Where(File.Exists).Sum(path => long.Parse(File.ReadAllText(path), CultureInfo.InvariantCulture));

    /// <summary>Control groups that this process made and that still exist.</summary>
    public static string[] ControlGroups() => Directory.Exists("/sys/fs/cgroup")
        ? Directory.GetDirectories("/sys/fs/cgroup", $"verifiers-*{Environment.ProcessId}*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            IgnoreInaccessible = true,
        })
        : [];
}
