using System.Text.Json;

namespace Verifiers.Combining;

/// <summary>One of the verifiers that a combination asks, as its options state it.</summary>
/// <param name="Name">Unique among them; the verifier's name unless the options say otherwise.</param>
/// <param name="Verifier">What judges.</param>
/// <param name="Options">Its own options.</param>
internal sealed record NestedVerifier(string Name, IVerifier Verifier, JsonCursor Options);

/// <summary>Reads the verifiers that a combination asks, and gives each its reference.</summary>
internal static class Opinions
{
    /// <summary>More verifiers in one combination than this are refused. How deep combinations nest is bounded by the depth of JSON.</summary>
    public const int Most = 8;

    /// <summary>Reads <c>[{"verifier", "name"?, "options"?}, …]</c>, each of whose options is checked.</summary>
    public static IReadOnlyList<NestedVerifier> Read(JsonCursor list, VerifierCatalog catalog, int least, int most)
    {
        var nested = new List<NestedVerifier>();
        foreach (var item in list.Items("a list of verifiers"))
        {
            if (nested.Count == most)
                throw list.Expected(least == most ? $"{most} verifiers" : $"at most {most} verifiers");
            item.Object("verifier", "name", "options");
            var word = item.Required("verifier", "the name of a verifier");
            if (!catalog.TryGet(word.String("the name of a verifier"), out var verifier))
                throw word.Expected("one of " + string.Join(", ", catalog.All.Select(known => known.Name)));
            if (verifier.Phase == JudgingPhase.Group)
                throw word.Refused($"'{verifier.Name}' judges after the others have judged the group; it is a component of a rubric, not of a combination.");
            var name = item.Optional("name").StringOr(verifier.Name)!;
            if (nested.Exists(other => other.Name == name))
                throw new InvalidInputException($"{item.Path}.name", $"expected a name of its own, found a second '{name}'.");
            var options = item.Optional("options");
            verifier.CheckOptions(options);
            nested.Add(new(name, verifier, options));
        }
        return nested.Count >= least ? nested : throw list.Expected($"at least {least} verifiers");
    }

    /// <summary>Everything that the verdicts depend on besides the options.</summary>
    public static string IdentityOf(IReadOnlyList<NestedVerifier> nested) => string.Join("; ", nested.Select(one =>
        $"{one.Verifier.Name} {one.Verifier.SemanticsVersion}{(one.Verifier.IdentityOf(one.Options) is { } identity ? $" ({identity})" : "")}"));

    /// <summary>
    /// Lets each read its reference: an object whose fields are all names of these verifiers has one for each, any other value is
    /// the same for all of them, for they judge the same question.
    /// </summary>
    public static IReadOnlyList<IPreparedVerifier> Prepare(IReadOnlyList<NestedVerifier> nested, JsonCursor reference)
    {
        var isByName = reference.Kind == JsonValueKind.Object
            && reference.Element.GetPropertyCount() > 0
            && reference.Element.EnumerateObject().All(part => nested.Any(one => one.Name == part.Name));
        return [.. nested.Select(one => one.Verifier.Prepare(ReferenceOf(one, reference, isByName), one.Options))];
    }

    private static JsonCursor ReferenceOf(NestedVerifier one, JsonCursor reference, bool isByName)
    {
        if (one.Verifier.ReferenceUse == ReferenceUse.None)
            return JsonCursor.Absent(reference.Path);
        var own = isByName ? reference.Optional(one.Name) : reference;
        if (one.Verifier.ReferenceUse == ReferenceUse.Required && (!own.IsPresent || own.Kind == JsonValueKind.Null))
            throw own.Refused($"expected a reference: '{one.Name}' compares with one.");
        return own.Kind == JsonValueKind.Null ? JsonCursor.Absent(own.Path) : own;
    }
}
