using Microsoft.Net.Http.Headers;
using Verifiers.Api.Catalog;

namespace Verifiers.Api.WebConsole;

/// <summary>
/// The web page at <c>/</c> and what it shows. The page and its files hold nothing of anyone and need no key; everything that they
/// show is asked for like any other answer of the service.
/// </summary>
internal static class ConsoleEndpoints
{
    /// <summary>Nothing from elsewhere, no inline script, no frame: a completion that became markup could still do nothing.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext http) => Send(http, ConsoleAssets.Page)).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/console/assets/{name}", (HttpContext http, string name) => Send(http, name)).AllowAnonymous().ExcludeFromDescription();

        var shown = routes.MapGroup("/console").WithTags("Console");
        shown.MapGet("/live", LiveSnapshot.TakeAsync)
            .WithName("Live").WithSummary("What the service does now: throughput, queue, verdicts, recent errors. No text of a completion is in it.");
        shown.MapGet("/disagreements", Disagreements.ReadAsync)
            .WithName("Disagreements").WithSummary("The last lines of the file of disagreements, where the settings show it.");
        shown.MapGet("/documentation/{verifier}", (string verifier, VerifierCatalog catalog) =>
                VerifierDocumentation.Of(verifier, catalog) is { } page ? Results.Text(page, "text/markdown; charset=utf-8") : Results.NotFound())
            .WithName("Documentation").WithSummary("The page on one verifier, in Markdown.");
    }

    private static IResult Send(HttpContext http, string name)
    {
        if (ConsoleAssets.Find(name) is not { } asset)
            return Results.NotFound();
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache"; // kept, and asked about: a new version of the service shows its own page
        return Results.Bytes(asset.Content, asset.MediaType, entityTag: new EntityTagHeaderValue(asset.Tag));
    }
}
