using System.Text.Json.Serialization;

namespace Verifiers.Sandbox.Docker;

// The parts of the Engine API's messages that are used here, under the API's own names.
// https://docs.docker.com/reference/api/engine/version/v1.41/

/// <summary>The engine's version and the versions of the API that it speaks.</summary>
internal sealed record DockerVersion(string? Version, string? ApiVersion, [property: JsonPropertyName("MinAPIVersion")] string? MinApiVersion);

/// <summary>How the engine is set up.</summary>
/// <param name="SecurityOptions">Such as <c>name=userns</c>: container root is nobody on the host.</param>
/// <param name="Runtimes">By name: what may start containers, such as <c>runc</c> or <c>runsc</c>.</param>
internal sealed record DockerInfo(IReadOnlyList<string>? SecurityOptions, IReadOnlyDictionary<string, DockerRuntime>? Runtimes);

internal sealed record DockerRuntime([property: JsonPropertyName("path")] string? Path);

internal sealed record DockerImage(string Id, string? Architecture);

/// <summary>What a container is made of.</summary>
internal sealed record DockerContainerRequest
{
    public required string Image { get; init; }

    public required IReadOnlyList<string> Cmd { get; init; }

    /// <summary>Empty: the image's own is not run.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    public IReadOnlyList<string> Env { get; init; } = [];

    public string User { get; init; } = "0:0";

    public string WorkingDir { get; init; } = "/";

    public string Hostname { get; init; } = "sandbox";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public bool NetworkDisabled { get; init; } = true;

    public bool Tty { get; init; }

    public bool OpenStdin { get; init; } = true;

    /// <summary>The end of our stream is the end of the container's input.</summary>
    public bool StdinOnce { get; init; } = true;

    public bool AttachStdin { get; init; } = true;

    public bool AttachStdout { get; init; } = true;

    public bool AttachStderr { get; init; } = true;

    public required DockerHostConfig HostConfig { get; init; }
}

/// <summary>What confines a container. Sizes in bytes.</summary>
internal sealed record DockerHostConfig
{
    public string NetworkMode { get; init; } = "none";

    public bool ReadonlyRootfs { get; init; } = true;

    public IReadOnlyDictionary<string, string> Tmpfs { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> CapDrop { get; init; } = ["ALL"];

    public IReadOnlyList<string> CapAdd { get; init; } = [];

    public IReadOnlyList<string> SecurityOpt { get; init; } = [];

    /// <summary>Paths of /proc and /sys that the engine covers; null leaves its defaults.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; init; }

    /// <summary>Paths of /proc that the engine makes read-only; null leaves its defaults.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; init; }

    public long PidsLimit { get; init; }

    public long Memory { get; init; }

    /// <summary>Memory and swap together: as much as memory means no swap.</summary>
    public long MemorySwap { get; init; }

    public long NanoCpus { get; init; }

    public string IpcMode { get; init; } = "private";

    public string CgroupnsMode { get; init; } = "private";

    public long ShmSize { get; init; }

    public int OomScoreAdj { get; init; }

    public IReadOnlyList<DockerUlimit> Ulimits { get; init; } = [];

    public DockerLogConfig LogConfig { get; init; } = new("none");

    public bool AutoRemove { get; init; } = true;

    public string? Runtime { get; init; }
}

internal sealed record DockerUlimit(string Name, long Soft, long Hard);

internal sealed record DockerLogConfig(string Type);

internal sealed record DockerCreated(string Id);

internal sealed record DockerContainer(string Id, DockerContainerState State);

internal sealed record DockerContainerState(string Status, bool Running, bool OOMKilled, int Pid, int ExitCode, string? Error);

internal sealed record DockerContainerSummary(string Id, string State, long Created, IReadOnlyDictionary<string, string>? Labels);

internal sealed record DockerExit(int StatusCode);

internal sealed record DockerRefusal([property: JsonPropertyName("message")] string? Message);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DockerVersion))]
[JsonSerializable(typeof(DockerInfo))]
[JsonSerializable(typeof(DockerImage))]
[JsonSerializable(typeof(DockerContainerRequest))]
[JsonSerializable(typeof(DockerCreated))]
[JsonSerializable(typeof(DockerContainer))]
[JsonSerializable(typeof(IReadOnlyList<DockerContainerSummary>))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(DockerExit))]
[JsonSerializable(typeof(DockerRefusal))]
internal sealed partial class DockerJson : JsonSerializerContext;
