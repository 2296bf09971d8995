namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>
/// HumanEval-X programs: right ones, ones with a changed token, and ones that are cut off. Every twelfth of each language, and all of
/// them where <c>VERIFIERS_TEST_ALL</c> is set; a language that is not installed is left out.
/// </summary>
public abstract class ProgramDataTests(SandboxFixture sandbox)
{
    private const int Step = 12;

    private const string File = "humaneval_x_programs.jsonl";

    public static TheoryData<string> Programs => [.. LabelledData.Rows(File).Keys.Index().Where(row => IsAll || row.Index % Step == 0).Select(row => row.Item)];

    private static bool IsAll => Environment.GetEnvironmentVariable("VERIFIERS_TEST_ALL") is { Length: > 0 };

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_passes_its_test_as_labelled(string id)
    {
        var program = LabelledData.Find(File, id);
        var task = LabelledData.Find("humaneval_x_tasks.jsonl", program.Text("task"));
        var language = program.Text("language");
        if (!sandbox.Runner.Runs(language)) return;
        var reference = new { mode = "program", language, prelude = task.GetProperty("prelude"), tests = new[] { task.GetProperty("test") } };
        var judgement = await sandbox.Runner.JudgeAsync(reference, program.Text("code"));
        var missing = task.GetProperty("requires").GetArrayLength() > 0 && judgement.Reason == "compile_error";
        Assert.True((judgement.Verdict == Verdict.Correct) == (program.Text("expected") == "pass") || missing, judgement.ToString());
        Assert.Contains(judgement.Verdict, new[] { Verdict.Correct, Verdict.Incorrect });
        if (judgement.Verdict == Verdict.Correct) Assert.Equal([language == "python" ? "second_interpreter" : "weak_isolation"], judgement.Isolations());
    }
}

public sealed class ProgramDataTestsOnBubblewrap(BubblewrapFixture sandbox) : ProgramDataTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class ProgramDataTestsOnDocker(DockerFixture sandbox) : ProgramDataTests(sandbox), IClassFixture<DockerFixture>;
