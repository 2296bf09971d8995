using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Verifiers.Api.Tests.Rescoring;
using Verifiers.Scoring;

namespace Verifiers.Api.Tests.Cache;

/// <summary>The service with and without the setting <c>Cache:File</c>.</summary>
public sealed class CachedScoringTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_service_without_the_setting_keeps_nothing()
    {
        using var service = new Service();
        Assert.Null(service.Services.GetService<IJudgementCache>());
        await service.ScoreAsync(Body("0.5", "\\frac12"));
        Assert.False(IsCached(await service.ScoreAsync(Body("0.5", "\\frac12"))));
    }

    [Fact]
    public async Task A_service_with_the_setting_knows_verdicts_after_a_restart_and_says_so()
    {
        JsonElement first;
        using (var service = new Caching(_folder.At("v.db")))
            first = await service.ScoreAsync(Body("0.5", "\\frac12"));
        Assert.False(IsCached(first));
        using var again = new Caching(_folder.At("v.db"));
        var second = await again.ScoreAsync(Body("0.5", "\\frac12"));
        Assert.True(IsCached(second));
        Assert.Equal(
            first.GetProperty("results")[0].GetProperty("components").GetRawText(), second.GetProperty("results")[0].GetProperty("components").GetRawText());
        Assert.False(IsCached(await again.ScoreAsync(Body("0.5", "\\frac12", """{"cache": false}"""))));
    }

    [Theory]
    [InlineData("completion")]
    [InlineData("reference")]
    [InlineData("prompt")]
    [InlineData("options")]
    [InlineData("verifier")]
    public async Task Another_content_is_another_verdict(string part)
    {
        using var service = new Caching(_folder.At("v.db"));
        await service.ScoreAsync(BodyOf());
        Assert.True(IsCached(await service.ScoreAsync(BodyOf())));
        Assert.False(IsCached(await service.ScoreAsync(BodyOf(part))));

        static string BodyOf(string? changed = null)
        {
            string Part(string name, string usual, string other) => changed == name ? other : usual;
            return $$$"""
                {"rubric": {"components": [{"verifier": "{{{Part("verifier", "contains", "exact")}}}", "options": {"case_sensitive": {{{Part("options", "true", "false")}}}}}]},
                 "samples": [{"completion": "{{{Part("completion", "Rome", "Paris")}}}", "reference": "{{{Part("reference", "Rome", "Oslo")}}}", "prompt": "{{{Part("prompt", "p", "q")}}}"}]}
                """;
        }
    }

    [Fact]
    public async Task Errors_are_never_kept()
    {
        using var service = new Caching(_folder.At("v.db"));
        for (var i = 0; i < 2; i++)
        {
            var result = (await service.ScoreAsync(Body("0.5", "\\frac{1}{"))).GetProperty("results")[0];
            Assert.Equal(("error", false), (result.GetProperty("verdict").GetString(), result.GetProperty("cached").GetBoolean()));
        }
    }

    private static string Body(string answer, string reference, string options = "{}") => JsonSerializer.Serialize(new
    {
        rubric = "math",
        samples = new[] { new { completion = $"\\boxed{{{answer}}}", reference } },
        options = JsonDocument.Parse(options).RootElement,
    });

    private static bool IsCached(JsonElement response) => response.GetProperty("results")[0].GetProperty("cached").GetBoolean();

    private sealed class Caching(string file) : Service
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Cache:File"] = file };
    }
}
