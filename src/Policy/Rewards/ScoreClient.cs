using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Verifiers.Policy.Rewards;

/// <summary>Asks the reward service for the rewards of sampled groups.</summary>
/// <param name="http">Its base address is the service's.</param>
/// <param name="clock">For the waits between tries.</param>
public sealed class ScoreClient(HttpClient http, TimeProvider clock)
{
    private const int MaxTries = 8;

    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Scores groups with one rubric. A busy service is asked again after the time it names.</summary>
    /// <returns>The results in the order of the completions, group by group.</returns>
    /// <exception cref="RewardServiceException">The service refused the request, or stayed busy through every try.</exception>
    /// <exception cref="HttpRequestException">The service cannot be reached.</exception>
    public async Task<ScoredGroups> ScoreAsync(string rubric, IReadOnlyList<GroupToScore> groups, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var response = await http.PostAsJsonAsync("/score", new { rubric, groups }, Wire, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return await response.Content.ReadFromJsonAsync<ScoredGroups>(Wire, cancellationToken)
                    ?? throw new RewardServiceException("The service answered nothing.");
            }
            var busy = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            if (!busy || attempt == MaxTries)
            {
                throw new RewardServiceException(
                    $"The service answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
            await Task.Delay(response.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1), clock, cancellationToken);
        }
    }
}

/// <summary>The service refused to score.</summary>
public sealed class RewardServiceException(string message) : Exception(message);
