using System.Text.Json;

namespace Verifiers.Sandbox.Tests;

/// <summary>Labelled programs of MBPP, HumanEval and EvoEval, and programs that try to pass their tests without solving the task.</summary>
public abstract class AssertDataTests(SandboxFixture sandbox)
{
    public static TheoryData<string> Programs => Ids("assert_programs.jsonl");

    public static TheoryData<string> Probes => Ids("forgery_probes.jsonl");

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_passes_its_assertions_as_labelled(string id)
    {
        var row = Find("assert_programs.jsonl", id);
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = row.GetProperty("tests") }, row.GetProperty("code").GetString()!);
        Assert.True((judgement.Verdict == Verdict.Correct) == (row.GetProperty("expected").GetString() == "pass"), judgement.Explanation);
        Assert.Contains(judgement.Verdict, new[] { Verdict.Correct, Verdict.Incorrect });
        Assert.DoesNotContain("weak_isolation", judgement.Isolations());
    }

    [Theory, MemberData(nameof(Probes))]
    public async Task A_forged_end_earns_nothing(string id)
    {
        var row = Find("forgery_probes.jsonl", id);
        var language = row.GetProperty("language").GetString()!;
        var status = await sandbox.Runner.GetStatusAsync(CancellationToken.None);
        if (!status.Languages.ContainsKey(language)) return;
        var judgement = await sandbox.Runner.JudgeAsync(
            new { mode = row.GetProperty("mode").GetString(), language, tests = row.GetProperty("tests") }, row.GetProperty("code").GetString()!);
        Assert.True(judgement.Verdict == Verdict.Incorrect, judgement.Explanation);
        Assert.NotEqual("compile_error", judgement.Reason);
    }

    private static TheoryData<string> Ids(string file) => [.. Lines(file).Select(line => line.GetProperty("id").GetString()!)];

    private static JsonElement Find(string file, string id) => Lines(file).First(line => line.GetProperty("id").GetString() == id);

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", file)).Select(line => JsonElement.Parse(line));
}

public sealed class AssertDataTestsOnBubblewrap(BubblewrapFixture sandbox) : AssertDataTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class AssertDataTestsOnDocker(DockerFixture sandbox) : AssertDataTests(sandbox), IClassFixture<DockerFixture>;
