namespace Verifiers.Code;

/// <summary>A fenced code block of a text, complete or cut off.</summary>
/// <param name="Start">Where its opening fence begins.</param>
/// <param name="End">One past its closing fence, or the end of the text when it is cut off.</param>
/// <param name="Info">What stands behind the opening fence, blanks at both ends left out.</param>
/// <param name="Content">The lines inside, line ends included.</param>
/// <param name="Indent">Columns that the fence is indented; as many blanks are taken from each line inside.</param>
/// <param name="IsClosed">False when the text ends before the closing fence.</param>
internal sealed record FencedBlock(int Start, int End, string Info, TextSpan Content, int Indent, bool IsClosed)
{
    /// <summary>The language on the fence, canonical where known; null when the fence has none.</summary>
    public string? Language => LanguageOf(Info) is { } word ? CodeLanguages.Find(word) ?? word.ToLowerInvariant() : null;

    /// <summary>The lines inside without the fence's indentation, joined by line feeds.</summary>
    /// <param name="text">The text that the block is a part of.</param>
    /// <param name="skippedLines">Lines at the start to leave out.</param>
    public string ReadContent(string text, int skippedLines = 0)
    {
        var lines = new List<string>();
        foreach (var range in Content.In(text).Split('\n'))
        {
            var line = Content.In(text)[range].TrimEnd('\r');
            var blanks = 0;
            while (blanks < Math.Min(Indent, line.Length) && line[blanks] == ' ')
                blanks++;
            lines.Add(line[blanks..].ToString());
        }
        lines.RemoveAt(lines.Count - 1); // behind the last line end there is nothing
        return string.Join('\n', lines.Skip(skippedLines));
    }

    /// <summary>
    /// The first word: <c>python</c>, and also of <c>python title="x"</c>, <c>python{1,3}</c>, <c>rust,ignore</c>,
    /// <c>{.python .numberLines}</c> and <c>language-python</c>.
    /// </summary>
    private static string? LanguageOf(string info)
    {
        var word = info.AsSpan().Trim().TrimStart('{').TrimStart().TrimStart('.');
        var end = word.IndexOfAny(" \t{},:;=");
        if (end >= 0)
            word = word[..end];
        if (word.StartsWith("language-", StringComparison.OrdinalIgnoreCase))
            word = word["language-".Length..];
        return word.IsEmpty ? null : word.ToString();
    }
}
