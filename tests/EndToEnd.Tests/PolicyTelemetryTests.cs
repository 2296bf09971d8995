using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Verifiers.EndToEnd.Tests;

/// <summary>What a collector of OpenTelemetry gets of a training run.</summary>
public sealed class PolicyTelemetryTests(ServiceProcess service) : IClassFixture<ServiceProcess>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policy").FullName;

    [Fact]
    public async Task A_collector_gets_the_figures_of_the_run()
    {
        var bodies = new ConcurrentQueue<(string Path, byte[] Body)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/{**path}", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            bodies.Enqueue((request.Path, body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await collector.StartAsync();

        var train = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "policy.dll"), "train", Path.Combine(Repository.Root, "examples", "policy", "smoke.json"),
                "--service", service.Http.BaseAddress!.ToString(), "--output", Path.Combine(_folder, "run"), "--steps", "3",
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.Single(), ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf", ["OTEL_SERVICE_NAME"] = "run-17" },
        };
        using var process = Process.Start(train)!;
        var (printed, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await printed + await said);

        Assert.NotEmpty(bodies);
        Assert.All(bodies, body => Assert.Equal("/v1/metrics", body.Path));
        var sent = string.Concat(bodies.Select(body => Encoding.Latin1.GetString(body.Body))); // names are plain text within the protobuf
        string[] names =
        [
            "run-17", "policy.steps", "policy.tokens", "policy.reward", "policy.accuracy", "policy.evaluation.accuracy", "policy.completion.length", "policy.thoughts.length",
            "policy.entropy", "policy.gradient.norm", "policy.step.duration", "policy.sample.duration", "policy.update.duration", "policy.reward.duration", "policy.reward.wait",
        ];
        Assert.All(names, name => Assert.Contains(name, sent, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
