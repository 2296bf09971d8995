using System.ComponentModel.DataAnnotations;
using Verifiers.Code;

namespace Verifiers.Sandbox;

/// <summary>How untrusted programs are run. Bound from the section <c>Sandbox</c> and validated at start-up.</summary>
public sealed class SandboxOptions
{
    /// <summary>Programs that run at the same time. 0, the default, means one for each core.</summary>
    [Range(0, 1024)]
    public int Slots { get; init; }

    /// <summary>Runs that may wait for a slot; further ones are refused as a fault of ours. Default: 65,536.</summary>
    [Range(1, 10_000_000)]
    public int QueueLimit { get; init; } = 65_536;

    /// <summary>Times a run is tried when its sandbox is lost, before it ends as a fault. Default: 3.</summary>
    [Range(1, 10)]
    public int Attempts { get; init; } = 3;

    /// <summary>Cores that the programs of one slot may use at the same time, where control groups can be written. Default: 1.</summary>
    [Range(0.1, 64)]
    public double CoresPerSlot { get; init; } = 1;

    /// <summary>
    /// The launchers that may be used, in order of preference, separated by commas: the first that works here is taken. Known are
    /// <c>docker</c>, <c>bubblewrap</c>, and <c>unconfined</c>, which is for tests only. Default: <c>docker, bubblewrap</c>.
    /// </summary>
    [Required, RegularExpression(@"^\s*(docker|bubblewrap|unconfined)(\s*,\s*(docker|bubblewrap|unconfined))*\s*$",
        ErrorMessage = "Launchers: expected names from docker, bubblewrap, unconfined, separated by commas")]
    public string Launchers { get; init; } = "docker, bubblewrap";

    /// <summary>The Docker engine's socket, an absolute path. Default: <c>/var/run/docker.sock</c>.</summary>
    [Required, RegularExpression("^/.+")]
    public string DockerSocket { get; init; } = "/var/run/docker.sock";

    /// <summary>
    /// The image of the sandboxes. <c>docker/build-images.sh</c> builds <c>verifiers-sandbox</c> with every language and
    /// <c>verifiers-python</c>, a tenth of the size. Default: <c>verifiers-sandbox:latest</c>.
    /// </summary>
    [Required]
    public string DockerImage { get; init; } = "verifiers-sandbox:latest";

    /// <summary>What starts the containers, by the engine's name for it, such as <c>runsc</c> (gVisor). Default: the engine's own default.</summary>
    public string? DockerRuntime { get; init; }

    /// <summary>The distribution's Python, an absolute path. Default: <c>/usr/bin/python3</c>.</summary>
    [Required, RegularExpression("^/.+")]
    public string PythonPath { get; init; } = "/usr/bin/python3";

    /// <summary>The bubblewrap program, an absolute path. Default: <c>/usr/bin/bwrap</c>.</summary>
    [Required, RegularExpression("^/.+")]
    public string BubblewrapPath { get; init; } = "/usr/bin/bwrap";

    /// <summary>
    /// What <c>prepare-compilers.sh</c> made on this host, an absolute path; compilers are slower without it. Images have their own.
    /// Default: <c>/var/cache/verifiers/prepared</c>.
    /// </summary>
    [Required, RegularExpression("^/.+")]
    public string PreparedPath { get; init; } = "/var/cache/verifiers/prepared";

    /// <summary>Whether to use control groups where they can be written. Default: true.</summary>
    public bool UseCgroups { get; init; } = true;

    /// <summary>CPU time that a request may ask for. Default: 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CpuTimeCeiling { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Wall-clock time that a request may ask for. Default: 20 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan WallTimeCeiling { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Memory that a request may ask for, in MiB. Default: 4,096.</summary>
    [Range(64, 1 << 20)]
    public int MemoryCeilingMiB { get; init; } = 4096;

    /// <summary>Output that a request may ask for, in bytes. Default: 64 MiB.</summary>
    [Range(1024, 1 << 30)]
    public int OutputCeilingBytes { get; init; } = 64 << 20;

    /// <summary>Disk that a request may ask for, in MiB. Default: 256.</summary>
    [Range(1, 1 << 16)]
    public int FileSizeCeilingMiB { get; init; } = 256;

    /// <summary>Processes and threads that a request may ask for. Default: 256.</summary>
    [Range(1, 1 << 14)]
    public int ProcessesCeiling { get; init; } = 256;

    /// <summary>Whether each invocation gets namespaces of its own where the kernel lets it. Only tests turn it off.</summary>
    internal bool IsolateInvocations { get; init; } = true;

    /// <summary>Slots in force.</summary>
    public int EffectiveSlots => Slots > 0 ? Slots : Environment.ProcessorCount;

    /// <summary>The most that a run may ask for. A verifier refuses a reference that asks for more when it is prepared.</summary>
    public RunLimits Ceiling => new()
    {
        CpuTime = CpuTimeCeiling,
        WallTime = WallTimeCeiling,
        MemoryMiB = MemoryCeilingMiB,
        OutputBytes = OutputCeilingBytes,
        FileSizeMiB = FileSizeCeilingMiB,
        Processes = ProcessesCeiling,
    };
}
