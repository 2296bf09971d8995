using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Verifiers.Api.Tests.Scoring;

/// <summary>What happens when there is too much to do, or too little time.</summary>
public sealed class LoadTests(LoadTests.BusyService service) : IClassFixture<LoadTests.BusyService>
{
    /// <summary>A service that two samples fill.</summary>
    public sealed class BusyService : Service
    {
        internal HeldVerifier Held { get; } = new("held", Lane.Cpu);

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Limits:MaxPendingSamples"] = "2",
        };

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.AddSingleton<IVerifier>(Held));
        }
    }

    private const string Endless = """
        {"completion": "```python\nwhile True: pass\n```",
         "reference": {"mode": "stdin", "language": "python", "tests": [{"input": "", "output": "x"}], "limits": {"cpu_seconds": SECONDS}}}
        """;

    [Fact]
    public async Task A_full_queue_is_429_with_the_time_to_come_back_and_passes()
    {
        var slow = service.ScoreAsync("""{"rubric": {"components": [{"verifier": "held"}]}, "samples": [{"completion": "x"}]}""");
        await service.Held.BegunAsync();
        using var refused = await service.PostAsync("""{"rubric": "format", "samples": [{"completion": "x"}, {"completion": "y"}]}""");
        var problem = await RefusalTests.AssertProblemAsync(refused, HttpStatusCode.TooManyRequests);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        Assert.Contains("the limit is 2", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);

        service.Held.Open();
        var answer = await slow;
        Assert.Equal("correct", answer.GetProperty("results")[0].GetProperty("verdict").GetString());
        await service.ScoreAsync("""{"rubric": "format", "samples": [{"completion": "x"}, {"completion": "y"}]}""");
    }

    [Fact]
    public async Task What_is_not_judged_by_the_deadline_is_an_error_without_a_reward()
    {
        var answer = await service.ScoreAsync(Code("100", """, "options": {"deadline_ms": 300}"""));
        var result = answer.GetProperty("results")[0];
        Assert.Equal("error", result.GetProperty("verdict").GetString());
        Assert.Equal(System.Text.Json.JsonValueKind.Null, result.GetProperty("reward").ValueKind);
        Assert.Equal("deadline_exceeded", result.GetProperty("components")[0].GetProperty("reason").GetString());
    }

    private static string Code(string seconds, string options = "") =>
        $$"""{"rubric": "code", "samples": [{{Endless.Replace("SECONDS", seconds, StringComparison.Ordinal)}}]{{options}}}""";
}
