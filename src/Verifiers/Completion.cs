namespace Verifiers;

/// <summary>What the policy wrote for one prompt: hostile input, of any length and content.</summary>
/// <param name="Text">The text; special tokens and thoughts included.</param>
public sealed record Completion(string Text)
{
    /// <summary>The prompt it answers, when the caller gave it.</summary>
    public string? Prompt { get; init; }

    /// <summary>Length in tokens, when the caller gave it; null otherwise, and length rewards then count characters and say so.</summary>
    public int? TokenCount { get; init; }

    /// <summary>The tokens themselves, when the caller gave them; for rewards that count repeated tokens.</summary>
    public IReadOnlyList<int>? TokenIds { get; init; }

    /// <summary>Where the completion stands in its group; set only for verifiers of <see cref="JudgingPhase.Group"/>.</summary>
    public GroupStanding? Standing { get; init; }

    /// <summary>Length in Unicode code points, as Python's <c>len</c> counts; an unpaired surrogate is one.</summary>
    public int CountCharacters()
    {
        var count = Text.Length;
        for (var at = 1; at < Text.Length; at++)
        {
            if (char.IsSurrogatePair(Text[at - 1], Text[at]))
                count--;
        }
        return count;
    }
}

/// <summary>What a reward that compares the completions of one group needs to know of them.</summary>
/// <param name="Verdict">What the deciding components of the rubric said of this completion.</param>
/// <param name="Lengths">Shape [G]: lengths of all completions of the group, in tokens when every sample states them, else in code points.</param>
/// <param name="Index">This completion's place in <paramref name="Lengths"/>.</param>
/// <param name="InTokens">Whether the lengths are tokens.</param>
public sealed record GroupStanding(Verdict Verdict, IReadOnlyList<int> Lengths, int Index, bool InTokens);
