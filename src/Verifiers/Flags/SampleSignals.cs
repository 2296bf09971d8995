namespace Verifiers.Flags;

/// <summary>Signals of reward hacking that one completion shows by itself, whatever judges it. They never decide.</summary>
public static class SampleSignals
{
    private const string Open = "<think>";
    private const string Close = "</think>";

    /// <summary>What the completion shows, beside what the verifiers flag.</summary>
    public static IEnumerable<Flag> Of(Completion completion)
    {
        if (HasEmptyThought(completion.Text))
            yield return new("empty_thought", "The think tags hold nothing but white space.");
    }

    /// <summary>A policy that is paid for its tags learns to write them with nothing in between.</summary>
    private static bool HasEmptyThought(string text)
    {
        var open = text.IndexOf(Open, StringComparison.Ordinal);
        // Some templates put the opening tag into the prompt: the thought then begins with the completion.
        var start = open < 0 ? 0 : open + Open.Length;
        var close = text.IndexOf(Close, start, StringComparison.Ordinal);
        return close >= 0 && text.AsSpan(start, close - start).IsWhiteSpace();
    }
}
