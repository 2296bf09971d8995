using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Verifiers.EndToEnd.Tests;

/// <summary>Generated requests: each gets an answer that is either a refusal or a proper verdict, and leaves nothing behind.</summary>
public sealed class HostileRequestTests(ServiceProcess service, ITestOutputHelper output) : IClassFixture<ServiceProcess>
{
    private const int Count = 200;
    private const long AllowedGrowth = 96 << 20;

    [Fact]
    public async Task Two_hundred_hostile_requests_each_get_a_refusal_or_a_verdict()
    {
        await service.ScoreAsync(new { rubric = "format", samples = new[] { new { completion = "warm" } } });
        var before = service.ResidentBytes;
        var slowest = (Time: TimeSpan.Zero, Body: "");
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < Count + Heavy.Length; i++)
        {
            var body = i < Count ? AnyBody.Sample(1)[0] : Heavy[i - Count]();
            var watch = Stopwatch.StartNew();
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new("application/json");
            using var response = await service.Http.PostAsync(new Uri("/score", UriKind.Relative), content).WaitAsync(TimeSpan.FromMinutes(1));
            if (watch.Elapsed > slowest.Time)
                slowest = (watch.Elapsed, StartOf(body));
            var status = (int)response.StatusCode;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            await AssertAnsweredAsync(response, body);
        }
        output.WriteLine($"slowest {slowest.Time.TotalMilliseconds:F0} ms for {slowest.Body}; {string.Join(", ", statuses.Select(pair => $"{pair.Key}: {pair.Value}"))}");

