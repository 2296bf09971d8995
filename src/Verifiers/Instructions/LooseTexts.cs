using Verifiers.Instructions.Text;

namespace Verifiers.Instructions;

/// <summary>The texts of which one must follow an instruction when it is judged loosely, so that a greeting or bold type does no harm.</summary>
internal static class LooseTexts
{
    /// <summary>
    /// The response; without its first line; without its last; without both; and these four without asterisks. Blank ones are left out.
    /// </summary>
    public static IEnumerable<(string Name, string Text)> Of(string response)
    {
        var first = response.IndexOf('\n');
        var last = response.LastIndexOf('\n');
        (string Name, string Text)[] texts =
        [
            ("", response),
            ("without the first line", first < 0 ? "" : response[(first + 1)..].Strip()),
            ("without the last line", last < 0 ? "" : response[..last].Strip()),
            ("without the first and last line", first < last ? response[(first + 1)..last].Strip() : ""),
        ];
        foreach (var text in texts)
        {
            if (!text.Text.IsBlank())
                yield return text;
        }
        foreach (var (name, text) in texts)
        {
            // Without an asterisk it would be the same text again.
            if (!text.Contains('*'))
                continue;
            var plain = text.Replace("*", "", StringComparison.Ordinal);
            if (!plain.IsBlank())
                yield return (name.Length == 0 ? "without asterisks" : name + " and without asterisks", plain);
        }
    }
}
