using System.Diagnostics;
using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The executable <c>verifiers</c> as a person types it.</summary>
public sealed class CommandLineTests(ServiceProcess service) : IClassFixture<ServiceProcess>, IDisposable
{
    private const string Good = """{"id": "good", "group": "g", "completion": "<think>x</think><answer>y</answer>"}""";
    private const string Bad = """{"id": "bad", "group": "g", "completion": "no tags"}""";
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Score_prints_a_table_of_rewards_with_reasons_and_groups()
    {
        var (status, output, _) = await RunAsync([Good, Bad], "score", _file, "--rubric", "format");
        Assert.Equal(0, status);
        Assert.Contains("ok: Thoughts and answer", output, StringComparison.Ordinal);
        Assert.Contains("missing_think: ", output, StringComparison.Ordinal);
        Assert.Contains("Pass rate", output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Score_writes_one_result_a_line()
    {
        var (status, output, _) = await RunAsync([Good, "", Bad], "score", _file, "--rubric", "format", "--output", "jsonl");
        Assert.Equal(0, status);
        var results = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        Assert.Equal(["good", "bad"], results.Select(result => result.GetProperty("id").GetString()));
        Assert.Equal([1, 0], results.Select(result => result.GetProperty("reward").GetDouble()));
    }

    [Fact]
    public async Task Score_by_a_service_gives_the_same_rewards_as_in_this_process()
    {
        var here = await RunAsync([Good, Bad], "score", _file, "--rubric", "format", "--output", "jsonl");
        var there = await RunAsync(
            [Good, Bad], "score", _file, "--rubric", "format", "--output", "jsonl", "--url", service.Http.BaseAddress!.ToString());
        Assert.Equal(0, there.Status);
        Assert.Equal(WithoutTiming(here.Output), WithoutTiming(there.Output));
    }

    [Theory]
    [InlineData("{broken", "line 2")]
    [InlineData("""{"completion": "x", "reference": "\ud800"}""", "line 2: expected text, found an escape of an unpaired surrogate")]
    [InlineData("""{"completion": 3}""", "samples[1].completion")]
    [InlineData("""{"completion": "x", "rubric": "nope"}""", "samples[1].rubric")]
    public async Task A_line_that_cannot_be_scored_is_named(string line, string place)
    {
        var (status, _, errors) = await RunAsync([Good, line], "score", _file, "--rubric", "format");
        Assert.Equal(1, status);
        Assert.Contains(place, errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--url", "nowhere")]
    [InlineData("--output", "xml")]
    public async Task A_wrong_option_is_named(string option, string value)
    {
        var (status, _, errors) = await RunAsync([Good], "score", _file, option, value);
        Assert.NotEqual(0, status);
        Assert.Contains(value, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_a_sentence_and_not_a_stack_trace()
    {
        var (status, _, errors) = await RunAsync([Good], "score", _file, "--rubric", "format", "--url", "http://127.0.0.1:9");
        Assert.Equal(1, status);
        Assert.StartsWith("verifiers score: http://127.0.0.1:9/ cannot be asked", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_shows_both_trees_and_the_ladder()
    {
        var (status, output, _) = await RunAsync([], "explain", "0.5", @"\frac{x}{2x}");
        Assert.Equal(0, status);
        foreach (var part in (string[])["Answer found", "decimal_number 0.5", "├─ variable x", "x/(2x)", "rational function", "µs", "Verdict:      correct"])
            Assert.Contains(part, output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0.5", @"\frac{1}{2}")]
    [InlineData(1, "3", "-3")]
    [InlineData(2, "1", "9^9^9^9")]
    [InlineData(2, "4=5", "5")]
    [InlineData(0, "1/3", "0.333", "--option", "rounded_digits=3")]
    [InlineData(3, "1/3")]
    [InlineData(3, "1/3", "1", "--option", "rounded_digits=many")]
    [InlineData(3, "1/3", "1", "--option", "digits=3")]
    [InlineData(3, "1/3", "1", "--colour")]
    [InlineData(3, "1/3", "--completion", "/nonexistent")]
    public async Task Explain_says_the_verdict_in_its_exit_status(int expected, params string[] arguments)
    {
        var (status, output, errors) = await RunAsync([], ["explain", .. arguments]);
        Assert.True(expected == status, output + errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_finds_the_answer_in_a_file_and_writes_the_document_of_the_service()
    {
        var (status, output, _) = await RunAsync([@"Thus \boxed{x+1}."], "explain", "1+x", "--completion", _file, "--json");
        Assert.Equal(0, status);
        var here = JsonDocument.Parse(output).RootElement;
        Assert.Equal("boxed", here.GetProperty("extraction").GetProperty("rule").GetString());
        using var response = await service.Http.PostAsync(
            new Uri("/explain/math", UriKind.Relative), new StringContent("""{"reference": "1+x", "completion": "Thus \\boxed{x+1}.\n"}""", System.Text.Encoding.UTF8, "application/json"));
        var there = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        foreach (var field in (string[])["verdict", "reason", "explanation", "extraction", "reference", "answer"])
            Assert.Equal(there.GetProperty(field).GetRawText(), here.GetProperty(field).GetRawText());
    }

    [Fact]
    public async Task Doctor_shows_launchers_languages_limits_and_a_real_test_run()
    {
        var (status, output, _) = await RunAsync([], "doctor");
        Assert.Equal(0, status);
        foreach (var part in (string[])["Host", "Launchers", "bubblewrap", "Languages", "python", "Limits", "Test run", "2 + 3 = 5", "ms", ".NET 10"])
            Assert.Contains(part, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--Limits:MaxSamples", "0", "MaxSamples")]
    [InlineData("--Limits:MaxSample", "5", "MaxSample")]
    [InlineData("--Rubrics:Folder", "/nonexistent", "/nonexistent")]
    public async Task A_setting_that_cannot_be_used_stops_the_start_with_a_sentence(string setting, string value, string named)
    {
        var (status, _, errors) = await RunAsync([], "serve", "--urls", "http://127.0.0.1:0", setting, value);
        Assert.Equal(1, status);
        Assert.StartsWith("verifiers serve: ", errors, StringComparison.Ordinal);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Rubrics:Folder", "broken.json", "{")]
    [InlineData("Plugins:Folder", "broken.csx", "return")]
    public async Task A_rubric_or_a_plugin_that_cannot_be_used_stops_every_command_with_a_sentence(string setting, string name, string content)
    {
        var folder = Directory.CreateTempSubdirectory("verifiers-broken-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), content);
            foreach (var command in (string[])["serve", "doctor"])
            {
                var (status, _, errors) = await RunAsync([], command, $"--{setting}", folder.FullName);
                Assert.Equal(1, status);
                Assert.StartsWith($"verifiers {command}: The ", errors, StringComparison.Ordinal);
                Assert.Contains(name, errors, StringComparison.Ordinal);
                Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Doctor_takes_settings_as_the_service_does()
    {
        var (status, output, errors) = await RunAsync([], "doctor", "--Sandbox:BubblewrapPath", "/nonexistent/bwrap", "--Sandbox:DockerSocket", "/nonexistent/docker.sock", "--Limits:MaxSamples", "77");
        Assert.True(status == 1, errors);
        Assert.Contains("no launcher works here", output, StringComparison.Ordinal);
        Assert.Contains("77 samples", output, StringComparison.Ordinal);
        Assert.Contains("Models:helpfulness", output, StringComparison.Ordinal);
        Assert.Contains("MaxSample'", (await RunAsync([], "doctor", "--Limits:MaxSample", "5")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_with_a_sentence()
    {
        var (status, _, errors) = await RunAsync([], "serve", "--urls", service.Http.BaseAddress!.ToString());
        Assert.Equal(1, status);
        Assert.Contains("address already in use", errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> WithoutTiming(string lines) =>
        lines.Split('\n').Select(line => line.Split("\"timing\"")[0]);

    private async Task<(int Status, string Output, string Errors)> RunAsync(string[] lines, params string[] arguments)
    {
        await File.WriteAllLinesAsync(_file, lines);
        using var process = Process.Start(new ProcessStartInfo(Repository.Executable, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, await output, await errors);
    }
}
