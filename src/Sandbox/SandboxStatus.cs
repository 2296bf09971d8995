namespace Verifiers.Sandbox;

/// <summary>What the sandbox found on this host, and how busy it is.</summary>
/// <param name="Ready">Whether programs can be run.</param>
/// <param name="Sentence">In one sentence: what runs them, or what to install.</param>
/// <param name="Launchers">Each launcher, in order of preference.</param>
/// <param name="Slots">Programs that can run at the same time.</param>
/// <param name="BusySlots">Slots in use now.</param>
/// <param name="WaitingRuns">Runs that wait for a slot now.</param>
/// <param name="ReplacedSlots">Slots thrown away since the start because something about them was doubtful.</param>
/// <param name="Languages">Languages that can be run, with their version.</param>
public sealed record SandboxStatus(
    bool Ready, string Sentence, IReadOnlyList<LauncherStatus> Launchers, int Slots, int BusySlots, int WaitingRuns, long ReplacedSlots,
    IReadOnlyDictionary<string, string> Languages)
{
    /// <summary>Languages that the launcher in use could run if they were there, with what to do for that, as a phrase.</summary>
    public IReadOnlyDictionary<string, string> MissingLanguages { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What one launcher can do here, found by starting a sandbox with it.</summary>
/// <param name="Name">Such as <c>bubblewrap</c>.</param>
/// <param name="Works">Whether a sandbox started and its agent answered.</param>
/// <param name="Sentence">What was found; when it does not work, why and what to install.</param>
/// <param name="Features">What confines programs; null when it does not work.</param>
/// <param name="StartTime">From nothing to a ready slot.</param>
public sealed record LauncherStatus(string Name, bool Works, string Sentence, SandboxFeatures? Features, TimeSpan StartTime)
{
    /// <summary>Languages that its sandboxes have, with the version.</summary>
    public IReadOnlyDictionary<string, string> Languages { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>What confines programs.</summary>
/// <param name="PythonVersion">Version of the interpreter inside.</param>
/// <param name="Numpy">Whether the distribution's numpy can be imported.</param>
/// <param name="OwnUserIds">Each invocation runs under a user id of its own that nobody on the host owns.</param>
/// <param name="Namespaces">Each invocation gets pid, IPC and mount namespaces of its own.</param>
/// <param name="Seccomp">System calls are filtered by our own list.</param>
/// <param name="CgroupMemory">Memory is bounded for the whole tree of processes; otherwise for each process, and by looking.</param>
/// <param name="CgroupProcesses">Processes are bounded by a control group; otherwise by a resource limit.</param>
/// <param name="CgroupCpu">CPU time is counted for the whole tree by a control group; otherwise from what is seen of it.</param>
public sealed record SandboxFeatures(
    string PythonVersion, bool Numpy, bool OwnUserIds, bool Namespaces, bool Seccomp, bool CgroupMemory, bool CgroupProcesses, bool CgroupCpu);
