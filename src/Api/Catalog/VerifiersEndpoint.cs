namespace Verifiers.Api.Catalog;

/// <summary><c>GET /verifiers</c>: what a rubric can name.</summary>
internal static class VerifiersEndpoint
{
    public static void MapVerifiers(this IEndpointRouteBuilder routes) => routes
        .MapGet("/verifiers", (VerifierCatalog catalog) => TypedResults.Ok(catalog.All.Select(verifier => new VerifierDescription(
            verifier.Name, verifier.Summary, verifier.SemanticsVersion, verifier.Lane, verifier.ReferenceUse == ReferenceUse.Required))
            .ToList()))
        .WithName("Verifiers").WithSummary("The verifiers a rubric can name.");
}

/// <summary>One verifier.</summary>
/// <param name="Name">As rubrics write it.</param>
/// <param name="Summary">What it decides.</param>
/// <param name="SemanticsVersion">Rises with every change that can change a verdict.</param>
/// <param name="Lane">Where its work is done.</param>
/// <param name="NeedsReference">Whether a sample must carry a reference for it.</param>
internal sealed record VerifierDescription(string Name, string Summary, int SemanticsVersion, Lane Lane, bool NeedsReference);
