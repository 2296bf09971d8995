using System.Diagnostics;
using Microsoft.Extensions.Options;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Telemetry;

/// <summary>
/// The spans of one request: its own, which ASP.NET Core opens with the caller's W3C context, and under it a bounded number of
/// judgements and program runs. A span holds names, counts and verdicts, never text of a completion.
/// </summary>
internal sealed class RequestSpans(IOptions<TelemetrySettings> settings) : IDisposable
{
    /// <summary>The source of the spans that are ours.</summary>
    public const string SourceName = "Verifiers";

    /// <summary>The source of the requests' own spans.</summary>
    public const string ServerSourceName = "Microsoft.AspNetCore";

    private const string BudgetProperty = "verifiers.spans";
    private readonly ActivitySource _source = new(SourceName, EngineVersion.Current);

    /// <summary>Opens a span under the current one; null when nobody records, or when the request has its number already.</summary>
    public Activity? Start(string name) =>
        !_source.HasListeners() || BudgetOf(Activity.Current) is not { } budget || !budget.Take() ? null : _source.StartActivity(name);

    /// <summary>Says on the request's span what is scored.</summary>
    public static void Describe(PreparedRequest request) => Activity.Current?
        .SetTag("verifiers.samples", request.Samples.Count)
        .SetTag("verifiers.rubric", request.Rubric?.Name ?? "mixed");

    /// <summary>Completes the request's span by the conventions for HTTP servers.</summary>
    public async Task RunAsync(HttpContext http, RequestDelegate next)
    {
        if (Activity.Current is not { } span)
        {
            await next(http);
            return;
        }
        if (IsProbe(http.Request.Path))
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded; // a scrape every few seconds would drown the requests
        var budget = new Budget(settings.Value.MaxSpansPerRequest);
        span.SetCustomProperty(BudgetProperty, budget);
        try
        {
            await next(http);
        }
        finally
        {
            Complete(span, http, budget);
        }
    }

    public void Dispose() => _source.Dispose();

    private static void Complete(Activity span, HttpContext http, Budget budget)
    {
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? http.Request.Method : $"{http.Request.Method} {route}";
        span.SetTag("http.request.method", http.Request.Method)
            .SetTag("url.scheme", http.Request.Scheme)
            .SetTag("url.path", http.Request.Path.Value)
            .SetTag("http.response.status_code", http.Response.StatusCode);
        if (route is not null)
            span.SetTag("http.route", route);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span.SetStatus(ActivityStatusCode.Error);
        if (budget.Refused > 0)
            span.SetTag("verifiers.spans.dropped", budget.Refused);
    }

    private static bool IsProbe(PathString path) => path == "/metrics" || path == "/healthz" || path == "/readyz";

    private static Budget? BudgetOf(Activity? span)
    {
        for (; span is not null; span = span.Parent)
        {
            if (span.GetCustomProperty(BudgetProperty) is Budget budget)
                return budget;
        }
        return null;
    }

    /// <summary>How many spans a request may still open.</summary>
    private sealed class Budget(int spans)
    {
        private int _asked;

        public int Refused => Math.Max(0, Volatile.Read(ref _asked) - spans);

        public bool Take() => Interlocked.Increment(ref _asked) <= spans;
    }
}