        var after = await SettledMemoryAsync(before + AllowedGrowth);
        output.WriteLine($"memory {before >> 20} MiB before, {after >> 20} MiB after");
        Assert.True(after < before + AllowedGrowth, $"{(after - before) >> 20} MiB stayed behind.");
        Assert.True(statuses.Count > 1, "The generator is one-sided: it should make both verdicts and refusals.");
        var still = await service.ScoreAsync(new { rubric = "format", samples = new[] { new { completion = "<think>x</think><answer>y</answer>" } } });
        Assert.Equal(1, still.GetProperty("results")[0].GetProperty("reward").GetDouble());
    }

    private static async Task AssertAnsweredAsync(HttpResponseMessage response, byte[] body)
    {
        var text = await response.Content.ReadAsStringAsync();
        var answer = JsonDocument.Parse(text).RootElement;
        if (response.StatusCode == HttpStatusCode.OK)
        {
            foreach (var result in answer.GetProperty("results").EnumerateArray())
            {
                var verdict = result.GetProperty("verdict").GetString();
                Assert.Equal(verdict == "error", result.GetProperty("reward").ValueKind == JsonValueKind.Null);
                Assert.All(
                    result.GetProperty("components").EnumerateArray(),
                    component => Assert.NotEqual("internal_error", component.GetProperty("reason").GetString()));
            }
            return;
        }
        Assert.True((int)response.StatusCode is >= 400 and < 500, $"{response.StatusCode} for {StartOf(body)}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.NotEqual("", answer.GetProperty("title").GetString());
    }

    /// <summary>Memory once the service has had time to give it back; it does so when it is idle.</summary>
    private async Task<long> SettledMemoryAsync(long enough)
    {
        for (var second = 0; second < 120 && service.ResidentBytes >= enough; second++)
            await Task.Delay(1000);
        return service.ResidentBytes;
    }

    private static Gen<byte[]> AnyBody => Gen.OneOf(
        from text in HostileText from rubric in RubricName select Request(rubric, text, text),
        from text in HostileText from rubric in RubricName select Request(rubric, text, "7"),
        from json in AnyJson(3) select Encoding.UTF8.GetBytes(json),
        from json in AnyJson(2)
        from rubric in RubricName
        select Encoding.UTF8.GetBytes($$"""{"rubric": "{{rubric}}", "samples": [{"completion": "x", "reference": {{json}}}]}"""),
        from json in AnyJson(2) select Encoding.UTF8.GetBytes($$"""{"rubric": {{json}}, "samples": [{"completion": "x"}]}"""),
        from json in AnyJson(2)
        select Encoding.UTF8.GetBytes($$"""{"rubric": {"components": [{"verifier": "format", "options": {{json}}}]}, "samples": [{"completion": "x"}]}"""),
        Mangled);

    /// <summary>A good request with some bytes changed, removed or repeated.</summary>
    private static Gen<byte[]> Mangled =>
        from text in HostileText
        from cut in Gen.Choose(0, 1000)
        from changes in Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(3)
        from places in Gen.Choose(0, 1_000_000).ArrayOf(3)
        select Mangle(Request("format", text, "7"), cut, changes, places);

    private static byte[] Mangle(byte[] body, int cut, byte[] changes, int[] places)
    {
        for (var i = 0; i < changes.Length; i++)
            body[places[i] % body.Length] = changes[i];
        return cut < 500 ? body[..(body.Length * cut / 500)] : body;
    }

    private static Gen<string> RubricName => Gen.Elements(RubricNames);

    private static readonly string[] RubricNames = ["format", "math", "r1-zero-math", "code"];

    private static Gen<string> HostileText =>
        from fragment in Gen.Elements(Fragments)
        from many in Gen.Elements(1, 3, 1000, 30_000)
        from tail in ArbMap.Default.GeneratorFor<string>()
        select string.Concat(Enumerable.Repeat(fragment, Math.Min(many, 900_000 / fragment.Length))) + tail;

    private static readonly string[] Fragments =
    [
        "<think>", "</think>", "<answer>", "</answer>", "```", "`", "~~~\n", "\\boxed{", "}", "{", "(", "\\frac{", "\\frac11", "\\sqrt[", "^",
        "9^9^", "10^{", "!", "((10^9)!)!", "0.\\overline{", "1,", "\\{1,", "\\left(", "\\begin{pmatrix}1&", "x_", "\u0301", "\U0001F600", "\u200b",
        "\ufeff", "\0", "\u2028", "#### ", "the final answer is ", "答案是", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "e^", "\\sum_{k=1}^{10^{14}}",
        "```python\nwhile True: pass\n```\n", "<|im_end|>", "\\u0000", "\r\n", "\t", "1e999999999", "999999999999999999999999999999",
    ];

    private static Gen<string> AnyJson(int depth) => depth == 0
        ? Gen.Elements("null", "true", "-0", "1e400", "\"\"", "\"x\"", "[]", "{}", "123456789012345678901234567890", "\"\\ud800\"", "\"\\u0000\"")
        : Gen.OneOf(
            AnyJson(0),
            from items in AnyJson(depth - 1).ListOf(3) select "[" + string.Join(",", items) + "]",
            from key in Gen.Elements(
                "rubric", "samples", "groups", "completion", "completions", "reference", "options", "id", "components", "verifier", "mode",
                "tests", "input", "output", "language", "fn_name", "limits", "", "$set")
            from item in AnyJson(depth - 1)
            from other in AnyJson(depth - 1)
            select $"{{\"{key}\": {item}, \"samples\": {other}}}");

    private static byte[] Request(string rubric, string completion, string reference) => JsonSerializer.SerializeToUtf8Bytes(
        new { rubric, samples = new[] { new { completion = Whole(completion), reference = Whole(reference) } } });

    /// <summary>Unpaired surrogates cannot be serialised; requests with them are written by hand elsewhere.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>Twenty megabytes of what costs a careless reader most.</summary>
    private static readonly Func<byte[]>[] Heavy =
    [
        () => [.. Enumerable.Repeat((byte)'[', 20 << 20)],
        () => [.. Enumerable.Repeat((byte)'{', 20 << 20)],
        () => Encoding.UTF8.GetBytes("[" + string.Join(",", Enumerable.Repeat("0", 10_000_000)) + "]"),
        () => Encoding.UTF8.GetBytes("""{"rubric": "format", "samples": [""" + string.Join(",", Enumerable.Repeat("0", 950_000)) + "]}"),
        () => Encoding.UTF8.GetBytes("""{"rubric": "format", "samples": [{"completion": """ + '"' + new string('<', 20 << 20) + "\"}]}"),
        () => Encoding.UTF8.GetBytes("""{"rubric": "format", "samples": [{"completion": """ + '"' + Repeat("\\u003c", 4 << 20) + "\"}]}"),
    ];

    private static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();

    private static string StartOf(byte[] body) => $"{body.Length} bytes of {Encoding.Latin1.GetString(body, 0, Math.Min(body.Length, 200))}";
}
