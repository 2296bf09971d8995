using System.Text.Encodings.Web;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using FluentValidation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Verifiers.Api;
using Verifiers.Api.Scoring;

namespace Verifiers.Benchmarks;

/// <summary>
/// 1,024 completions of real models judged for format and mathematics: the engine alone against a POST over the loopback. The
/// ratio is the cost of HTTP and JSON. Both start from the completions as strings and end with the rewards as numbers.
/// </summary>
[MemoryDiagnoser]
public class ScoreOverHttp
{
    private const int Completions = 1024;

    /// <summary>Quotes, ampersands and letters stand as they are, as in the JSON of Python trainers.</summary>
    private static readonly JsonSerializerOptions AsTrainersWrite = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private WebApplication _service = null!;
    private HttpClient _http = null!;
    private SampleRequest[] _samples = null!;
    private object _body = null!;
    private BatchScorer _scorer = null!;
    private IValidator<ScoreRequest> _validator = null!;
    private RubricChoice _rubric;

    // The toolchain in this process does not await: each entry waits by itself.
    [GlobalSetup]
    public void SetUp() => SetUpAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void CleanUp() => CleanUpAsync().GetAwaiter().GetResult();

    [Benchmark(Baseline = true, Description = "in process")]
    public double InProcess() => InProcessAsync().GetAwaiter().GetResult();

    [Benchmark(Description = "POST /score over loopback")]
    public double OverHttp() => OverHttpAsync().GetAwaiter().GetResult();

    private async Task SetUpAsync()
    {
        _service = VerifierService.Build(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Warning"]);
        await _service.StartAsync();
        var address = _service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _http = new() { BaseAddress = new(address) };
        _scorer = _service.Services.GetRequiredService<BatchScorer>();
        _validator = _service.Services.GetRequiredService<IValidator<ScoreRequest>>();
        _rubric = new(JsonCursor.At(JsonSerializer.SerializeToElement("r1-zero-math"), "rubric"));

        var outputs = LabelledOutputs.Take(Completions);
        _samples =
        [
            .. outputs.Select(output => new SampleRequest
            {
                Completion = new(output.Completion),
                Reference = JsonCursor.At(JsonSerializer.SerializeToElement(output.Reference), "reference"),
            }),
        ];
        _body = new
        {
            rubric = "r1-zero-math",
            samples = outputs.Select(output => new { completion = output.Completion, reference = output.Reference }).ToArray(),
            options = new { explain = false, cache = false },
        };
    }

    private async Task CleanUpAsync()
    {
        _http.Dispose();
        await _service.DisposeAsync();
    }

    private async Task<double> InProcessAsync()
    {
        var request = new ScoreRequest { Rubric = _rubric, Samples = _samples, Options = new() { Explain = false, Cache = false } };
        await _validator.ValidateAndThrowAsync(request);
        var response = await _scorer.ScoreAllAsync(_scorer.Prepare(request), CancellationToken.None);
        return response.Results.Sum(result => result.Reward ?? 0);
    }

    private async Task<double> OverHttpAsync()
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(_body, AsTrainersWrite));
        content.Headers.ContentType = new("application/json");
        using var response = await _http.PostAsync(new Uri("/score", UriKind.Relative), content);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var answer = await JsonDocument.ParseAsync(stream);
        return answer.RootElement.GetProperty("results").EnumerateArray().Sum(result => result.GetProperty("reward").GetDouble());
    }
}
