using System.Text.Json;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>Labelled attacks, judged as the service judges them: none earns anything, all end in time, and the jobs after them end as labelled.</summary>
public abstract class ProbeTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    private const string File = "probes.jsonl";
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(300); // the compiler's 180 s of the wall clock, and some
    private readonly SandboxFixture _sandbox = sandbox;

    public static TheoryData<string> Probes => LabelledData.Ids(File);

    [Theory, MemberData(nameof(Probes))]
    public async Task A_probe_earns_nothing_and_leaves_everything_as_it_was(string id)
    {
        var probe = LabelledData.Find(File, id);
        if (!_sandbox.Runner.Runs(probe.Text("language"))) return;
        await LeavesNothingAsync(async () =>
        {
            var started = TimeProvider.System.GetTimestamp();
            var judgement = await JudgeAsync(probe);
            Assert.True(judgement.Verdict == Verdict.Incorrect, judgement.ToString());
            Assert.Equal(id.Contains("/compile/", StringComparison.Ordinal), judgement.Reason == "compile_error");
            Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, _bound);
            if (!probe.TryGetProperty("next", out var following)) return;
            foreach (var next in following.EnumerateArray())
            {
                var after = await JudgeAsync(next);
                Assert.True(after.Verdict == (next.Text("expected_verdict") == "pass" ? Verdict.Correct : Verdict.Incorrect), after.ToString());
            }
        });
    }

    private Task<Judgement> JudgeAsync(JsonElement row)
    {
        var reference = new Dictionary<string, object>
        {
            ["mode"] = row.Text("mode"),
            ["language"] = row.Text("language"),
            ["tests"] = row.GetProperty("tests"),
            ["limits"] = new { cpu_seconds = 2, memory_mb = row.TryGetProperty("limits", out var limits) ? limits.GetProperty("memory_limit_mb").GetInt32() : 512 },
        };
        if (row.TryGetProperty("fn_name", out var name)) reference["fn_name"] = name;
        return _sandbox.Runner.JudgeAsync(reference, row.Text("code"));
    }
}

public sealed class ProbeTestsOnBubblewrap(BubblewrapFixture sandbox) : ProbeTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class ProbeTestsOnDocker(DockerFixture sandbox) : ProbeTests(sandbox), IClassFixture<DockerFixture>;
