using System.Net;
using System.Security.Cryptography;
using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Confinement;
using Verifiers.Sandbox.Languages;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox.Docker;

/// <summary>
/// Confines with a Docker container for each sandbox: no network, a read-only image, no capabilities, our own list of system calls,
/// bounds on memory, processes and CPU. Inside, bubblewrap confines once more where the host lets it.
/// </summary>
internal sealed class DockerLauncher(SandboxOptions options) : ILauncher, IDisposable
{
    private const string GVisor = "runsc";
    private readonly DockerEngineClient _engine = new(options.DockerSocket);
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lazy<(byte[] Agent, byte[] Job)> _filters = new(SeccompFilter.BuildBoth);
    private DockerConfinement? _confinement;
    private bool _mapsIds;

    public string Name => "docker";

    /// <summary>Why bubblewrap cannot confine inside a container here; null when it can, or was not tried.</summary>
    public string? NestingProblem { get; private set; }

    public string? FindMissing()
    {
        if (!OperatingSystem.IsLinux()) return "The sandbox needs Linux; this is another system.";
        return _engine.SocketExists
            ? null
            : $"No Docker engine answers at {options.DockerSocket}: there is no such socket. Start it (systemctl start docker), or set Sandbox:DockerSocket.";
    }

    public string? Advise(string diagnostics) => diagnostics.Contains("executable file not found", StringComparison.Ordinal)
        ? $"The image '{options.DockerImage}' has no {BubblewrapArguments.ContainerPython}; build it with docker/build-images.sh."
        : null;

    public string HowToAdd(Language language) =>
        $"an image that has it (docker/build-images.sh builds verifiers-sandbox); '{options.DockerImage}' lacks: {language.Packages}";

    public async Task<LaunchedSandbox> StartAsync(int slot, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            _confinement ??= await FindConfinementAsync(slot, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }

        return await StartAsync(slot, _confinement.Value, cancellationToken);
    }

    public void Dispose()
    {
        _engine.Dispose();
        _gate.Dispose();
    }

    /// <summary>Looks at the engine once, removes what services that crashed left there, and tries what it allows.</summary>
    private async Task<DockerConfinement> FindConfinementAsync(int slot, CancellationToken cancellationToken)
    {
        await _engine.GetVersionAsync(cancellationToken);
        var info = await _engine.GetInfoAsync(cancellationToken);
        if (options.DockerRuntime is { } runtime && info.Runtimes?.ContainsKey(runtime) != true)
            throw new SandboxException($"The Docker engine has no runtime '{runtime}'; it has: {string.Join(", ", info.Runtimes?.Keys ?? [])}.");
        if (await _engine.FindImageAsync(options.DockerImage, cancellationToken) is null) throw new SandboxException(NoImage);
        _mapsIds = info.SecurityOptions?.Any(option => option.StartsWith("name=userns", StringComparison.Ordinal) || option.StartsWith("name=rootless", StringComparison.Ordinal)) == true;
        await RemoveLeftoversAsync(cancellationToken);
        if (!options.IsolateInvocations || options.DockerRuntime == GVisor) return DockerConfinement.Plain;
        await using var trial = await StartAsync(slot, DockerConfinement.Nested, cancellationToken);
        try
        {
            await new AgentClient(trial).ConfigureAsync(cancellationToken);
            return DockerConfinement.Nested;
        }
        catch (SandboxException refused) when (refused is not DockerException)
        {
            NestingProblem = refused.Message;
            return DockerConfinement.Plain;
        }
    }

    private string NoImage => $"The Docker engine at {options.DockerSocket} has no image '{options.DockerImage}'; build it with: docker/build-images.sh";

    private async Task RemoveLeftoversAsync(CancellationToken cancellationToken)
    {
        foreach (var container in await _engine.ListContainersAsync(DockerOwner.Label, cancellationToken))
        {
            if (DockerOwner.Parse(container.Labels?.GetValueOrDefault(DockerOwner.Label)) is { HasEnded: true })
                await DockerSandbox.RemoveAsync(_engine, container.Id);
        }
    }

    private async Task<LaunchedSandbox> StartAsync(int slot, DockerConfinement confinement, CancellationToken cancellationToken)
    {
        // A name of our own: the container can be removed even when the answer to its creation is lost.
        var name = $"verifiers-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [DockerOwner.Label] = DockerOwner.Current.ToString() };
        var ids = UserIdRange.Choose([_mapsIds ? "0 0 65536" : "0 0 4294967295"], slot)!;
        var (input, configuration) = confinement switch
        {
            DockerConfinement.Nested => (
                WardenPlan.ForBubblewrap(options, _filters.Value.Agent, ids, cgroups: null, container: true).ToFrame(),
                Configure(namespaces: true, AgentConfiguration.OrdinaryJobUid, ids.Count, BubblewrapArguments.ContainerCgroups)),
            DockerConfinement.Plain => (DockerContainerPlan.AgentFiles(), Configure(namespaces: false, ids.First + AgentConfiguration.OrdinaryJobUid, ids.Count, "/sys/fs/cgroup")),
        };
        DockerAttachment? streams = null;
        try
        {
            await _engine.CreateContainerAsync(name, DockerContainerPlan.Build(options, confinement, labels), cancellationToken);
            streams = await _engine.AttachAsync(name, cancellationToken);
            await _engine.StartContainerAsync(name, cancellationToken);
            await streams.WriteAsync(input, cancellationToken);
            return new DockerSandbox(_engine, name, streams, configuration);
        }
        catch (Exception failure)
        {
            if (streams is not null) await streams.DisposeAsync();
            await DockerSandbox.RemoveAsync(_engine, name);
            if (failure is DockerException { Status: HttpStatusCode.NotFound } && failure.Message.Contains("o such image", StringComparison.Ordinal))
                throw new SandboxException(NoImage, failure);
            if (failure is IOException) throw new SandboxException($"The container ended at once. {streams?.ErrorText}".TrimEnd(), failure);
            throw;
        }
    }

    private AgentConfiguration Configure(bool namespaces, long firstJobUid, int ids, string cgroups) => new(
        _filters.Value.Job, namespaces, firstJobUid, JobUids: ids - 2_000, new Dictionary<string, AgentCgroup>(StringComparer.Ordinal), cgroups);
}
