using System.Text.Json;

namespace Verifiers.Api.Tests.Models;

/// <summary>R1's rubric for general data: it says what it lacks, and asks each model about what it should see.</summary>
public sealed class GeneralRubricTests
{
    private const string Body = """{"rubric": "r1-general", "samples": [{"prompt": "Capital of France?", "completion": "<think>SECRET</think>Paris."}]}""";

    private static readonly string[] Both = ["Models:helpfulness", "Models:safety"];

    [Fact]
    public async Task Without_its_models_it_is_listed_with_what_is_missing_and_refused()
    {
        using var service = new Service();
        var listed = await ListedAsync(service);
        Assert.Equal(Both, listed.GetProperty("missing").EnumerateArray().Select(setting => setting.GetString()));
        Assert.Equal(JsonValueKind.Null, listed.GetProperty("hash").ValueKind);
        using var response = await service.PostAsync(Body);
        Assert.Equal(400, (int)response.StatusCode);
        var refused = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("errors").GetProperty("rubric")[0].GetString();
        Assert.All(Both, setting => Assert.Contains(setting, refused, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_model_is_not_enough()
    {
        await using var model = await ModelServer.StartAsync("""{"rewards": [1]}""");
        using var service = new ServiceWith([("helpfulness", model.Url)]);
        Assert.Equal(["Models:safety"], (await ListedAsync(service)).GetProperty("missing").EnumerateArray().Select(setting => setting.GetString()));
        using var response = await service.PostAsync(Body);
        var answer = await response.Content.ReadAsStringAsync();
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("Models:safety", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Models:helpfulness", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Helpfulness_sees_the_summary_alone_and_safety_the_whole_response()
    {
        await using var helpful = await ModelServer.StartAsync("""{"rewards": [0]}""");
        await using var safe = await ModelServer.StartAsync("""{"rewards": [50]}""");
        using var service = new ServiceWith([("helpfulness", helpful.Url), ("safety", safe.Url)]);
        Assert.Equal(JsonValueKind.Null, (await ListedAsync(service)).GetProperty("missing").ValueKind);
        var result = (await service.ScoreAsync(Body)).GetProperty("results")[0];
        Assert.Equal(1.5, result.GetProperty("reward").GetDouble(), 1e-9);
        Assert.DoesNotContain("SECRET", Assert.Single(helpful.Bodies).GetRawText(), StringComparison.Ordinal);
        Assert.Contains("SECRET", Assert.Single(safe.Bodies).GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_fails_leaves_no_reward_instead_of_a_zero()
    {
        await using var helpful = await ModelServer.StartAsync("""{"rewards": [0]}""");
        await using var broken = await ModelServer.StartAsync("""{"rewards": "none"}""");
        using var service = new ServiceWith([("helpfulness", helpful.Url), ("safety", broken.Url)]);
        var result = (await service.ScoreAsync(Body)).GetProperty("results")[0];
        Assert.Equal("error", result.GetProperty("verdict").GetString());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("reward").ValueKind);
    }

    [Theory]
    [InlineData(1, 1)] // format alone
    [InlineData(1299, 1)]
    [InlineData(1300, 2)] // with helpfulness and safety, each the sigmoid of 0
    [InlineData(1500, 2)]
    public async Task The_whole_recipe_of_R1_is_one_request(int step, double general)
    {
        await using var model = await ModelServer.StartAsync("""{"rewards": [0]}""");
        using var service = new ServiceWith([("helpfulness", model.Url), ("safety", model.Url)]);
        var results = (await service.ScoreAsync((await File.ReadAllTextAsync(Path.Combine(RepositoryRoot, "examples", "r1-recipe.json"))).Replace("\"step\": 1500", $"\"step\": {step}", StringComparison.Ordinal)))
            .GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("id").GetString()!);
        Assert.Equal(3, results["reasoning"].GetProperty("reward").GetDouble(), 1e-9); // accuracy, format, language
        Assert.Equal(2, results["code"].GetProperty("reward").GetDouble()); // accuracy, format
        Assert.Equal(general, results["general"].GetProperty("reward").GetDouble(), 1e-9);
        Assert.All(results.Values, result => Assert.Equal("correct", result.GetProperty("verdict").GetString()));
    }

    private static string RepositoryRoot { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Verifiers.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);

    private static async Task<JsonElement> ListedAsync(Service service) =>
        (await service.GetAsync("/rubrics")).EnumerateArray().Single(rubric => rubric.GetProperty("name").GetString() == "r1-general");
}

/// <summary>A service with reward models that speak as OpenRLHF's server does.</summary>
internal sealed class ServiceWith(IReadOnlyList<(string Name, Uri Url)> models) : Service
{
    protected override IReadOnlyDictionary<string, string> Settings => models
        .SelectMany(model => new[] { ($"Models:{model.Name}:Protocol", "OpenRlhf"), ($"Models:{model.Name}:Url", model.Url.ToString()) })
        .ToDictionary(setting => setting.Item1, setting => setting.Item2);
}
