using Verifiers.Sandbox.Docker;

namespace Verifiers.Sandbox.Launching;

/// <summary>The launchers that the settings allow, in their order of preference.</summary>
internal static class LauncherList
{
    public static IReadOnlyList<ILauncher> Create(SandboxOptions options) =>
        [.. options.Launchers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(name => Create(name, options))];

    private static ILauncher Create(string name, SandboxOptions options) => name switch
    {
        "docker" => new DockerLauncher(options),
        "bubblewrap" => new BubblewrapLauncher(options),
        "unconfined" => new UnconfinedLauncher(options),
        _ => throw new ArgumentException($"There is no launcher '{name}'; known are docker, bubblewrap and unconfined.", nameof(options)),
    };
}
