using System.Text.Json;

namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>
/// HumanEval-X programs: right ones, ones with a changed token, and ones that are cut off. Every twelfth of each language, and all of
/// them where <c>VERIFIERS_TEST_ALL</c> is set; a language that is not installed is left out.
/// </summary>
public abstract class ProgramDataTests(SandboxFixture sandbox)
{
    private const int Step = 12;

    private static readonly Dictionary<string, JsonElement> _tasks = Lines("humaneval_x_tasks.jsonl").ToDictionary(task => task.GetProperty("task").GetString()!);
    private static readonly Dictionary<string, JsonElement> _programs = Lines("humaneval_x_programs.jsonl").ToDictionary(program => program.GetProperty("id").GetString()!);

    public static TheoryData<string> Programs => [.. _programs.Keys.Index().Where(row => IsAll || row.Index % Step == 0).Select(row => row.Item)];

    private static bool IsAll => Environment.GetEnvironmentVariable("VERIFIERS_TEST_ALL") is { Length: > 0 };

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_passes_its_test_as_labelled(string id)
    {
        var program = _programs[id];
        var task = _tasks[program.GetProperty("task").GetString()!];
        var language = program.GetProperty("language").GetString()!;
        var status = await sandbox.Runner.GetStatusAsync(CancellationToken.None);
        if (!status.Languages.ContainsKey(language)) return;
        var reference = new { mode = "program", language, prelude = task.GetProperty("prelude"), tests = new[] { task.GetProperty("test") } };
        var judgement = await sandbox.Runner.JudgeAsync(reference, program.GetProperty("code").GetString()!);
        var missing = task.GetProperty("requires").GetArrayLength() > 0 && judgement.Reason == "compile_error";
        Assert.True((judgement.Verdict == Verdict.Correct) == (program.GetProperty("expected").GetString() == "pass") || missing, judgement.ToString());
        Assert.Contains(judgement.Verdict, new[] { Verdict.Correct, Verdict.Incorrect });
        if (judgement.Verdict == Verdict.Correct) Assert.Equal([language == "python" ? "second_interpreter" : "weak_isolation"], judgement.Isolations());
    }

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", file)).Select(line => JsonElement.Parse(line));
}

public sealed class ProgramDataTestsOnBubblewrap(BubblewrapFixture sandbox) : ProgramDataTests(sandbox), IClassFixture<BubblewrapFixture>;
