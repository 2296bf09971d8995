using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Verifiers.Api.Catalog;

namespace Verifiers.Api.Tests.Rubrics;

/// <summary>A running service whose operator changes rubrics and plug-ins.</summary>
public sealed class ReloadTests(ReloadTests.ChangingService service) : IClassFixture<ReloadTests.ChangingService>
{
    public sealed class ChangingService : Service
    {
        public string Folder { get; } = Directory.CreateTempSubdirectory("verifiers-reload-").FullName;

        public ChangingService()
        {
            Write("stepped.yaml", "components:\n  - verifier: format\n  - {verifier: exact, weight: [{from_step: 0, weight: 0}, {from_step: 10, weight: 2}]}\n");
            Write("own.csx", Script("one"));
            Write("by_plugin.json", """{"components": [{"verifier": "own"}]}""");
        }

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Rubrics:Folder"] = Folder,
            ["Plugins:Folder"] = Folder,
            ["Reload:Seconds"] = "0",
        };

        public void Write(string name, string text) => File.WriteAllText(Path.Combine(Folder, name), text);

        public static string Script(string word) =>
            $$"""return Verifier("Says {{word}}.", (completion, reference, options) => Judgement.Correct("{{word}}", "{{word}}."), needsReference: false);""";

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Directory.Exists(Folder))
                Directory.Delete(Folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_trainers_step_picks_the_weights()
    {
        const string Sample = """{"completion": "<think>x</think><answer>y</answer>", "reference": "y"}""";
        var early = await service.ScoreAsync($$"""{"rubric": "stepped", "samples": [{{Sample}}], "options": {"step": 9} }""");
        Assert.Equal(1, early.GetProperty("results")[0].GetProperty("reward").GetDouble());
        var late = await service.ScoreAsync($$"""{"rubric": "stepped", "samples": [{{Sample}}], "options": {"step": 10} }""");
        Assert.Equal(3, late.GetProperty("results")[0].GetProperty("reward").GetDouble());
        Assert.Equal(early.GetProperty("engine").GetProperty("rubric_hash").GetString(), late.GetProperty("engine").GetProperty("rubric_hash").GetString());
        using var answer = await service.PostAsync($$"""{"rubric": "stepped", "samples": [{{Sample}}]}""");
        var refused = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.True(refused.GetProperty("errors").TryGetProperty("options.step", out _), refused.GetRawText());
    }

    [Fact]
    public async Task A_plugin_and_a_rubric_change_while_the_service_runs_and_bad_ones_are_in_readyz()
    {
        Assert.Equal("one", await ReasonAsync());
        var before = await HashAsync();
        service.Write("own.csx", ChangingService.Script("two"));
        Look();
        Assert.Equal("two", await ReasonAsync());
        Assert.NotEqual(before, await HashAsync());
        Assert.Empty((await service.GetAsync("/readyz")).GetProperty("problems").EnumerateArray());

        service.Write("own.csx", "return");
        service.Write("by_plugin.json", "{");
        Look();
        Assert.Equal("two", await ReasonAsync());
        var problems = (await service.GetAsync("/readyz")).GetProperty("problems").EnumerateArray().Select(problem => problem.GetString()!).ToList();
        Assert.Equal(2, problems.Count);
        Assert.Contains(problems, problem => problem.Contains("own.csx", StringComparison.Ordinal));
        Assert.Contains(problems, problem => problem.Contains("by_plugin.json", StringComparison.Ordinal));

        service.Write("own.csx", ChangingService.Script("three"));
        service.Write("by_plugin.json", """{"components": [{"verifier": "own"}]}""");
        Look();
        Assert.Equal("three", await ReasonAsync());
        Assert.Empty((await service.GetAsync("/readyz")).GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task An_expression_in_a_request_is_refused()
    {
        using var answer = await service.PostAsync(
            """{"rubric": {"combine": "expression", "expression": "format", "components": [{"verifier": "format"}]}, "samples": [{"completion": "x"}]}""");
        var refused = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.True(refused.GetProperty("errors").TryGetProperty("rubric.expression", out _), refused.GetRawText());
    }

    private void Look() => service.Services.GetServices<IHostedService>().OfType<CatalogReload>().Single().Look();

    private async Task<string?> ReasonAsync() => (await ResultAsync()).GetProperty("results")[0].GetProperty("components")[0].GetProperty("reason").GetString();

    private async Task<string?> HashAsync() => (await ResultAsync()).GetProperty("engine").GetProperty("rubric_hash").GetString();

    private Task<JsonElement> ResultAsync() => service.ScoreAsync("""{"rubric": "by_plugin", "samples": [{"completion": "x"}]}""");
}
