using System.Net.Http.Headers;
using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Commands;

/// <summary>Asks a running service, with the API key of the environment where there is one.</summary>
internal static class ServiceClient
{
    /// <summary>The environment variable that holds the key.</summary>
    public const string KeyVariable = "VERIFIERS_API_KEY";

    /// <summary>The key; null when there is none.</summary>
    public static string? Key => Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null;

    /// <exception cref="ScoreFailedException">The service does not answer or refuses; the message says why.</exception>
    public static async Task<ScoreResponse> ScoreAsync(Uri url, byte[] body, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan };
        if (Key is { } key)
            http.DefaultRequestHeaders.Authorization = new("Bearer", key);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await http.PostAsync("/score", content, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new ScoreFailedException(
                    $"{url} answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
            return await response.Content.ReadFromJsonAsync<ScoreResponse>(WireJson.Options, cancellationToken)
                ?? throw new ScoreFailedException($"{url} answered nothing.");
        }
        catch (Exception fault) when (fault is HttpRequestException or JsonException)
        {
            throw new ScoreFailedException($"{url} cannot be asked: {fault.Message}");
        }
    }
}
