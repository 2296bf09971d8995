using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Verifiers.Api.Tests.Models;

/// <summary>Judges, reward models and combinations as a trainer meets them: the real service, a real model server.</summary>
public sealed class JudgedScoringTests(JudgedScoringTests.JudgedService service) : IClassFixture<JudgedScoringTests.JudgedService>
{
    /// <summary>A service with a judge that prefers the word "polite", one that never answers, and a file for disagreements.</summary>
    public sealed class JudgedService : Service
    {
        private readonly ModelServer _judge = ModelServer.StartAsync(JudgeAsync).GetAwaiter().GetResult();
        private readonly ModelServer _stalled = ModelServer.StartAsync((context, _) => Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted)).GetAwaiter().GetResult();
        private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-judged-").FullName;

        public string ReviewPath => Path.Combine(_folder, "review.jsonl");

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Models:judge:Protocol"] = "OpenAiChat",
            ["Models:judge:Url"] = _judge.Url.ToString(),
            ["Models:stalled:Protocol"] = "OpenAiChat",
            ["Models:stalled:Url"] = _stalled.Url.ToString(),
            ["Review:File"] = ReviewPath,
            ["Review:MaxWait"] = "00:01:00", // a busy disk is no part of what is tested
            ["Rubrics:Folder"] = Path.Combine(RepositoryRoot, "examples", "rubrics"),
        };

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Directory.Exists(_folder))
                Directory.Delete(_folder, recursive: true);
        }

        private static string RepositoryRoot { get; } = FindRoot(AppContext.BaseDirectory);

        private static string FindRoot(string folder) =>
            File.Exists(Path.Combine(folder, "Verifiers.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

        private static Task JudgeAsync(HttpContext context, int call) => ModelServer.WriteAsync(context, ModelServer.Chat("[[A=B]] [[yes]] [[safe]]"));
    }

    [Fact]
    public async Task A_judge_is_a_component_that_needs_a_reference_only_in_some_modes()
    {
        var result = await ScoreAsync(
            """{"components": [{"verifier": "math"}, {"verifier": "judge", "decides": false, "options": {"model": "judge", "mode": "safety"}}]}""",
            "\"4\"", "\\\\boxed{4}");
        Assert.Equal(2, result.GetProperty("reward").GetDouble());
        var evidence = result.GetProperty("components")[1].GetProperty("evidence");
        Assert.Equal("scored", evidence.GetProperty("outcome").GetString());
        Assert.Equal("judge by OpenAiChat", evidence.GetProperty("model").GetString());
    }

    [Fact]
    public async Task The_rubrics_of_the_examples_can_be_used_with_the_model_they_name()
    {
        var answer = await service.ScoreAsync("""
            {"samples": [
              {"rubric": "math-then-judge", "completion": "\\boxed{4}", "reference": "4"},
              {"rubric": "helpful-and-safe", "completion": "Paris.", "reference": {"helpfulness": {"compare_to": "Lyon."}}}]}
            """);
        Assert.Equal("correct", answer.GetProperty("results")[0].GetProperty("verdict").GetString());
        var both = answer.GetProperty("results")[1];
        Assert.Equal("judged_safe", both.GetProperty("components")[0].GetProperty("reason").GetString());
        Assert.Equal("tie", both.GetProperty("components")[1].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_rule_decides_and_a_judge_only_what_the_rule_cannot()
    {
        const string Rubric = """
            {"components": [{"verifier": "first_of", "options": {"verifiers": [{"verifier": "format"}, {"verifier": "judge", "options": {"model": "judge", "mode": "safety"}}]}}]}
            """;
        var result = await ScoreAsync(Rubric, "null", "no tags");
        Assert.Equal(0, result.GetProperty("reward").GetDouble());
        var evidence = result.GetProperty("components")[0].GetProperty("evidence");
        Assert.Equal("format", evidence.GetProperty("decided_by").GetString());
        Assert.Equal("r1", evidence.GetProperty("opinions")[0].GetProperty("evidence").GetProperty("mode").GetString());
    }

    [Fact]
    public async Task A_disagreement_is_in_the_file_when_the_answer_arrives()
    {
        const string Rubric = """
            {"components": [{"verifier": "agree", "options": {"verifiers": [{"verifier": "format"}, {"verifier": "judge", "options": {"model": "judge", "mode": "safety"}}]}}]}
            """;
        var result = await ScoreAsync(Rubric, "null", "no tags, but friendly");
        Assert.Equal("undecided", result.GetProperty("verdict").GetString());
        Assert.Contains(File.ReadAllLines(service.ReviewPath), line => line.Contains("no tags, but friendly", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_deadline_of_the_request_ends_a_call_that_stalls()
    {
        var answer = await service.ScoreAsync("""
            {"rubric": {"components": [{"verifier": "judge", "options": {"model": "stalled", "mode": "safety"}}]},
             "samples": [{"completion": "x"}], "options": {"deadline_ms": 300}}
            """);
        var result = answer.GetProperty("results")[0];
        Assert.Equal(JsonValueKind.Null, result.GetProperty("reward").ValueKind);
        Assert.Equal("deadline_exceeded", result.GetProperty("components")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_rubric_that_names_an_unknown_model_is_refused_with_its_path()
    {
        using var response = await service.PostAsync("""
            {"rubric": {"components": [{"verifier": "judge", "options": {"model": "http://169.254.169.254/", "mode": "safety"}}]}, "samples": [{"completion": "x"}]}
            """);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("rubric.components[0].options.model", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_comparison_is_refused_with_its_path()
    {
        using var response = await service.PostAsync("""
            {"rubric": {"components": [{"verifier": "judge", "options": {"model": "judge"}}]}, "samples": [{"completion": "x"}]}
            """);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("samples[0].reference.compare_to", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<JsonElement> ScoreAsync(string rubric, string reference, string completion) =>
        (await service.ScoreAsync($$"""{"rubric": {{rubric}}, "samples": [{"completion": "{{completion}}", "reference": {{reference}}}]}""")).GetProperty("results")[0];
}
