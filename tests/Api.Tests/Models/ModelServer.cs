using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Verifiers.Api.Tests.Models;

/// <summary>A model server on a real port of the loopback, whose answers and faults a test scripts.</summary>
internal sealed class ModelServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _most = new();
    private int _calls;
    private int _running;

    private ModelServer(WebApplication app) => _app = app;

    /// <summary>What was posted, in order.</summary>
    public ConcurrentQueue<JsonElement> Bodies { get; } = [];

    /// <summary>The Authorization header of each call.</summary>
    public ConcurrentQueue<string> Keys { get; } = [];

    public int Calls => _calls;

    /// <summary>The most calls that ran at one time.</summary>
    public int MostAtOnce { get; private set; }

    public Uri Url { get; private set; } = null!;

    /// <param name="answer">Answers a call, counted from 1.</param>
    public static async Task<ModelServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new ModelServer(app);
        app.Run(async context =>
        {
            var running = Interlocked.Increment(ref server._running);
            lock (server._most)
                server.MostAtOnce = Math.Max(server.MostAtOnce, running);
            try
            {
                using var body = await JsonDocument.ParseAsync(context.Request.Body);
                server.Bodies.Enqueue(body.RootElement.Clone());
                server.Keys.Enqueue(context.Request.Headers.Authorization.ToString());
                await answer(context, Interlocked.Increment(ref server._calls));
            }
            finally
            {
                Interlocked.Decrement(ref server._running);
            }
        });
        await app.StartAsync();
        server.Url = new Uri(app.Urls.First());
        return server;
    }

    /// <summary>A server that always answers the same.</summary>
    public static Task<ModelServer> StartAsync(string json) => StartAsync((context, _) => WriteAsync(context, json));

    /// <summary>A judge that always writes the same.</summary>
    public static Task<ModelServer> JudgeAsync(string reply) => StartAsync(Chat(reply));

    /// <summary>A chat completion.</summary>
    public static string Chat(string reply, string finish = "stop") => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        choices = new[] { new { index = 0, message = new { role = "assistant", content = reply }, finish_reason = finish } },
        usage = new { total_tokens = 11 },
    });

    public static Task WriteAsync(HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(soon.Token);
        await _app.DisposeAsync();
    }
}
