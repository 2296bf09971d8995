using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Verifiers.Api.Models;
using Verifiers.Judges;

namespace Verifiers.Api.Tests.Models;

/// <summary>The HTTP clients against a real server that speaks each protocol, well and badly.</summary>
public sealed class ModelTests
{
    private static readonly ChatRequest Question = new([new("user", "Is it right?")], new(0, 100, 7));

    [Fact]
    public async Task A_judge_is_asked_over_chat_completions()
    {
        await using var server = await ModelServer.JudgeAsync("[[yes]]");
        Environment.SetEnvironmentVariable("VERIFIERS_TEST_KEY", "s3cret");
        using var models = Models(server.Url, "OpenAiChat", ("Model", "judge-7b"), ("ApiKeyVariable", "VERIFIERS_TEST_KEY"));
        var reply = await AskAsync(models);
        Assert.Equal(("[[yes]]", 11, false, null), (reply.Text, reply.Tokens, reply.Cached, reply.Fault));
        var body = Assert.Single(server.Bodies);
        Assert.Equal("judge-7b", body.GetProperty("model").GetString());
        Assert.Equal("Is it right?", body.GetProperty("messages")[0].GetProperty("content").GetString());
        Assert.Equal((0, 100, 7), (body.GetProperty("temperature").GetInt32(), body.GetProperty("max_tokens").GetInt32(), body.GetProperty("seed").GetInt32()));
        Assert.Equal("Bearer s3cret", Assert.Single(server.Keys));
    }

    [Theory]
    [InlineData("VllmClassify", """{"data": [{"index": 0, "label": "LABEL_0", "probs": [0.1, 2.5], "num_classes": 2}]}""", "messages")]
    [InlineData("VllmPooling", """{"data": [{"index": 0, "object": "pooling", "data": [[9, 9], [1, 2.5]]}]}""", "messages")]
    [InlineData("VllmPooling", """{"data": [{"index": 0, "object": "pooling", "data": [1, 2.5]}]}""", "messages")]
    [InlineData("VllmScore", """{"data": [{"index": 0, "object": "score", "score": 2.5}]}""", "text_2")]
    [InlineData("SglangClassify", """[{"embedding": [2.5], "meta_info": {"id": "x"}}]""", "text")]
    [InlineData("TeiPredict", """[{"label": "LABEL_0", "score": 2.5}]""", "inputs")]
    [InlineData("TeiPredict", """[[{"label": "LABEL_0", "score": 2.5}]]""", "inputs")]
    [InlineData("OpenRlhf", """{"rewards": [2.5], "scores": [2.5], "extra_logs": {}}""", "query")]
    public async Task A_reward_model_is_asked_in_each_protocol(string protocol, string answer, string field)
    {
        await using var server = await ModelServer.StartAsync(answer);
        (string, string)[] more = protocol == "SglangClassify" ? [("Template", "Q: {question} A: {response}")] : [];
        using var models = Models(server.Url, protocol, more);
        Assert.True(models.TryGetReward("m", out var model));
        var reply = await model.ScoreAsync("the {response} question", "the response", CancellationToken.None);
        Assert.Equal((2.5, null), (reply.Value, reply.Fault));
        var sent = Assert.Single(server.Bodies).GetProperty(field).GetRawText();
        Assert.Contains("the response", sent, StringComparison.Ordinal);
        if (protocol == "SglangClassify")
            Assert.Equal("""["Q: the {response} question A: the response"]""", sent); // what is put in is not looked at again
    }

