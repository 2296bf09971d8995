using System.Globalization;
using System.Text.Json;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox.Docker;

/// <summary>How programs are kept apart inside a container.</summary>
internal enum DockerConfinement
{
    /// <summary>bubblewrap confines once more: ids of its own, and namespaces for each invocation.</summary>
    Nested,

    /// <summary>The container alone: a user id for each invocation, and cleaning afterwards. Where the host forbids the first.</summary>
    Plain,
}

/// <summary>The container of one sandbox, spelled out.</summary>
internal static class DockerContainerPlan
{
    private const int OwnMemoryMiB = 256;
    private const int OwnProcesses = 32;

    /// <summary>gVisor counts the threads of its own kernel as well.</summary>
    private const int GVisorProcesses = 2048;
    private const int OpenFiles = 1024;

    private static readonly Lazy<string> _nestedProfile = new(() => DockerSeccompProfile.Build(SeccompUse.Nested));
    private static readonly Lazy<string> _plainProfile = new(() => DockerSeccompProfile.Build(SeccompUse.Agent));

    public static DockerContainerRequest Build(SandboxOptions options, DockerConfinement confinement, IReadOnlyDictionary<string, string> labels)
    {
        var nested = confinement == DockerConfinement.Nested;
        var memory = (long)(options.MemoryCeilingMiB + (2 * options.FileSizeCeilingMiB) + OwnMemoryMiB) << 20;
        var disk = (long)options.FileSizeCeilingMiB << 20;
        return new DockerContainerRequest
        {
            Image = options.DockerImage,
            Entrypoint = [BubblewrapArguments.ContainerPython],
            Cmd = ["-I", "-S", "-c", EmbeddedFile.ReadText(nested ? "warden.py" : "bootstrap.py")],
            Env = [.. Environment(nested)],
            Labels = labels,
            HostConfig = new DockerHostConfig
            {
                Tmpfs = nested ? NestedDisks() : PlainDisks(disk),
                // For the first process alone: mapping ids, and giving each invocation its own; ending them.
                CapAdd = ["SETUID", "SETGID", "KILL"],
                SecurityOpt = ["no-new-privileges", $"seccomp={(nested ? _nestedProfile : _plainProfile).Value}"],
                // A /proc with covered parts cannot be mounted anew inside. There, root is nobody, and the first process is so too.
                MaskedPaths = nested ? [] : null,
                ReadonlyPaths = nested ? [] : null,
                PidsLimit = options.DockerRuntime is "runsc" ? GVisorProcesses : options.ProcessesCeiling + OwnProcesses,
                Memory = memory,
                MemorySwap = memory,
                NanoCpus = (long)(options.CoresPerSlot * 1_000_000_000),
                ShmSize = disk,
                OomScoreAdj = 500,
                Ulimits =
                [
                    new DockerUlimit("core", 0, 0),
                    new DockerUlimit("nofile", OpenFiles, OpenFiles),
                    // Fixes where memory mappings begin below the stack; jobs are given their own limit later.
                    new DockerUlimit("stack", (long)options.MemoryCeilingMiB << 20, (long)options.MemoryCeilingMiB << 20),
                ],
                Runtime = options.DockerRuntime,
            },
        };
    }

    /// <summary>What the container reads first: the warden's plan, or the agent's files.</summary>
    public static byte[] AgentFiles()
    {
        var files = EmbeddedFile.Names("agent/").ToDictionary(name => Path.GetFileName(name), EmbeddedFile.ReadText, StringComparer.Ordinal);
        var json = JsonSerializer.SerializeToUtf8Bytes(files, DockerJson.Default.DictionaryStringString);
        var frame = new byte[4 + json.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame, json.Length);
        json.CopyTo(frame, 4);
        return frame;
    }

    /// <summary>bubblewrap sets the job's environment itself, and makes its own files in memory.</summary>
    private static IEnumerable<string> Environment(bool nested) =>
        nested ? [] : BubblewrapArguments.Environment.Select(variable => $"{variable.Name}={variable.Value}");

    private static Dictionary<string, string> NestedDisks() => new(StringComparer.Ordinal)
    {
        ["/tmp"] = "rw,size=64k,nr_inodes=16,nosuid,nodev,noexec,mode=0755",
        ["/dev/mqueue"] = "size=4k,mode=0700",
    };

    private static Dictionary<string, string> PlainDisks(long bytes) => new(StringComparer.Ordinal)
    {
        ["/tmp"] = string.Create(CultureInfo.InvariantCulture, $"rw,size={bytes},nr_inodes=4096,nosuid,nodev,noexec,mode=1777"),
        ["/agent"] = "rw,size=1m,nr_inodes=64,nosuid,nodev,noexec,mode=0755",
        // Message queues would outlive the invocation that made them.
        ["/dev/mqueue"] = "size=4k,mode=0700",
    };
}
