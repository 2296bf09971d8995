using Verifiers.Instructions.Text;

namespace Verifiers.Instructions;

/// <summary>One text to look at, and what several checks want to know of it, found out once.</summary>
/// <param name="text">The text as it is.</param>
internal sealed class ResponseText(string text)
{
    private (string? Code, bool IsKnown) _language;

    /// <summary>The text as it is.</summary>
    public string Text { get; } = text;

    /// <summary>Without white space at both ends.</summary>
    public string Stripped => field ??= Text.Strip();

    /// <summary>In lower case.</summary>
    public string Lowered => field ??= Text.Lower();

    /// <summary>What stands between white space.</summary>
    public List<string> Words => field ??= Text.Words();

    /// <summary>The lines between line feeds.</summary>
    public string[] Lines => field ??= Text.Split('\n');

    /// <summary>Sentences by <see cref="PunktSplitter"/>.</summary>
    public List<string> Sentences => field ??= PunktSplitter.Split(Text);

    /// <summary>Sentences by <see cref="PlainSentenceSplitter"/>.</summary>
    public List<string> PlainSentences => field ??= PlainSentenceSplitter.Split(Text);

    /// <summary>Words and marks by <see cref="WordTokenizer"/>.</summary>
    public List<string> Tokens => field ??= WordTokenizer.Tokens(Text);

    /// <summary>Number of maximal runs of word characters.</summary>
    public int WordCount => WordRuns.Count;

    /// <summary>Maximal runs of word characters: <c>\w+</c>.</summary>
    public List<string> WordRuns => field ??= RunsOf(Text, Characters.IsWord);

    /// <summary>The code of the language; null when the text has nothing to tell it by.</summary>
    public string? Language
    {
        get
        {
            if (!_language.IsKnown)
                _language = (LanguageDetector.Detect(Text), true);
            return _language.Code;
        }
    }

    /// <summary>Maximal runs of characters of a class.</summary>
    public static List<string> RunsOf(string text, Func<int, bool> isOfClass)
    {
        var runs = new List<string>();
        var start = -1;
        for (var at = 0; at < text.Length;)
        {
            var isInside = isOfClass(Characters.At(text, at, out var length));
            if (isInside && start < 0)
                start = at;
            if (!isInside && start >= 0)
            {
                runs.Add(text[start..at]);
                start = -1;
            }
            at += length;
        }
        if (start >= 0)
            runs.Add(text[start..]);
        return runs;
    }
}
