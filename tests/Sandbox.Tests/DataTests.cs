using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>Labelled programs, with a plain comparison: the verifier's own rules are tested where they live.</summary>
public abstract class DataTests(SandboxFixture sandbox)
{
    public static TheoryData<string> Probes => Ids("attack_probes.jsonl");

    public static TheoryData<string> Functions => Ids("function_programs.jsonl");

    [Theory, MemberData(nameof(Probes))]
    public async Task An_attack_gives_no_right_answers_and_leaves_the_next_program_alone(string id)
    {
        var probe = Find("attack_probes.jsonl", id);
        Assert.False(await PassesAsync(probe));
        if (!probe.TryGetProperty("next", out var following)) return;
        foreach (var next in following.EnumerateArray())
            Assert.Equal(next.GetProperty("expected_verdict").GetString() == "pass", await PassesAsync(next));
    }

    [Theory, MemberData(nameof(Functions))]
    public async Task A_function_passes_as_labelled(string id)
    {
        var program = Find("function_programs.jsonl", id);
        Assert.Equal(program.GetProperty("expected").GetString() == "pass", await PassesAsync(program));
    }

    private async Task<bool> PassesAsync(JsonElement program)
    {
        var tests = program.GetProperty("tests").EnumerateArray().ToList();
        var name = program.TryGetProperty("fn_name", out var function) ? function.GetString() : null;
        var memory = program.TryGetProperty("limits", out var limits) ? limits.GetProperty("memory_limit_mb").GetInt32() : 512;
        var run = new CodeRun(
            "python",
            program.GetProperty("code").GetString()!,
            [.. tests.Select(test => name is null
                ? (Invocation)new StandardInput(test.GetProperty("input").GetString()!)
                : new FunctionCall(name, test.GetProperty("args").GetRawText()))],
            new RunLimits { CpuTime = TimeSpan.FromSeconds(2), MemoryMiB = memory });
        var index = 0;
        await foreach (var result in sandbox.Runner.RunAsync(run, CancellationToken.None))
        {
            Assert.Null(result.Fault);
            var test = tests[index++];
            var passes = result is { Outcome: RunOutcome.Exited, ExitCode: 0, Signal: 0 } && (name is null
                ? result.Output().Trim() == test.GetProperty("output").GetString()!.Trim()
                : Same(test.GetProperty("expected"), JsonElement.Parse(result.ValueJson!)));
            if (!passes) return false;
        }

        Assert.Equal(tests.Count, index);
        return true;
    }

    private static bool Same(JsonElement expected, JsonElement actual) =>
        expected.ValueKind == JsonValueKind.Number && actual.ValueKind == JsonValueKind.Number
            ? Math.Abs(expected.GetDouble() - actual.GetDouble()) <= 1e-6 * Math.Max(1, Math.Abs(expected.GetDouble()))
            : expected.ValueKind == JsonValueKind.Array && actual.ValueKind == JsonValueKind.Array
                ? expected.GetArrayLength() == actual.GetArrayLength() && expected.EnumerateArray().Zip(actual.EnumerateArray()).All(pair => Same(pair.First, pair.Second))
                : JsonElement.DeepEquals(expected, actual);

    private static TheoryData<string> Ids(string file) => [.. Lines(file).Select(line => line.GetProperty("id").GetString()!)];

    private static JsonElement Find(string file, string id) => Lines(file).First(line => line.GetProperty("id").GetString() == id);

    private static IEnumerable<JsonElement> Lines(string file) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "data", file)).Select(line => JsonElement.Parse(line));
}

public sealed class DataTestsOnBubblewrap(BubblewrapFixture sandbox) : DataTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class DataTestsOnDocker(DockerFixture sandbox) : DataTests(sandbox), IClassFixture<DockerFixture>;
