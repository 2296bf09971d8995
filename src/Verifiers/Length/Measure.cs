namespace Verifiers.Length;

/// <summary>How the length of a completion is counted.</summary>
internal sealed class Measure
{
    private readonly bool _alwaysCharacters;

    private Measure(bool alwaysCharacters) => _alwaysCharacters = alwaysCharacters;

    /// <summary><c>auto</c> (the default): tokens when the caller stated their number, else characters. <c>characters</c>: always those.</summary>
    public static Measure Read(JsonCursor option) => new(option.IsPresent && option.OneOf("auto", "characters") == "characters");

    /// <summary>The length and what was counted.</summary>
    public (int Length, string Unit) Of(Completion completion) => completion.TokenCount is { } tokens && !_alwaysCharacters
        ? (tokens, "tokens")
        : (completion.CountCharacters(), "characters");
}
