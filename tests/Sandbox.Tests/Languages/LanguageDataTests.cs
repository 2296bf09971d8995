using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>Labelled programs in the compiled and scripted languages; a language that is not installed is left out.</summary>
public abstract class LanguageDataTests(SandboxFixture sandbox)
{
    public static TheoryData<string> Programs => [.. Lines("language_programs.jsonl").Select(line => line.GetProperty("id").GetString()!)];

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_ends_as_labelled(string id)
    {
        var program = Lines("language_programs.jsonl").First(line => line.GetProperty("id").GetString() == id);
        var language = program.GetProperty("language").GetString()!;
        if (!sandbox.Runner.Runs(language)) return;
        var task = program.GetProperty("task").GetString();
        var tests = Lines("language_tasks.jsonl").First(line => line.GetProperty("task").GetString() == task).GetProperty("tests").EnumerateArray().ToList();
        var run = new CodeRun(
            language,
            program.GetProperty("code").GetString()!,
            [.. tests.Select(test => new StandardInput(test.GetProperty("input").GetString()!))],
            new RunLimits { CpuTime = TimeSpan.FromSeconds(program.GetProperty("time_limit_s").GetInt32()), MemoryMiB = program.GetProperty("memory_limit_mb").GetInt32() });
        Assert.Equal(program.GetProperty("expected_verdict").GetString(), await VerdictAsync(run, tests));
    }

    private async Task<string> VerdictAsync(CodeRun run, List<JsonElement> tests)
    {
        var index = 0;
        await foreach (var result in sandbox.Runner.RunAsync(run, CancellationToken.None))
        {
            Assert.Null(result.Fault);
            if (result.Outcome == RunOutcome.CompileError) return "compile_error";
            if (result.Outcome == RunOutcome.TimeLimit) return "timeout";
            if (result is not { Outcome: RunOutcome.Exited, ExitCode: 0, Signal: 0 }) return result.ToString();
            if (Lines(result.Output()) != Lines(tests[index++].GetProperty("output").GetString()!)) return "wrong_answer";
        }

        Assert.Equal(tests.Count, index);
        return "pass";

        static string Lines(string text) => string.Join('\n', text.TrimEnd().Split('\n').Select(line => line.TrimEnd()));
    }

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", file)).Select(line => JsonElement.Parse(line));
}

public sealed class LanguageDataTestsOnBubblewrap(BubblewrapFixture sandbox) : LanguageDataTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class LanguageDataTestsOnDocker(DockerFixture sandbox) : LanguageDataTests(sandbox), IClassFixture<DockerFixture>;
