namespace Verifiers.Format;

/// <summary>What the reading of thoughts and answer takes for granted, and what it lets pass.</summary>
public sealed record LayoutOptions
{
    /// <summary>Everything at its default.</summary>
    public static LayoutOptions Default { get; } = new();

    /// <summary>The chat template already wrote <c>&lt;think&gt;</c>, so that the completion begins inside the thoughts. Default: no.</summary>
    public bool TemplateOpened { get; init; }

    /// <summary>Thoughts with fewer characters (Unicode code points, blanks at both ends left out) are too short. Default: 0.</summary>
    public int MinThinkChars { get; init; }

    /// <summary>Text after the answer block is allowed. Default: no.</summary>
    public bool RelaxedTail { get; init; }
}
