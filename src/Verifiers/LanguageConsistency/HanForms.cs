using Verifiers.Profiles;

namespace Verifiers.LanguageConsistency;

/// <summary>
/// Characters that are written in only one of simplified and traditional Chinese: those that occur in the profile of one and never in that of
/// the other (366 and 226). The rest, the great majority of a text, says nothing.
/// </summary>
internal static class HanForms
{
    /// <summary>Such characters that must speak, for a single one may stand in a name or a quotation.</summary>
    private const int Fewest = 2;

    private static readonly Lazy<(HashSet<char> Simplified, HashSet<char> Traditional)> Forms = new(Build);

    /// <summary>Whether the text is in the other form; null when too few characters tell.</summary>
    /// <param name="text">The completion.</param>
    /// <param name="runs">Of which those in Han are read.</param>
    /// <param name="isTraditional">Which form is wanted.</param>
    public static bool? IsOther(string text, ReadOnlySpan<ScriptRun> runs, bool isTraditional)
    {
        var (simplified, traditional) = Forms.Value;
        var (own, other) = isTraditional ? (traditional, simplified) : (simplified, traditional);
        var (ours, theirs) = (0, 0);
        foreach (var run in runs)
        {
            if (run.Script != Script.Han)
                continue;
            foreach (var character in run.Span.In(text))
            {
                ours += own.Contains(character) ? 1 : 0;
                theirs += other.Contains(character) ? 1 : 0;
            }
        }
        return ours + theirs < Fewest ? null : theirs > ours;
    }

    private static (HashSet<char> Simplified, HashSet<char> Traditional) Build()
    {
        var profiles = LanguageProfiles.Instance;
        var (hans, hant) = (Array.IndexOf(profiles.Codes, "zh-cn"), Array.IndexOf(profiles.Codes, "zh-tw"));
        var (simplified, traditional) = (new HashSet<char>(), new HashSet<char>());
        var sums = new double[profiles.Codes.Length];
        for (var character = '\u4E00'; character <= '\u9FFF'; character++)
        {
            Array.Clear(sums);
            profiles.AddTo(sums, character);
            if (sums[hans] > 0 && sums[hant] == 0)
                simplified.Add(character);
            else if (sums[hant] > 0 && sums[hans] == 0)
                traditional.Add(character);
        }
        return (simplified, traditional);
    }
}