    [Fact]
    public async Task The_worst_step_of_a_process_reward_model_may_count()
    {
        await using var server = await ModelServer.StartAsync("""{"data": [{"data": [[0.9], [0.2], [0.7]]}]}""");
        using var models = Models(server.Url, "VllmPooling", ("Row", "Min"));
        Assert.True(models.TryGetReward("m", out var model));
        Assert.Equal(0.2, (await model.ScoreAsync("q", "r", CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_remote_verifier_gets_the_completion_and_the_fields_of_the_reference()
    {
        await using var server = await ModelServer.StartAsync("""{"reward": 0.5, "responses_create_params": {}, "response": {}}""");
        using var models = Models(server.Url, "NemoGym");
        Assert.True(models.TryGetRemote("m", out var service));
        var fields = JsonDocument.Parse("""{"expected_answer": "42", "verifier_metadata": {"difficulty": 1}}""").RootElement;
        Assert.Equal(0.5, (await service.VerifyAsync("What?", "It is 42.", fields, CancellationToken.None)).Value);
        var body = Assert.Single(server.Bodies);
        Assert.Equal("42", body.GetProperty("expected_answer").GetString());
        Assert.Equal("What?", body.GetProperty("responses_create_params").GetProperty("input")[0].GetProperty("content").GetString());
        var output = body.GetProperty("response").GetProperty("output")[0];
        Assert.Equal("It is 42.", output.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    [InlineData(424)]
    [InlineData(429)]
    public async Task A_failure_in_passing_is_repeated(int status)
    {
        await using var server = await ModelServer.StartAsync((context, call) =>
            ModelServer.WriteAsync(context, call < 3 ? "{}" : ModelServer.Chat("fine"), call < 3 ? status : 200));
        using var models = Models(server.Url, "OpenAiChat");
        Assert.Equal("fine", (await AskAsync(models)).Text);
        Assert.Equal(3, server.Calls);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(422)]
    [InlineData(307)]
    public async Task A_refusal_is_not_repeated_and_no_redirection_followed(int status)
    {
        await using var server = await ModelServer.StartAsync((context, _) =>
        {
            context.Response.Headers.Location = "http://127.0.0.1:1/elsewhere";
            return ModelServer.WriteAsync(context, """{"error": "internal detail"}""", status);
        });
        using var models = Models(server.Url, "OpenAiChat");
        var reply = await AskAsync(models);
        Assert.Equal($"'m': the server answers {status}.", reply.Fault);
        Assert.Equal(1, server.Calls);
    }

    [Theory]
    [InlineData("""{"choices": []}""")]
    [InlineData("""{"choices": [{"message": {"content": 5}}]}""")]
    [InlineData("""{"error": "x"}""")]
    [InlineData("""[]""")]
    [InlineData("""null""")]
    public async Task An_answer_of_another_shape_is_a_fault(string answer)
    {
        await using var server = await ModelServer.StartAsync(answer);
        using var models = Models(server.Url, "OpenAiChat");
        Assert.StartsWith("'m': the answer is not of the protocol OpenAiChat", (await AskAsync(models)).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"data": [{"probs": []}]}""")]
    [InlineData("""{"data": [{"probs": ["high"]}]}""")]
    [InlineData("""{"data": [{"probs": [null]}]}""")]
    [InlineData("""{"data": [{"probs": [1e999]}]}""")]
    [InlineData("""{"data": [{"probs": [1]}, {"probs": [2]}]}""")]
    [InlineData("""{"data": {}}""")]
    public async Task A_reward_that_is_no_single_finite_number_is_a_fault(string answer)
    {
        await using var server = await ModelServer.StartAsync(answer);
        using var models = Models(server.Url, "VllmClassify");
        Assert.True(models.TryGetReward("m", out var model));
        Assert.NotNull((await model.ScoreAsync("q", "r", CancellationToken.None)).Fault);
    }

    [Theory]
    [InlineData("length", "its reply was cut off at max_tokens.")]
    [InlineData("content_filter", "its reply was withheld by a filter.")]
    public async Task A_reply_that_was_cut_off_is_no_verdict(string finish, string fault)
    {
        await using var server = await ModelServer.StartAsync(ModelServer.Chat("[[A]]", finish));
        using var models = Models(server.Url, "OpenAiChat");
        Assert.Equal(fault, (await AskAsync(models)).Fault);
    }

    [Fact]
    public async Task JSON_that_was_cut_off_is_repeated()
    {
        await using var server = await ModelServer.StartAsync((context, call) =>
            ModelServer.WriteAsync(context, call == 1 ? ModelServer.Chat("[[A]]")[..40] : ModelServer.Chat("[[B]]")));
        using var models = Models(server.Url, "OpenAiChat");
        Assert.Equal("[[B]]", (await AskAsync(models)).Text);
    }

    [Fact]
    public async Task A_connection_that_breaks_off_is_repeated()
    {
        await using var server = await ModelServer.StartAsync(async (context, call) =>
        {
            if (call == 1)
                context.Abort();
            else
                await ModelServer.WriteAsync(context, ModelServer.Chat("fine"));
        });
        using var models = Models(server.Url, "OpenAiChat");
        Assert.Equal("fine", (await AskAsync(models)).Text);
    }

    [Fact]
    public async Task A_server_that_stalls_is_given_up_after_the_timeout()
    {
        await using var server = await ModelServer.StartAsync(async (context, call) =>
        {
            if (call == 1)
            {
                await context.Response.WriteAsync("{");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
            }
            await ModelServer.WriteAsync(context, ModelServer.Chat("fine"));
        });
        using var models = Models(server.Url, "OpenAiChat", ("Timeout", "00:00:02"), ("Retries", "20"));
        Assert.Equal("fine", (await AskAsync(models)).Text);
        Assert.True(server.Calls >= 2, $"{server.Calls}"); // a busy machine may answer too late once more
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_fault_with_its_name()
    {
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var url = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        using var models = Models(url, "OpenAiChat");
        Assert.Equal("'m': the server cannot be reached.", (await AskAsync(models)).Fault);
    }

    [Fact]
    public async Task Retry_After_is_waited_for_and_a_longer_one_is_not()
    {
        await using var server = await ModelServer.StartAsync((context, call) =>
        {
            context.Response.Headers.RetryAfter = "1";
            return ModelServer.WriteAsync(context, call == 1 ? "{}" : ModelServer.Chat("fine"), call == 1 ? 429 : 200);
        });
        var clock = Stopwatch.StartNew();
        using (var patient = Models(server.Url, "OpenAiChat"))
            Assert.Equal("fine", (await AskAsync(patient)).Text);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1), $"{clock.Elapsed}");

        await using var busy = await ModelServer.StartAsync((context, _) =>
        {
            context.Response.Headers.RetryAfter = "3600";
            return ModelServer.WriteAsync(context, "{}", 429);
        });
        using var models = Models(busy.Url, "OpenAiChat");
        Assert.NotNull((await AskAsync(models)).Fault);
        Assert.Equal(1, busy.Calls);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_left_alone_and_tried_again_later()
    {
        var isWell = false;
        await using var server = await ModelServer.StartAsync((context, _) => ModelServer.WriteAsync(context, ModelServer.Chat("fine"), isWell ? 200 : 500));
        var clock = new SteppedClock();
        using var models = Models(server.Url, "OpenAiChat", clock, ("Retries", "0"), ("BreakerThroughput", "4"), ("BreakerPause", "00:00:10"));
        for (var i = 0; i < 4; i++)
            Assert.Contains("500", (await AskAsync(models, i)).Fault, StringComparison.Ordinal);
        Assert.Contains("not asked for a while", (await AskAsync(models, 5)).Fault, StringComparison.Ordinal);
        Assert.Equal(4, server.Calls);
        isWell = true;
        clock.Now += TimeSpan.FromSeconds(11);
        Assert.Equal("fine", (await AskAsync(models, 6)).Text);
    }

    [Fact]
    public async Task No_more_calls_run_at_one_time_than_allowed()
    {
        var three = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ModelServer.StartAsync(async (context, call) =>
        {
            if (call == 3)
                three.SetResult();
            await three.Task; // the first ones are held until as many as are allowed have come
            await Task.Delay(30);
            await ModelServer.WriteAsync(context, ModelServer.Chat("fine"));
        });
        using var models = Models(server.Url, "OpenAiChat", ("MaxConcurrency", "3"), ("Timeout", "00:05:00"));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => AskAsync(models, i)));
        Assert.Equal(20, server.Calls);
        Assert.Equal(3, server.MostAtOnce);
    }

    [Fact]
    public async Task Only_a_reply_with_a_verdict_is_kept()
    {
        await using var server = await ModelServer.StartAsync((context, call) => ModelServer.WriteAsync(context, ModelServer.Chat(call == 1 ? "Well." : "[[yes]]")));
        using var models = Models(server.Url, "OpenAiChat");
        Assert.Equal("Well.", (await AskAsync(models)).Text);
        Assert.False((await AskAsync(models)).Cached);
        var kept = await AskAsync(models);
        Assert.Equal(("[[yes]]", true, 0), (kept.Text, kept.Cached, kept.Tokens));
        Assert.Equal(2, server.Calls);
    }

    [Fact]
    public async Task Equal_requests_at_one_time_are_asked_once_and_one_that_leaves_takes_nobody_along()
    {
        var gate = new TaskCompletionSource();
        await using var server = await ModelServer.StartAsync(async (context, _) =>
        {
            await gate.Task;
            await ModelServer.WriteAsync(context, ModelServer.Chat("[[yes]]"));
        });
        using var models = Models(server.Url, "OpenAiChat");
        using var leaves = new CancellationTokenSource();
        var first = AskAsync(models, 7, leaves.Token);
        var second = AskAsync(models, 7);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();
        Assert.Equal("[[yes]]", (await second).Text);
        Assert.Equal(1, server.Calls);
    }

    [Fact]
    public async Task A_call_that_nobody_waits_for_any_more_ends()
    {
        var ended = new TaskCompletionSource();
        await using var server = await ModelServer.StartAsync(async (context, _) =>
        {
            context.RequestAborted.Register(ended.SetResult);
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted);
        });
        using var models = Models(server.Url, "OpenAiChat");
        using var leaves = new CancellationTokenSource();
        var only = AskAsync(models, 0, leaves.Token);
        while (server.Calls == 0)
            await Task.Delay(10);
        await leaves.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task An_answer_beyond_the_bound_is_not_read()
    {
        await using var server = await ModelServer.StartAsync(ModelServer.Chat(new string('x', 10_000)));
        using var models = Models(server.Url, "OpenAiChat", ("MaxReplyKiB", "4"));
        Assert.Contains("longer than 4 KiB", (await AskAsync(models)).Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Protocol", "Telepathy")]
    [InlineData("Protocol", "")]
    [InlineData("Url", "file:///etc/passwd")]
    [InlineData("Url", "/score")]
    [InlineData("Url", "http://user:secret@judge/")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("MaxConcurrency", "0")]
    [InlineData("MaxConcurrencyy", "3")]
    [InlineData("ApiKeyVariable", "VERIFIERS_TEST_NO_SUCH_KEY")]
    public void A_setting_that_cannot_be_used_stops_the_start(string setting, string value)
    {
        var refused = Assert.Throws<InvalidOperationException>(() => Models(new Uri("http://127.0.0.1:1/"), "OpenAiChat", (setting, value)));
        Assert.StartsWith("The settings Models:m cannot be used: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SglangClassify", "")]
    [InlineData("VllmClassify", "{question}")]
    public void A_reward_model_must_be_shown_the_response(string protocol, string template) =>
        Assert.Throws<InvalidOperationException>(() => Models(new Uri("http://127.0.0.1:1/"), protocol, ("Template", template)));

    private static ModelDirectory Models(Uri url, string protocol, params (string Key, string Value)[] more) =>
        Models(url, protocol, TimeProvider.System, more);

    private static ModelDirectory Models(Uri url, string protocol, TimeProvider clock, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Models:m:Protocol"] = protocol,
            ["Models:m:Url"] = url.ToString(),
            ["Models:m:RetryDelay"] = "00:00:00.01",
        };
        foreach (var (key, value) in more)
            settings[$"Models:m:{key}"] = value;
        return new(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build().GetSection("Models"), clock, NullLogger<ModelDirectory>.Instance);
    }

    private static async Task<ChatReply> AskAsync(ModelDirectory models, int seed = 7, CancellationToken cancellationToken = default)
    {
        Assert.True(models.TryGetChat("m", out var model));
        return await model.AskAsync(
            Question with { Sampling = Question.Sampling with { Seed = seed } }, text => text.Contains("[[", StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>The time of day that the test says; its timers run as ever.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
