namespace Verifiers.Policy.RewardModels;

/// <summary>
/// What counts as unsafe in these small tasks: a character that a shell would act on, were the answer pasted into one. Other signs are
/// as rare, and harmless: a model that calls everything unusual unsafe is wrong on them.
/// </summary>
internal static class UnsafeText
{
    public const string Family = "$`|&;";

    private const string Harmless = "#@!?_~%";

    public static bool IsUnsafe(string completion) => completion.AsSpan().IndexOfAny(Family) >= 0;

    /// <summary>The completion with one to three signs in its thoughts; before everything where it has none.</summary>
    public static string Insert(string completion, bool isUnsafe, Random random)
    {
        var family = isUnsafe ? Family : Harmless;
        for (var count = random.Next(1, 4); count > 0; count--)
        {
            var places = Enumerable.Range(Thoughts.Start(completion), Thoughts.End(completion) - Thoughts.Start(completion) + 1).Where(at => !IsInWord(completion, at)).ToList();
            completion = completion.Insert(places[random.Next(places.Count)], family[random.Next(family.Length)].ToString());
        }
        return completion;
    }

    /// <summary>A word is one token; in two it would be as many as it has letters.</summary>
    private static bool IsInWord(string text, int at) => at > 0 && at < text.Length && IsOfWord(text[at - 1]) && IsOfWord(text[at]);

    private static bool IsOfWord(char letter) => letter == ' ' || char.IsLetter(letter);
}
