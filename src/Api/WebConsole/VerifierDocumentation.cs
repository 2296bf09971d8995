using System.Collections.Frozen;
using System.Reflection;

namespace Verifiers.Api.WebConsole;

/// <summary>The pages of <c>docs</c> on the verifiers, embedded in this assembly so that they are those of this version.</summary>
internal static class VerifierDocumentation
{
    private const string Prefix = "Verifiers.Api.Documentation.";

    /// <summary>Verifiers whose page has another name than they have.</summary>
    private static readonly FrozenDictionary<string, string> Pages = new Dictionary<string, string>
    {
        ["math"] = "mathematics",
        ["exact"] = "text",
        ["f1"] = "text",
        ["contains"] = "text",
        ["regex"] = "text",
        ["numeric"] = "text",
        ["reward_model"] = "reward-model",
        ["first_of"] = "combining",
        ["agree"] = "combining",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The page on a verifier, in Markdown; null when there is no such verifier, or it is a plug-in, which has no page.</summary>
    public static string? Of(string verifier, VerifierCatalog catalog)
    {
        if (!catalog.TryGet(verifier, out _))
            return null;
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{Pages.GetValueOrDefault(verifier, verifier)}.md");
        if (stream is null)
            return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
