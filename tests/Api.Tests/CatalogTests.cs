using System.Text.Json;

namespace Verifiers.Api.Tests;

/// <summary>What the service says of itself.</summary>
public sealed class CatalogTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Verifiers_are_listed_with_what_they_decide()
    {
        var verifiers = (await service.GetAsync("/verifiers")).EnumerateArray().ToList();
        Assert.Equal(
            [
                "agree", "choice", "code", "contains", "exact", "f1", "first_of", "format", "instructions", "judge", "language", "length", "math", "numeric",
                "regex", "remote", "reward_model", "structured",
            ],
            verifiers.Select(verifier => verifier.GetProperty("name").GetString()));
        Assert.All(verifiers, verifier => Assert.EndsWith(".", verifier.GetProperty("summary").GetString(), StringComparison.Ordinal));
        JsonElement Named(string name) => verifiers.Single(verifier => verifier.GetProperty("name").GetString() == name);
        Assert.Equal("sandbox", Named("code").GetProperty("lane").GetString());
        Assert.Equal("remote", Named("judge").GetProperty("lane").GetString());
        Assert.True(Named("code").GetProperty("needs_reference").GetBoolean());
        Assert.False(Named("format").GetProperty("needs_reference").GetBoolean());
    }

    [Fact]
    public async Task Rubrics_are_listed_with_nothing_left_to_defaults()
    {
        var rubrics = (await service.GetAsync("/rubrics")).EnumerateArray().ToList();
        Assert.Equal(
            ["choice", "code", "format", "ifeval-loose", "ifeval-strict", "math", "r1-general", "r1-reasoning", "r1-zero-code", "r1-zero-math", "structured"],
            rubrics.Select(rubric => rubric.GetProperty("name").GetString()));
        Assert.All(rubrics.Where(rubric => rubric.GetProperty("missing").ValueKind == JsonValueKind.Null), rubric => Assert.Equal(64, rubric.GetProperty("hash").GetString()!.Length));
        var format = rubrics.Single(rubric => rubric.GetProperty("name").GetString() == "r1-zero-math").GetProperty("components")[1];
        Assert.Equal(1, format.GetProperty("weight").GetDouble());
        Assert.Equal(0, format.GetProperty("undecided").GetDouble());
        Assert.False(format.GetProperty("decides").GetBoolean());
    }

    [Fact]
    public async Task The_process_answers_and_says_what_it_is()
    {
        var alive = await service.GetAsync("/healthz");
        Assert.Equal("verifiers", alive.GetProperty("service").GetString());
        Assert.Equal("ok", alive.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Readiness_says_what_each_launcher_found()
    {
        var ready = await service.GetAsync("/readyz");
        Assert.True(ready.GetProperty("status").GetString() == "ready", ready.GetRawText());
        var launchers = ready.GetProperty("launchers").EnumerateArray().ToDictionary(one => one.GetProperty("name").GetString()!, StringComparer.Ordinal);
        Assert.Equal(["bubblewrap", "docker"], launchers.Keys.Order(StringComparer.Ordinal));
        var launcher = launchers["bubblewrap"];
        Assert.True(launcher.GetProperty("works").GetBoolean());
        Assert.True(launcher.GetProperty("features").GetProperty("seccomp").GetBoolean());
        Assert.NotEqual("", ready.GetProperty("languages").GetProperty("python").GetString());
        Assert.NotEqual("", launcher.GetProperty("languages").GetProperty("python").GetString());
    }

    [Fact]
    public async Task The_OpenAPI_document_describes_every_endpoint_and_the_shape_of_a_request()
    {
        var document = await service.GetAsync("/openapi/v1.json");
        Assert.Equal(
            [
                "/aggregate_metrics", "/api/v2/execute", "/api/v2/runtimes", "/console/disagreements",
                "/console/documentation/{verifier}", "/console/live", "/execute_batch", "/explain/math", "/get_reward", "/health", "/healthz",
                "/metrics", "/readyz", "/reverify_mode", "/rm", "/rubrics", "/run_code", "/score", "/seed_session", "/submissions", "/submit", "/test_program",
                "/test_program_stdio", "/v1/ping", "/verifiers", "/verify",
            ],
            document.GetProperty("paths").EnumerateObject().Select(path => path.Name).Order(StringComparer.Ordinal));
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.Equal(
            ["rubric", "samples", "groups", "options"],
            schemas.GetProperty("ScoreRequestDocument").GetProperty("properties").EnumerateObject().Select(property => property.Name));
        Assert.True(schemas.GetProperty("SampleResult").GetProperty("properties").TryGetProperty("reward", out _));
    }
}
