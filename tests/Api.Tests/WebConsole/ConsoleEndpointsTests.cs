using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Verifiers.Api.WebConsole;

namespace Verifiers.Api.Tests.WebConsole;

/// <summary>The page, its files, and what it asks for.</summary>
public sealed class ConsoleEndpointsTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task The_page_may_load_nothing_from_elsewhere_and_run_nothing_inline()
    {
        using var client = service.CreateClient();
        using var response = await client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        var rules = Assert.Single(response.Headers.GetValues("Content-Security-Policy")).Split("; ");
        Assert.Contains("default-src 'none'", rules);
        Assert.Contains("script-src 'self'", rules);
        Assert.Contains("style-src 'self'", rules);
        Assert.Contains("connect-src 'self'", rules);
        Assert.Contains("frame-ancestors 'none'", rules);
        Assert.DoesNotContain(rules, rule => rule.Contains("unsafe", StringComparison.Ordinal) || rule.Contains("http", StringComparison.Ordinal));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Every_file_that_the_page_and_its_modules_name_is_there()
    {
        using var client = service.CreateClient();
        var page = await client.GetStringAsync(new Uri("/", UriKind.Relative));
        var waiting = new Queue<string>(NamesAfter("\"console/assets/", page));
        var seen = new HashSet<string>();
        while (waiting.TryDequeue(out var name))
        {
            if (!seen.Add(name))
                continue;
            using var response = await client.GetAsync(new Uri("/console/assets/" + name, UriKind.Relative));
            Assert.True(response.IsSuccessStatusCode, name);
            foreach (var import in NamesAfter("from \"./", await response.Content.ReadAsStringAsync()))
                waiting.Enqueue(import);
        }
        Assert.True(seen.Count > 15, string.Join(", ", seen));
    }

    private static IEnumerable<string> NamesAfter(string mark, string text) => text.Split(mark).Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]);

    [Fact]
    public async Task A_file_that_is_not_there_is_404()
    {
        using var client = service.CreateClient();
        using var response = await client.GetAsync(new Uri("/console/assets/..%2fappsettings.json", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task An_unchanged_file_is_not_sent_again()
    {
        using var client = service.CreateClient();
        using var first = await client.GetAsync(new Uri("/console/assets/dom.js", UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/assets/dom.js");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Headers.ETag!.ToString()));
        using var second = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task No_module_writes_markup()
    {
        using var client = service.CreateClient();
        foreach (var name in typeof(ConsoleAssets).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".js", StringComparison.Ordinal)))
        {
            var text = await client.GetStringAsync(new Uri("/console/assets/" + name["Verifiers.Api.WebConsole.wwwroot.".Length..], UriKind.Relative));
            foreach (var way in new[] { ".innerHTML", ".outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function" })
                Assert.DoesNotContain(way, text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_verifier_has_a_page()
    {
        using var client = service.CreateClient();
        foreach (var verifier in (await service.GetAsync("/verifiers")).EnumerateArray())
        {
            var name = verifier.GetProperty("name").GetString()!;
            using var response = await client.GetAsync(new Uri("/console/documentation/" + name, UriKind.Relative));
            Assert.True(response.IsSuccessStatusCode, name);
            Assert.StartsWith("# ", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        using var unknown = await client.GetAsync(new Uri("/console/documentation/flags", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode); // a page, but no verifier
    }

    [Fact]
    public async Task The_live_view_counts_verdicts_and_holds_no_text()
    {
        var before = (await service.GetAsync("/console/live")).GetProperty("counts").GetProperty("total");
        await service.ScoreAsync("""
            {"rubric": "math", "samples": [{"completion": "\\boxed{31337}", "reference": "31337"}, {"completion": "\\boxed{271828}", "reference": "31337"}],
             "options": {"cache": false}}
            """);
        var live = await service.GetAsync("/console/live");
        var counts = live.GetProperty("counts");
        Assert.Equal(before.GetProperty("correct").GetInt64() + 1, counts.GetProperty("total").GetProperty("correct").GetInt64());
        Assert.Equal(before.GetProperty("incorrect").GetInt64() + 1, counts.GetProperty("total").GetProperty("incorrect").GetInt64());
        Assert.Contains(counts.GetProperty("reasons").EnumerateArray(), one => one.GetProperty("verifier").GetString() == "math" && one.GetProperty("reason").GetString() == "different_value");
        Assert.Equal(LiveBoard.Seconds, counts.GetProperty("seconds").GetArrayLength());
        Assert.DoesNotContain("31337", live.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("271828", live.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, live.GetProperty("queue").GetProperty("samples").GetInt64());
    }

    [Fact]
    public async Task Without_a_file_of_disagreements_the_page_is_told_so() =>
        Assert.Equal("not_kept", (await service.GetAsync("/console/disagreements")).GetProperty("state").GetString());
}

/// <summary>The last lines of the file of disagreements.</summary>
public sealed class DisagreementsTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("verifiers-disagreements-").FullName, "review.jsonl");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file)!, recursive: true);

    [Fact]
    public async Task The_newest_come_first_and_a_torn_line_is_counted()
    {
        await File.WriteAllTextAsync(_file, string.Concat(Enumerable.Range(1, 60).Select(i => $$"""{"completion": "c{{i}}"}{{'\n'}}""")) + "{\"torn\n{\"completion\": \"last\"}\n");
        await using var service = new Shown(_file, inConsole: true);
        var found = await service.GetAsync("/console/disagreements");
        Assert.Equal("shown", found.GetProperty("state").GetString());
        Assert.Equal(1, found.GetProperty("unreadable").GetInt32());
        Assert.Equal(["last", "c60", "c59"], found.GetProperty("lines").EnumerateArray().Take(3).Select(line => line.GetProperty("completion").GetString()));
        Assert.Equal(50, found.GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public async Task Only_the_end_of_a_large_file_is_read()
    {
        var line = JsonSerializer.Serialize(new { completion = new string('x', 1 << 20) });
        await File.WriteAllLinesAsync(_file, Enumerable.Repeat(line, 12));
        await using var service = new Shown(_file, inConsole: true);
        var found = await service.GetAsync("/console/disagreements");
        Assert.Equal(7, found.GetProperty("lines").GetArrayLength()); // whole lines within 8 MiB
        Assert.Equal(0, found.GetProperty("unreadable").GetInt32());
    }

    [Fact]
    public async Task They_are_not_shown_unless_the_operator_says_so()
    {
        await File.WriteAllTextAsync(_file, """{"completion": "of somebody"}""" + "\n");
        await using var service = new Shown(_file, inConsole: false);
        var found = await service.GetAsync("/console/disagreements");
        Assert.Equal("not_shown", found.GetProperty("state").GetString());
        Assert.Equal(0, found.GetProperty("lines").GetArrayLength());
    }

    [Fact]
    public async Task A_file_that_is_not_there_yet_is_empty()
    {
        await using var service = new Shown(_file, inConsole: true);
        Assert.Equal(0, (await service.GetAsync("/console/disagreements")).GetProperty("lines").GetArrayLength());
    }

    private sealed class Shown(string file, bool inConsole) : Service
    {
        protected override IReadOnlyDictionary<string, string> Settings =>
            new Dictionary<string, string> { ["Review:File"] = file, ["Review:InConsole"] = inConsole ? "true" : "false" };
    }
}
