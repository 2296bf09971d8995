using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>Programs of each language that start processes without end. The host's processes are counted, so these tests run alone.</summary>
[Collection(Alone.Name)]
public abstract class ForkingTests(SandboxFixture sandbox) : SampleTest(sandbox)
{
    [Theory, MemberData(nameof(Languages))]
    public async Task Starting_processes_without_end_is_bounded(string language)
    {
        if (await IsMissingAsync(language)) return;
        await RunAsync(language, "sum"); // the slot is there before processes are counted
        var processes = HostInvariants.Descendants().Count;
        var result = await RunAsync(language, "fork", Tight with { WallTime = TimeSpan.FromSeconds(3) });
        Assert.NotEqual(RunOutcome.SandboxFailed, result.Outcome);
        Assert.True(result.WallTime < TimeSpan.FromSeconds(60), result.ToString());
        Assert.Equal(processes, HostInvariants.Descendants().Count);
    }
}

public sealed class ForkingTestsOnBubblewrap(BubblewrapFixture sandbox) : ForkingTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class ForkingTestsOnDocker(DockerFixture sandbox) : ForkingTests(sandbox), IClassFixture<DockerFixture>;
