using System.Text.Json;

namespace Verifiers.Matching;

/// <summary>Reads a reference that is a string, a number, or a list of these meaning any of them.</summary>
internal static class TextReferences
{
    private const int MostReferences = 100;
    private const string Shape = "a string, a number, or a list of these";

    /// <summary>The texts with their places.</summary>
    /// <exception cref="InvalidInputException">It has another shape.</exception>
    public static List<(string Text, JsonCursor Place)> Read(JsonCursor reference)
    {
        if (reference.Kind != JsonValueKind.Array)
            return [(TextOf(reference), reference)];
        var texts = reference.Items().Take(MostReferences + 1).Select(item => (TextOf(item), item)).ToList();
        return texts.Count is > 0 and <= MostReferences ? texts : throw reference.Expected($"from 1 to {MostReferences} alternatives");
    }

    private static string TextOf(JsonCursor reference) => reference.Kind switch
    {
        JsonValueKind.String => reference.String(),
        JsonValueKind.Number => reference.Element.GetRawText(),
        _ => throw reference.Expected(Shape),
    };
}
