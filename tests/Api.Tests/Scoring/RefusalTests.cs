using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Scoring;

public sealed class RefusalTests(RefusalTests.SmallService service) : IClassFixture<RefusalTests.SmallService>
{
    /// <summary>A service with limits that a test can reach.</summary>
    public sealed class SmallService : Service
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
        {
            ["Limits:MaxBodyMiB"] = "1",
            ["Limits:MaxSamples"] = "4",
            ["Limits:MaxCompletionLength"] = "1000",
            ["Limits:MaxJsonValues"] = "2000",
        };
    }

    [Theory]
    // the shape of the request
    [InlineData("[]", "body", "an object")]
    [InlineData("3", "body", "an object")]
    [InlineData("""{"rubric": "format"}""", "samples", "exactly one of samples and groups")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x"}], "groups": []}""", "samples", "exactly one of samples and groups")]
    [InlineData("""{"rubric": "format", "samples": []}""", "samples", "1 to 4 samples, found 0")]
    [InlineData("""{"rubric": "format", "samples": {}}""", "samples", "a list of samples")]
    [InlineData("""{"rubric": "format", "samples": [3]}""", "samples[0]", "an object")]
    [InlineData("""{"rubric": "format", "groups": []}""", "groups", "1 to 4 completions")]
    [InlineData("""{"rubric": "format", "groups": [{"id": "a", "completions": []}]}""", "groups", "1 to 4 completions")]
    [InlineData("""{"rubric": "format", "smaples": []}""", "smaples", "unknown field")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x", "answer": "y"}]}""", "samples[0].answer", "unknown field")]
    [InlineData("""{"rubric": "format", "rubric": "format", "samples": [{"completion": "x"}]}""", "rubric", "found twice")]
    // samples
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x"}, {}]}""", "samples[1].completion", "a string or a list of chat messages, found nothing")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": 3}]}""", "samples[0].completion", "found the number 3")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": null}]}""", "samples[0].completion", "found null")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x", "id": 3}]}""", "samples[0].id", "a string")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x", "group": ""}]}""", "samples[0].group", "1 to 512 characters")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x", "metadata": []}]}""", "samples[0].metadata", "an object")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x", "metadata": {"completion_tokens": -1}}]}""", "samples[0].metadata.completion_tokens", "a whole number")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "\ud800"}]}""", "samples[0].completion", "unpaired surrogate")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": []}]}""", "samples[0].completion", "role 'assistant'")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": [{"role": "user", "content": "x"}]}]}""", "samples[0].completion", "role 'assistant'")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": ["x"]}]}""", "samples[0].completion[0]", "a chat message")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": [{"content": "x"}]}]}""", "samples[0].completion[0].role", "the role of the message")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": [{"role": "assistant", "content": 3}]}]}""", "samples[0].completion[0].content", "a string or a list of parts")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x", "\ud800": 1}]}""", "body", "the name of the field \"\\ud800\": expected text, found an escape of an unpaired surrogate")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x", "reference": {"\ud800": 1}}]}""", "body", "the name of the field")]
    [InlineData("""{"rubric": "math", "samples": [{"completion": "x", "reference": {"a": "\ud83d\ude00", "\uD800answer": 1}}]}""", "body", "the name of the field")]
    [InlineData("""{"rubric": "math", "samples": [{"completion": "x", "reference": "\ud800"}]}""", "samples[0].reference", "unpaired surrogate")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": [{"\ud800": "user", "content": "x"}]}]}""", "body", "the name of the field")]
    // groups
    [InlineData("""{"rubric": "format", "groups": [{"completions": ["x"]}]}""", "groups[0].id", "the group's name")]
    [InlineData("""{"rubric": "format", "groups": [{"id": "a", "completions": "x"}]}""", "groups[0].completions", "a list of completions")]
    [InlineData("""{"rubric": "format", "groups": [{"id": "a", "completions": ["x", 4]}]}""", "groups[0].completions[1]", "a string")]
    [InlineData("""{"rubric": "format", "groups": [{"id": "a", "completions": ["x"]}, {"id": "a", "completions": ["x"]}]}""", "groups", "an id of its own")]
    [InlineData("""{"groups": [{"id": "a", "completions": ["x"]}]}""", "rubric", "the name of a rubric")]
    // rubrics
    [InlineData("""{"samples": [{"completion": "x", "rubric": "format"}, {"completion": "x"}]}""", "samples[1].rubric", "neither the sample nor the request")]
    [InlineData("""{"rubric": "nope", "samples": [{"completion": "x"}]}""", "rubric", "one of ")]
    [InlineData("""{"rubric": 7, "samples": [{"completion": "x"}]}""", "rubric", "the name of a rubric")]
    [InlineData("""{"rubric": {"components": []}, "samples": [{"completion": "x"}]}""", "rubric.components", "at least one component")]
    [InlineData("""{"rubric": {"components": [{"verifier": "nope"}]}, "samples": [{"completion": "x"}]}""", "rubric.components[0].verifier", "one of ")]
    [InlineData("""{"rubric": {"components": [{"verifier": "format", "options": {"mdoe": "r1"}}]}, "samples": [{"completion": "x"}]}""", "rubric.components[0].options.mdoe", "unknown field")]
    [InlineData("""{"rubric": {"components": [{"verifier": "format", "options": {"mode": "r2"}}]}, "samples": [{"completion": "x"}]}""", "rubric.components[0].options.mode", "r1")]
    // options
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x"}], "options": []}""", "options", "an object")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x"}], "options": {"deadline_ms": 0}}""", "options.deadline_ms", "1 to 3600000")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x"}], "options": {"deadline_ms": "soon"}}""", "options.deadline_ms", "a whole number")]
    [InlineData("""{"rubric": "format", "samples": [{"completion": "x"}], "options": {"explain": "yes"}}""", "options.explain", "true or false")]
    // not JSON
    [InlineData("", "body", "found an empty body")]
    [InlineData("{", "body", "line 1, byte 2")]
    [InlineData("{\n\"rubric\": nope}", "body", "line 2, byte 12")]
    [InlineData("""{"samples": []} trailing""", "body", "line 1")]
    public async Task A_request_that_cannot_be_scored_is_refused_with_the_path_and_what_was_expected(string body, string path, string expected)
    {
        using var response = await service.PostAsync(body);
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        var errors = problem.GetProperty("errors");
        Assert.True(errors.TryGetProperty(path, out var messages), $"'{path}' is not in {errors.GetRawText()}");
        Assert.Contains(expected, messages[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_samples_are_refused()
    {
        var samples = string.Join(",", Enumerable.Repeat("""{"completion": "x"}""", 5));
        using var response = await service.PostAsync($$"""{"rubric": "format", "samples": [{{samples}}]}""");
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal("expected 1 to 4 samples, found 5.", problem.GetProperty("errors").GetProperty("samples")[0].GetString());
    }

    [Fact]
    public async Task A_completion_above_the_limit_is_refused_with_its_place()
    {
        using var response = await service.PostAsync($$"""
            {"rubric": "format", "samples": [{"completion": "x"}, {"completion": "{{new string('x', 1001)}}"}]}
            """);
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(
            "expected at most 1000 characters, found more.", problem.GetProperty("errors").GetProperty("samples[1].completion")[0].GetString());
    }

    /// <summary>Bodies from a little to far beyond what the buffers between client and service hold: the client is still writing when it is refused.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(64)]
    public async Task A_body_above_the_limit_is_413(int mebibytes)
    {
        using var response = await service.PostAsync("{\"rubric\": \"" + new string('x', mebibytes << 20));
        await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_body_above_the_limit_that_does_not_tell_its_length_is_413()
    {
        using var client = service.CreateClient();
        using var content = new StreamContent(new EndlessStream(3 << 20));
        content.Headers.ContentType = new("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await client.SendAsync(request);
        await AssertProblemAsync(response, HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task More_values_than_memory_should_hold_are_refused()
    {
        using var response = await service.PostAsync("[" + string.Join(",", Enumerable.Repeat("0", 2001)) + "]");
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("2000 JSON values", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nesting_beyond_the_limit_is_refused()
    {
        using var response = await service.PostAsync(new string('[', 5000));
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("depth", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_UTF8_is_refused_with_the_byte()
    {
        byte[] body = [.. "{\"rubric\": \""u8, 0xC3, 0x28, .. "\"}"u8];
        using var response = await service.PostAsync(body, "application/json");
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.Contains("byte 12", problem.GetProperty("errors").GetProperty("body")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData(null)]
    public async Task Another_media_type_is_415(string? mediaType)
    {
        using var response = await service.PostAsync("{}"u8.ToArray(), mediaType);
        var problem = await AssertProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
        Assert.Contains("application/json", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_is_415()
    {
        using var client = service.CreateClient();
        using var content = new ByteArrayContent([0x1f, 0x8b, 8]);
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await client.PostAsync(new Uri("/score", UriKind.Relative), content);
        await AssertProblemAsync(response, HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("application/x-ndjson")]
    [InlineData("text/html")]
    [InlineData("*/*")]
    public async Task A_refusal_says_what_is_wrong_whatever_the_caller_accepts(string accept)
    {
        using var response = await service.PostAsync("""{"rubric": "nope", "samples": [{"completion": "x"}]}""", accept);
        var problem = await AssertProblemAsync(response, HttpStatusCode.BadRequest);
        Assert.True(problem.GetProperty("errors").TryGetProperty("rubric", out _));
    }

    [Theory]
    [InlineData("application/x-ndjson", true)]
    [InlineData("application/json, application/x-ndjson;q=0.1", false)]
    [InlineData("application/x-ndjson;q=0", false)]
    [InlineData("*/*", false)]
    public async Task Results_are_streamed_when_that_is_what_the_caller_likes_best(string accept, bool streams)
    {
        using var response = await service.PostAsync("""{"rubric": "format", "samples": [{"completion": "x"}]}""", accept);
        Assert.Equal(streams ? "application/x-ndjson" : "application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_byte_order_mark_is_no_fault()
    {
        byte[] body = [.. "\uFEFF"u8, .. """{"rubric": "format", "samples": [{"completion": "x"}]}"""u8];
        using var response = await service.PostAsync(body, "application/json");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/score", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/nope", HttpStatusCode.NotFound)]
    public async Task Wrong_methods_and_paths_are_problems_too(string method, string path, HttpStatusCode status)
    {
        using var client = service.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request);
        await AssertProblemAsync(response, status);
    }

    internal static async Task<JsonElement> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEqual("", problem.GetProperty("title").GetString());
        return problem;
    }

    /// <summary>Letters without end, up to a length that it does not tell.</summary>
    private sealed class EndlessStream(long length) : Stream
    {
        private long _left = length;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Min(count, _left);
            buffer.AsSpan(offset, read).Fill((byte)'x');
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
