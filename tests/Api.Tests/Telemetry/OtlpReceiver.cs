using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Verifiers.Api.Tests.Telemetry;

/// <summary>Takes what an OTLP exporter posts as http/protobuf, as a collector does.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _posts = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapPost("/{**path}", async (HttpRequest request) =>
        {
            Assert.Equal("application/x-protobuf", request.ContentType);
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _posts.Enqueue((request.Path, body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
    }

    public string Url => _app.Urls.Single();

    /// <summary>Everything posted to a path, one after another.</summary>
    public byte[] Posted(string path) => [.. _posts.Where(post => post.Path == path).SelectMany(post => post.Body)];

    /// <summary>The spans of one trace.</summary>
    public List<OtlpSpan> Spans(string traceId) =>
        [.. _posts.Where(post => post.Path == "/v1/traces").SelectMany(post => OtlpSpan.ReadAll(post.Body)).Where(span => span.TraceId == traceId)];

    public IEnumerable<string> Paths => _posts.Select(post => post.Path);

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
