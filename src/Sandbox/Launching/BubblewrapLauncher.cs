using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Confinement;
using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox.Launching;

/// <summary>
/// Confines with bubblewrap: every namespace, the distribution's <c>/usr</c> read-only, no network, no other file of the host.
/// Needs no daemon, and works for root and for an ordinary user.
/// </summary>
internal sealed class BubblewrapLauncher(SandboxOptions options) : ILauncher
{
    private readonly Lazy<IReadOnlyList<CgroupHierarchy>> _hierarchies = new(() =>
    {
        if (!options.UseCgroups) return [];
        var found = CgroupHierarchy.FindWritable();
        CgroupLeftovers.Remove(found, DateTime.UtcNow);
        return found;
    });
    private readonly Lazy<(byte[] Agent, byte[] Job)> _filters = new(SeccompFilter.BuildBoth);

    public string Name => "bubblewrap";

    public string? FindMissing()
    {
        if (!OperatingSystem.IsLinux()) return "The sandbox needs Linux; this is another system.";
        if (!File.Exists(options.BubblewrapPath))
            return $"bubblewrap is not installed ({options.BubblewrapPath} does not exist); install it with: apt-get install bubblewrap";
        if (!File.Exists(options.PythonPath))
            return $"Python is not installed ({options.PythonPath} does not exist); install it with: apt-get install python3";
        return null;
    }

    public string? Advise(string diagnostics)
    {
        string[] signs = ["user namespace", "No permissions to creat", "setting up uid map", "Creating new namespace", "loopback", "mount proc"];
        return signs.Any(sign => diagnostics.Contains(sign, StringComparison.OrdinalIgnoreCase))
            ? "This kernel does not let the service make namespaces. Allow them (sysctl kernel.unprivileged_userns_clone=1, "
                + "user.max_user_namespaces=15000, on Ubuntu kernel.apparmor_restrict_unprivileged_userns=0), run the service as root, "
                + "or give its container a seccomp profile that permits them: docker/seccomp-service.json."
            : null;
    }

    public string HowToAdd(Language language) => $"apt-get install {language.Packages}";

    public async Task<LaunchedSandbox> StartAsync(int slot, CancellationToken cancellationToken)
    {
        var ids = UserIdRange.ForSlot(slot);
        var cgroups = new SlotCgroups(_hierarchies.Value, SlotCgroups.NewName(), options.CoresPerSlot);
        var plan = WardenPlan.ForBubblewrap(options, _filters.Value.Agent, ids, cgroups, container: false);
        var configuration = new AgentConfiguration(
            _filters.Value.Job, options.IsolateInvocations, AgentConfiguration.OrdinaryJobUid, JobUids: (ids?.Count ?? 0) - 2_000, cgroups.Inside);
        return await WardenProcess.StartAsync(options.PythonPath, plan, configuration, cancellationToken);
    }
}
