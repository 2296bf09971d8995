using System.Globalization;

namespace Verifiers.Sandbox.Docker;

/// <summary>
/// Who made a container, as its label says it: the boot, the pid namespace, the process, and when that started. So a later service
/// can tell the containers of one that crashed from those of one that lives beside it.
/// </summary>
internal sealed record DockerOwner(string Boot, string Namespace, int Process, ulong Started)
{
    public const string Label = "verifiers.owner";

    public static DockerOwner Current { get; } = new(
        File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
        new FileInfo("/proc/self/ns/pid").LinkTarget ?? "",
        Environment.ProcessId,
        StartOf(Environment.ProcessId) ?? 0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Boot}/{Namespace}/{Process}/{Started}");

    /// <summary>Null when the label is none of ours.</summary>
    public static DockerOwner? Parse(string? label)
    {
        var fields = label?.Split('/');
        return fields is { Length: 4 }
            && int.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            && ulong.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
                ? new DockerOwner(fields[0], fields[1], process, started)
                : null;
    }

    /// <summary>Whether this owner is known to have ended. One in another pid namespace may live: nothing is known of it.</summary>
    public bool HasEnded => Boot != Current.Boot || (Namespace == Current.Namespace && StartOf(Process) != Started);

    /// <summary>When a process started, in the kernel's ticks; null when there is none of that id.</summary>
    private static ulong? StartOf(int process)
    {
        try
        {
            var status = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat"));
            return ulong.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
