using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox.Launching;

/// <summary>
/// Confines nothing. For tests of what stands around a sandbox, on machines where none can be had; it refuses to start anywhere but
/// in the environment <c>Test</c>.
/// </summary>
internal sealed class UnconfinedLauncher(SandboxOptions options) : ILauncher
{
    private const string Wanted = "Test";
    private static readonly string[] _variables = ["DOTNET_ENVIRONMENT", "ASPNETCORE_ENVIRONMENT"];

    public string Name => "unconfined";

    public string? FindMissing() => _variables.Any(variable => Environment.GetEnvironmentVariable(variable) == Wanted)
        ? null
        : "The launcher 'unconfined' confines nothing. It is for tests, and starts only where DOTNET_ENVIRONMENT is 'Test'.";

    public string? Advise(string diagnostics) => null;

    public string HowToAdd(Language language) => $"apt-get install {language.Packages}";

    public async Task<LaunchedSandbox> StartAsync(int slot, CancellationToken cancellationToken)
    {
        if (FindMissing() is { } refusal) throw new SandboxException(refusal);
        var folder = Directory.CreateTempSubdirectory("verifiers-unconfined-").FullName; // the agent removes it once it has loaded
        foreach (var name in EmbeddedFile.Names("agent/").Append("unconfined.py"))
            await File.WriteAllBytesAsync(Path.Combine(folder, Path.GetFileName(name)), EmbeddedFile.Read(name), cancellationToken);
        var configuration = new AgentConfiguration(
            [], Namespaces: false, FirstJobUid: 0, JobUids: 0, new Dictionary<string, AgentCgroup>(StringComparer.Ordinal));
        return await WardenProcess.StartAsync(
            options.PythonPath, ["-s", "-S", "-B", Path.Combine(folder, "unconfined.py")], firstFrame: [], configuration, cancellationToken);
    }
}
