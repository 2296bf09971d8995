using System.Diagnostics;
using Verifiers.Sandbox.Docker;

namespace Verifiers.Sandbox.Tests;

/// <summary>A real Docker engine with our images. One is shared by all tests; those that take an engine's life start their own.</summary>
internal sealed class TestEngine : IDisposable
{
    /// <summary>The socket of an engine that is there already, images included; <c>./test</c> sets it.</summary>
    private const string SocketVariable = "VERIFIERS_TEST_DOCKER_SOCKET";

    /// <summary>Data of an engine that tests start is kept here from run to run, because images take a minute to build.</summary>
    private const string KeptFolder = "/var/tmp/verifiers-engine";

    /// <summary>The small one of our images, for tests that need no language but Python.</summary>
    public const string SmallImage = "verifiers-python:latest";
    private static readonly string[] _images = [new SandboxOptions().DockerImage, SmallImage];
    private static readonly Lazy<(TestEngine? Engine, string? Problem)> _shared = new(Find);
    private readonly string? _folder;

    private TestEngine(string socket, string? folder)
    {
        Socket = socket;
        _folder = folder;
    }

    public static TestEngine Shared => _shared.Value.Engine ?? throw new InvalidOperationException(_shared.Value.Problem);

    /// <summary>Why there is no engine here, as a sentence; null when there is one.</summary>
    public static string? Problem => _shared.Value.Problem;

    public string Socket { get; }

    /// <summary>An engine apart from the shared one, with the small image; its folder is removed in the end.</summary>
    /// <param name="diskMiB">Size of a disk of its own in memory; 0 for the machine's.</param>
    public static TestEngine StartOwn(int diskMiB = 0)
    {
        var folder = Directory.CreateTempSubdirectory("verifiers-engine-").FullName;
        if (diskMiB > 0) Must("mount", "-t", "tmpfs", "-o", $"size={diskMiB}m", "tmpfs", Directory.CreateDirectory(Path.Combine(folder, "data")).FullName);
        var engine = new TestEngine(Path.Combine(folder, "docker.sock"), folder);
        engine.Start();
        Must("/bin/sh", "-c", $"docker -H unix://{Shared.Socket} save {SmallImage} | docker -H unix://{engine.Socket} load");
        return engine;
    }

    public void Start() => Must(Script("engine.sh"), "start", _folder!);

    public void Stop() => Must(Script("engine.sh"), "stop", _folder!);

    /// <summary>The engine's process id.</summary>
    public int ProcessId => int.Parse(File.ReadAllText(Path.Combine(_folder!, "docker.pid")), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Runs the command line client against this engine.</summary>
    public string Docker(params string[] arguments) => Must("docker", ["-H", $"unix://{Socket}", .. arguments]);

    /// <summary>Builds the image of the service as it was built for the tests.</summary>
    public void BuildService() => Must(
        "/usr/bin/env", $"DOCKER_HOST=unix://{Socket}", "VERIFIERS_SERVICE=" + RepositoryFile("src", "Api", "bin", "Release", "net10.0"), Script("build-images.sh"), "service");

    public void Dispose() => Must(Script("engine.sh"), "remove", _folder!);

    private static (TestEngine?, string?) Find()
    {
        var named = Environment.GetEnvironmentVariable(SocketVariable);
        foreach (var socket in new[] { named, "/var/run/docker.sock" }.OfType<string>())
        {
            if (HasImages(socket)) return (new TestEngine(socket, folder: null), null);
        }

        if (!Environment.IsPrivilegedProcess) return (null, "No Docker engine with our images answers, and only root can start one.");
        var found = new[] { "/usr/sbin/dockerd", "/usr/bin/dockerd", "/usr/local/bin/dockerd" }.Any(File.Exists);
        if (!found) return (null, "No Docker engine with our images answers, and dockerd is not installed (apt-get install docker.io).");
        try
        {
            var engine = new TestEngine(Path.Combine(KeptFolder, "docker.sock"), KeptFolder);
            var ours = !engine.IsRunning();
            engine.Start();
            if (ours) AppDomain.CurrentDomain.ProcessExit += (_, _) => engine.Stop();
            if (!HasImages(engine.Socket)) Must("/usr/bin/env", $"DOCKER_HOST=unix://{engine.Socket}", Script("build-images.sh"));
            return (engine, null);
        }
        catch (InvalidOperationException failure)
        {
            return (null, failure.Message);
        }
    }

    private bool IsRunning()
    {
        using var client = new DockerEngineClient(Socket);
        try
        {
            client.GetVersionAsync(CancellationToken.None).GetAwaiter().GetResult();
            return true;
        }
        catch (DockerException)
        {
            return false;
        }
    }

    private static bool HasImages(string socket)
    {
        using var client = new DockerEngineClient(socket);
        try
        {
            return Array.TrueForAll(_images, image => client.FindImageAsync(image, CancellationToken.None).GetAwaiter().GetResult() is not null);
        }
        catch (DockerException)
        {
            return false;
        }
    }

    /// <summary>A file of this repository.</summary>
    public static string RepositoryFile(params string[] path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Verifiers.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine([folder, .. path]);
    }

    private static string Script(string name) => RepositoryFile("docker", name);

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    private static string Must(string program, params string[] arguments)
    {
        var log = Path.GetTempFileName();
        try
        {
            // Into a file: an engine that the script leaves running would hold a pipe open for ever.
            string[] command = ["-c", "log=$1; shift; exec \"$@\" >\"$log\" 2>&1 </dev/null", "sh", log, program, .. arguments];
            using var process = Process.Start(new ProcessStartInfo("/bin/sh", command) { UseShellExecute = false })!;
            process.WaitForExit();
            var output = File.ReadAllText(log).Trim();
            return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {output}");
        }
        finally
        {
            File.Delete(log);
        }
    }
}
