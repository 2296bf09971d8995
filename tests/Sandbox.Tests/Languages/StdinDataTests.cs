namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>
/// Labelled programs that read standard input, in each language that is installed, right ones and wrong ones, judged by the code
/// verifier with the comparison or the checker of their task.
/// </summary>
public abstract class StdinDataTests(SandboxFixture sandbox)
{
    private const string File = "stdin_programs.jsonl";

    public static TheoryData<string> Programs => LabelledData.Ids(File);

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_ends_as_labelled(string id)
    {
        var program = LabelledData.Find(File, id);
        var language = program.Text("language");
        if (!sandbox.Runner.Runs(language)) return;
        var task = LabelledData.Find("stdin_tasks.jsonl.gz", program.Text("task"));
        var reference = new Dictionary<string, object>
        {
            ["language"] = language,
            ["tests"] = task.GetProperty("tests"),
            ["limits"] = new { cpu_seconds = task.GetProperty("time_limit_s"), memory_mb = task.GetProperty("memory_limit_mb") },
        };
        if (task.TryGetProperty("checker", out var checker)) reference["checker"] = checker;
        if (task.TryGetProperty("float_tol", out var tolerance)) reference["compare"] = "float:" + tolerance.GetRawText();
        var judgement = await sandbox.Runner.JudgeAsync(reference, program.Text("code"));
        Assert.True(judgement.Reason == Judging.ReasonOf(program.Text("expected_verdict")), judgement.ToString());
        Assert.Equal(judgement.Reason == "passed" ? Verdict.Correct : Verdict.Incorrect, judgement.Verdict);
    }
}

public sealed class StdinDataTestsOnBubblewrap(BubblewrapFixture sandbox) : StdinDataTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class StdinDataTestsOnDocker(DockerFixture sandbox) : StdinDataTests(sandbox), IClassFixture<DockerFixture>;
