namespace Verifiers.Sandbox.Tests;

/// <summary>Labelled programs of MBPP, HumanEval and EvoEval.</summary>
public abstract class AssertDataTests(SandboxFixture sandbox)
{
    private const string File = "assert_programs.jsonl";

    public static TheoryData<string> Programs => LabelledData.Ids(File);

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_passes_its_assertions_as_labelled(string id)
    {
        var row = LabelledData.Find(File, id);
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = row.GetProperty("tests") }, row.Text("code"));
        Assert.True((judgement.Verdict == Verdict.Correct) == (row.Text("expected") == "pass"), judgement.Explanation);
        Assert.Contains(judgement.Verdict, new[] { Verdict.Correct, Verdict.Incorrect });
        Assert.DoesNotContain("weak_isolation", judgement.Isolations());
    }
}

public sealed class AssertDataTestsOnBubblewrap(BubblewrapFixture sandbox) : AssertDataTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class AssertDataTestsOnDocker(DockerFixture sandbox) : AssertDataTests(sandbox), IClassFixture<DockerFixture>;
