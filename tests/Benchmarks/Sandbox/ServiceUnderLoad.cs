using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Verifiers.Api;

namespace Verifiers.Benchmarks;

/// <summary>64 clients that each POST a group of four programs again and again: throughput, latency, and how many errors there were.</summary>
internal static class ServiceUnderLoad
{
    private const int Clients = 64;
    private const int Programs = 4;
    private const int Tests = 5;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    public static async Task WriteAsync(string launcher, string? socket)
    {
        await using var service = VerifierService.Build(
        [
            "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning", "--Sandbox:Launchers", launcher,
            "--Sandbox:DockerSocket", socket ?? "/var/run/docker.sock",
        ]);
        await service.StartAsync();
        var address = service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Clients }) { BaseAddress = new(address), Timeout = TimeSpan.FromMinutes(5) };
        await PostAsync(http, "warm"); // the slots are started by the first request
        var latencies = new List<double>();
        var (errors, wrong) = (0, 0);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (var request = 0; Stopwatch.GetElapsedTime(started) < Duration; request++)
            {
                var asked = Stopwatch.GetTimestamp();
                var rewards = await PostAsync(http, $"{client}.{request}");
                lock (latencies)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
                    errors += rewards.Count(reward => reward is null);
                    wrong += rewards.Where((reward, i) => reward is not null && reward != (i % 2 == 0 ? 1 : 0)).Count();
                }
            }
        }));
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        latencies.Sort();
        SandboxReport.Say($"\n## The service under {Clients} clients ({launcher})\n\nEach POSTs groups of {Programs} Python programs with {Tests} tests, half of them wrong at the first, for {Duration.TotalSeconds:0} s.\n");
        SandboxReport.Say("| requests a second | programs a second | median | 99 % | largest | errors | wrong rewards |\n|---|---|---|---|---|---|---|");
        SandboxReport.Say($"| {latencies.Count / took:0.0} | {latencies.Count * Programs / took:0} | {At(0.5):0} ms | {At(0.99):0} ms | {latencies[^1]:0} ms | {errors} | {wrong} |");

        double At(double share) => latencies[(int)(share * (latencies.Count - 1))];
    }

    private static async Task<double?[]> PostAsync(HttpClient http, string mark)
    {
        var body = new
        {
            rubric = "code",
            samples = Enumerable.Range(0, Programs).Select(i => new
            {
                completion = $"```python\n# {mark} {i}\na, b = map(int, input().split())\nprint(a {(i % 2 == 0 ? '+' : '-')} b)\n```",
                reference = new { tests = Enumerable.Range(1, Tests).Select(n => new { input = $"{n} {n + 1}\n", output = $"{(2 * n) + 1}\n" }) },
            }),
            options = new { explain = false },
        };
        using var response = await http.PostAsJsonAsync("/score", body);
        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        return [.. answer.RootElement.GetProperty("results").EnumerateArray()
            .Select(result => result.GetProperty("reward") is { ValueKind: JsonValueKind.Number } reward ? reward.GetDouble() : (double?)null)];
    }
}
