using System.Diagnostics;
using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>Commands of the documentation, run as they stand there, and the requests under <c>examples</c>.</summary>
public sealed class DocumentedCommandsTests(ServiceProcess service) : IClassFixture<ServiceProcess>
{
    [Fact]
    public async Task Score_as_the_page_of_choice_says()
    {
        var output = await RunAsync(BlockOf("verifiers/choice.md", "verifiers score"));
        Assert.Contains("ok: ", output, StringComparison.Ordinal);
        Assert.Contains("ambiguous: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_the_service_as_the_page_of_structured_says()
    {
        var result = JsonDocument.Parse(await RunAsync(BlockOf("verifiers/structured.md", "curl"))).RootElement.GetProperty("results")[0];
        Assert.Equal("schema", result.GetProperty("components")[0].GetProperty("reason").GetString());
        Assert.Equal(0, result.GetProperty("reward").GetDouble());
    }

    [Fact]
    public async Task Rescore_as_the_page_of_rescoring_says()
    {
        var output = await RunAsync("export XDG_CACHE_HOME=$PWD/cache\n" + BlockOf("rescoring.md", "verifiers rescore"));
        Assert.Contains("1 of 2 rewards changed (50.000 %)", output, StringComparison.Ordinal);
        Assert.Contains("7.jsonl:1  0 → 1  math: ? → exact", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_as_the_page_of_the_interface_says() => Assert.Equal(
        "correct", JsonDocument.Parse(await RunAsync(BlockOf("api.md", "curl"))).RootElement.GetProperty("verdict").GetString());

    [Fact]
    public async Task Ask_with_a_run_and_a_timeout_as_the_page_of_operations_says() => Assert.Equal(
        1, JsonDocument.Parse(await RunAsync(BlockOf("operations.md", "X-Run-Id"))).RootElement.GetProperty("results")[0].GetProperty("reward").GetDouble());

    [Fact]
    public async Task Make_list_and_revoke_a_key_as_the_page_of_operations_says()
    {
        var output = await RunAsync(BlockOf("operations.md", "keys add"));
        Assert.Matches("^vrf_[A-Za-z0-9_-]{43}\n", output);
        Assert.Contains("600", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reasoning_example_earns_what_it_should()
    {
        var answer = await PostAsync("r1-reasoning.json");
        var rewards = answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("reward").GetDouble()).ToList();
        Assert.Equal(3, rewards[0], 1e-9); // right, in its tags, in English
        Assert.InRange(rewards[1], 2.01, 2.99); // right, in its tags, in two languages
        Assert.Equal(2, rewards[2], 1e-9); // wrong
        Assert.Equal([3], answer.GetProperty("groups").EnumerateArray().Select(group => group.GetProperty("size").GetInt32()));
    }

    private async Task<JsonElement> PostAsync(string example)
    {
        using var body = new StringContent(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", example)), System.Text.Encoding.UTF8, "application/json");
        using var response = await service.Http.PostAsync(new Uri("/score", UriKind.Relative), body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The fenced block of a page that holds this word.</summary>
    private static string BlockOf(string page, string word) => File.ReadAllText(Path.Combine(Repository.Root, "docs", page)).Split("```")
        .Where((_, place) => place % 2 == 1).Where(block => block.StartsWith("bash\n", StringComparison.Ordinal) || block.StartsWith("sh\n", StringComparison.Ordinal))
        .Select(block => block[block.IndexOf('\n', StringComparison.Ordinal)..]).First(block => block.Contains(word, StringComparison.Ordinal));

    /// <summary>Runs it in an empty folder, with the executable on the path and this test's service in place of the default address.</summary>
    private async Task<string> RunAsync(string script)
    {
        var folder = Directory.CreateTempSubdirectory("verifiers-docs-");
        try
        {
            var start = new ProcessStartInfo("bash", ["-euc", script.Replace("http://127.0.0.1:8080", service.Http.BaseAddress!.ToString().TrimEnd('/'), StringComparison.Ordinal)])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            start.Environment["PATH"] = $"{Path.GetDirectoryName(Repository.Executable)}:{Environment.GetEnvironmentVariable("PATH")}";
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode == 0, await errors);
            return output;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
