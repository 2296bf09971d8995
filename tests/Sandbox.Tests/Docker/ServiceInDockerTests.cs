using System.Runtime.InteropServices;

namespace Verifiers.Sandbox.Tests;

/// <summary>
/// The service itself in a container, as in a pod of Kubernetes, with bubblewrap inside it. The options are those of
/// <c>docs/threat-model.md</c>, in the engine's words.
/// </summary>
public sealed class ServiceInDockerTests
{
    [Fact]
    public void As_an_ordinary_user_without_capabilities_it_needs_our_profile_and_a_proc_that_is_not_covered()
    {
        var report = Doctor(
            "--user", "1000:1000", "--cap-drop", "ALL", "--security-opt", "no-new-privileges",
            "--security-opt", "seccomp=" + TestEngine.RepositoryFile("docker", "seccomp-service.json"), "--security-opt", "systempaths=unconfined");
        Assert.Contains("bubblewrap works: Python", report, StringComparison.Ordinal);
        Assert.Contains("namespaces for each test", report, StringComparison.Ordinal);
    }

    [Fact]
    public void As_root_with_the_hosts_control_groups_it_bounds_trees_of_processes_by_them()
    {
        // What a privileged pod has, and no more: not every engine lets a container have all capabilities.
        var report = Doctor(
            "--cap-add", "SYS_ADMIN", "--cap-add", "SYS_PTRACE", "--security-opt", "seccomp=unconfined", "--security-opt", "systempaths=unconfined",
            "--volume", "/sys/fs/cgroup:/sys/fs/cgroup");
        Assert.Contains("bubblewrap works: Python", report, StringComparison.Ordinal);
        Assert.Contains("control groups for memory, processes and CPU", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Under_the_profile_of_the_engine_it_says_what_to_change()
    {
        var report = Doctor("--user", "1000:1000", "--cap-drop", "ALL");
        Assert.Contains("no launcher works here", report, StringComparison.Ordinal);
        Assert.Contains("docker/seccomp-service.json", report.ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    private static string Doctor(params string[] security)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        var service = Path.GetDirectoryName(TestEngine.RepositoryFile("src", "Api", "bin", "Release", "net10.0", "verifiers.dll"))!;
        return TestEngine.Shared.Docker(
        [
            "run", "--rm", "--network", "none", "--tmpfs", "/tmp:mode=1777", "--env", "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1", "--env", "HOME=/tmp", "--env", "Sandbox__Launchers=bubblewrap",
            "--volume", $"{dotnet}:/dotnet:ro", "--volume", $"{service}:/service:ro", .. security, "verifiers-python:latest",
            "/bin/sh", "-c", "/dotnet/dotnet /service/verifiers.dll doctor || true",
        ]);
    }
}
