using Verifiers.Sandbox.Confinement;

namespace Verifiers.Sandbox.Tests.Confinement;

public sealed class CgroupLeftoversTests : IDisposable
{
    private const int NoProcess = int.MaxValue; // beyond the largest process id of Linux
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Only_empty_groups_of_processes_that_are_gone_are_removed()
    {
        var gone = Make($"verifiers-{NoProcess}-0a", "agent", "job");
        var living = Make($"verifiers-{Environment.ProcessId}-0b", "agent", "job");
        var used = Make($"verifiers-{NoProcess}-0c", "agent", "job");
        File.WriteAllText(Path.Combine(used, "job", "in-use"), "");
        var foreign = Make("somebody-else");
        var named = Make("verifiers-trial-0d");
        Remove(DateTime.UtcNow);
        Assert.True(Directory.Exists(gone)); // too young
        Remove(DateTime.UtcNow + TimeSpan.FromMinutes(2));
        Assert.Equal([false, true, true, true, true], new[] { gone, living, used, foreign, named }.Select(Directory.Exists));
        Assert.True(Directory.Exists(Path.Combine(used, "job")));
    }

    [Fact]
    public void A_hierarchy_that_is_gone_is_no_fault() =>
        CgroupLeftovers.Remove([new CgroupHierarchy(Path.Combine(_folder, "nowhere"), 2, [])], DateTime.UtcNow);

    private void Remove(DateTime now) => CgroupLeftovers.Remove([new CgroupHierarchy(_folder, 2, ["pids"])], now);

    private string Make(string name, params string[] below)
    {
        var group = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (var child in below) Directory.CreateDirectory(Path.Combine(group, child));
        return group;
    }
}
