using System.Text.Json;
using Verifiers.Sandbox.Confinement;
using Verifiers.Sandbox.Docker;

namespace Verifiers.Sandbox.Tests.Confinement;

/// <summary>The profiles in <c>docker/</c>, for people and for other tools, are what the service sends.</summary>
public sealed class DockerSeccompProfileTests
{
    [Theory]
    [InlineData("seccomp-agent.json", nameof(SeccompUse.Agent))]
    [InlineData("seccomp-nested.json", nameof(SeccompUse.Nested))]
    [InlineData("seccomp-service.json", nameof(SeccompUse.Service))]
    public void The_file_is_what_the_table_of_calls_says(string name, string use)
    {
        var path = TestEngine.RepositoryFile("docker", name);
        var profile = DockerSeccompProfile.Build(Enum.Parse<SeccompUse>(use));
        if (!File.Exists(path)) File.WriteAllText(path, profile); // after a change of the table: remove the file, run this test
        Assert.Equal(profile, File.ReadAllText(path));
    }

    [Fact]
    public void The_plain_profile_allows_what_the_filter_of_the_agent_allows_and_nothing_else()
    {
        var wanted = SyscallTable.Names().Where(call => call.Who is "job" or "agent").Select(call => call.Name).Append("clone").ToHashSet();
        Assert.Equal(wanted, Allowed(SeccompUse.Agent).ToHashSet());
        Assert.Equal(["chroot", "pivot_root", "setgid", "sethostname", "setuid", "unshare"], Allowed(SeccompUse.Nested).Except(wanted));
        string[] never = ["ptrace", "bpf", "keyctl", "add_key", "userfaultfd", "perf_event_open", "init_module", "kexec_load", "shmget", "setns", "io_uring_setup", "clone3"];
        Assert.Empty(Allowed(SeccompUse.Nested).Intersect(never));
    }

    private static IEnumerable<string> Allowed(SeccompUse use) =>
        JsonElement.Parse(DockerSeccompProfile.Build(use)).GetProperty("syscalls").EnumerateArray()
            .Where(rule => rule.GetProperty("action").GetString() == "SCMP_ACT_ALLOW" && !rule.TryGetProperty("args", out _))
            .SelectMany(rule => rule.GetProperty("names").EnumerateArray().Select(name => name.GetString()!));
}
