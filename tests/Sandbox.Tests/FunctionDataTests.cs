namespace Verifiers.Sandbox.Tests;

/// <summary>Labelled functions, judged by the code verifier as the service has it.</summary>
public abstract class FunctionDataTests(SandboxFixture sandbox)
{
    private const string File = "function_programs.jsonl";

    public static TheoryData<string> Functions => LabelledData.Ids(File);

    [Theory, MemberData(nameof(Functions))]
    public async Task A_function_passes_as_labelled(string id)
    {
        var row = LabelledData.Find(File, id);
        var reference = new { mode = "function", fn_name = row.GetProperty("fn_name"), tests = row.GetProperty("tests"), limits = new { cpu_seconds = 5 } };
        var judgement = await sandbox.Runner.JudgeAsync(reference, row.Text("code"));
        Assert.True(judgement.Reason == Judging.ReasonOf(row.Text("expected_verdict")), judgement.ToString());
    }
}

public sealed class FunctionDataTestsOnBubblewrap(BubblewrapFixture sandbox) : FunctionDataTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class FunctionDataTestsOnDocker(DockerFixture sandbox) : FunctionDataTests(sandbox), IClassFixture<DockerFixture>;
