using Verifiers.Api.Catalog;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;
using Verifiers.Api.Security;
using Verifiers.Sandbox;

namespace Verifiers.Api.Health;

/// <summary><c>GET /healthz</c>: the process answers. <c>GET /readyz</c>: what it can judge, and what each launcher found.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", () => TypedResults.Ok(new Alive("verifiers", EngineVersion.Current, "ok")))
            .AllowAnonymous().WithName("Alive").WithSummary("Whether the process answers.");
        routes.MapGet("/readyz", ReadyAsync)
            .AllowAnonymous().WithName("Ready").WithSummary("What can be judged now. Always 200: without a sandbox only the verifiers that need one answer error.");
    }

    private static async Task<IResult> ReadyAsync(
        SandboxedCodeRunner sandbox, VerifierSource verifiers, RubricStore rubrics, Admission admission, KeyRing keys, CancellationToken cancellationToken)
    {
        var status = await sandbox.GetStatusAsync(cancellationToken);
        var unable = status.Ready ? [] : verifiers.Current.All.Where(verifier => verifier.Lane == Lane.Sandbox).Select(verifier => verifier.Name);
        return TypedResults.Ok(new Readiness(
            status.Ready ? "ready" : "degraded",
            status.Sentence,
            [.. unable],
            [.. status.Launchers.Select(launcher => new LauncherReport(
                launcher.Name, launcher.Works, launcher.Sentence, Math.Round(launcher.StartTime.TotalMilliseconds, 1), launcher.Features, launcher.Languages))],
            new(status.Slots, status.BusySlots, status.WaitingRuns, status.ReplacedSlots),
            status.Languages,
            rubrics.All.Count,
            [.. verifiers.Problems, .. rubrics.Problems, .. keys.Problems],
            admission.PendingSamples));
    }
}

/// <summary>The process answers.</summary>
internal sealed record Alive(string Service, string Version, string Status);

/// <summary>What can be judged.</summary>
/// <param name="Status">ready; or degraded when some verifiers can only answer error.</param>
/// <param name="Sentence">What runs programs, or what to install.</param>
/// <param name="UnableVerifiers">Those that can only answer error now.</param>
/// <param name="Launchers">What each launcher found, in order of preference.</param>
/// <param name="Slots">The pool of sandboxes.</param>
/// <param name="Languages">What programs can be run in, with the version.</param>
/// <param name="Rubrics">How many rubrics are loaded.</param>
/// <param name="Problems">Rubric files, plug-ins and key files that cannot be used as they are now; what they held before is in force.</param>
/// <param name="PendingSamples">Samples accepted and not answered yet.</param>
internal sealed record Readiness(
    string Status, string Sentence, IReadOnlyList<string> UnableVerifiers, IReadOnlyList<LauncherReport> Launchers, SlotReport Slots,
    IReadOnlyDictionary<string, string> Languages, int Rubrics, IReadOnlyList<string> Problems, long PendingSamples);

/// <summary>What one launcher found.</summary>
internal sealed record LauncherReport(string Name, bool Works, string Sentence, double StartMs, SandboxFeatures? Features, IReadOnlyDictionary<string, string> Languages);

/// <summary>The pool of sandboxes.</summary>
internal sealed record SlotReport(int Total, int Busy, int Waiting, long Replaced);
