using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Lists, bold type, sections, titles, JSON.</summary>
internal static class FormatChecks
{
    /// <summary>Matches of <c>^\s*\*[^\*].*$</c> and of <c>^\s*-.*$</c>. A rule of three hyphens is one of them.</summary>
    public static Check Bullets(Kwargs kwargs)
    {
        var asked = kwargs.Integer("num_bullets");
        return text => Finding.Exactly(asked, CountBullets(text.Text, '*') + CountBullets(text.Text, '-'), "bullet points");
    }

    public static Check ConstrainedResponse(Kwargs kwargs) => text =>
    {
        foreach (var answer in (string[])["My answer is yes.", "My answer is no.", "My answer is maybe."])
        {
            if (text.Text.Contains(answer, StringComparison.Ordinal))
                return new(true, $"found '{answer}'");
        }
        return new(false, "none of 'My answer is yes.', 'My answer is no.', 'My answer is maybe.' is there");
    };

    /// <summary>Pieces between single and between double asterisks, each on one line and not blank.</summary>
    public static Check Highlights(Kwargs kwargs)
    {
        var asked = kwargs.Integer("num_highlights");
        return text => Finding.AtLeast(asked, CountBetweenStars(text.Text) + CountBetweenDoubleStars(text.Text), "highlighted pieces");
    }

    /// <summary>Matches of the word with a number after it.</summary>
    public static Check Sections(Kwargs kwargs)
    {
        var section = kwargs.Pattern("section_spliter", static text => $@"\s?{text.Strip()}\s?\d+\s?", ignoreCase: false);
        var asked = kwargs.Integer("num_sections");
        return text => section is null
            ? new(false, "the section's name cannot be searched for")
            : section.Count(text.Text) is { } count ? Finding.AtLeast(asked, count, "numbered sections") : Finding.Exhausted;
    }

    public static Check Json(Kwargs kwargs) => text =>
    {
        var value = text.Stripped.AsSpan();
        foreach (var fence in (string[])["```json", "```Json", "```JSON", "```"])
        {
            if (value.StartsWith(fence, StringComparison.Ordinal))
                value = value[fence.Length..];
        }
        if (value.EndsWith("```", StringComparison.Ordinal))
            value = value[..^3];
        var fault = PythonJson.FirstFault(value.Strip());
        return fault < 0 ? new(true, "the text is JSON") : new(false, $"the text is not JSON: wrong at {Finding.Number(fault)}");
    };

    /// <summary>On some line something between &lt;&lt; and the last &gt;&gt; that is not blank.</summary>
    public static Check Title(Kwargs kwargs) => text =>
    {
        foreach (var line in text.Lines)
        {
            var open = line.IndexOf("<<", StringComparison.Ordinal);
            var close = line.LastIndexOf(">>", StringComparison.Ordinal);
            if (open >= 0 && close >= open + 3 && !line.AsSpan(open, close + 2 - open).TrimStart('<').TrimEnd('>').IsBlank())
                return new(true, "found a title");
        }
        return new(false, "found no title in double angular brackets");
    };

    private static int CountBullets(string text, char bullet)
    {
        var count = 0;
        for (var lineStart = 0; ;)
        {
            // White space before the bullet may run over several lines.
            var at = lineStart;
            while (at < text.Length && PythonText.IsWhiteSpace(text[at]))
                at++;
            if (at >= text.Length)
                break;
            var end = at + 1;
            if (text[at] == bullet && (bullet == '-' || (end < text.Length && text[end] != '*')))
            {
                count++;
                if (bullet == '*')
                    end++; // a line feed is a character that is no asterisk: the match then takes in the next line
            }
            var feed = text.IndexOf('\n', end);
            if (feed < 0)
                break;
            lineStart = feed + 1;
        }
        return count;
    }

    private static int CountBetweenStars(string text)
    {
        var count = 0;
        for (var open = text.IndexOf('*'); open >= 0;)
        {
            var step = text.AsSpan(open + 1).IndexOfAny('*', '\n');
            if (step < 0)
                break;
            var end = open + 1 + step;
            if (text[end] == '*')
            {
                if (!text.AsSpan(open + 1, step).IsBlank())
                    count++;
                end++;
            }
            open = text.IndexOf('*', end);
        }
        return count;
    }

    private static int CountBetweenDoubleStars(string text)
    {
        var count = 0;
        for (var open = text.IndexOf("**", StringComparison.Ordinal); open >= 0;)
        {
            var step = text.AsSpan(open + 2).IndexOfAny('*', '\n');
            if (step < 0)
                break;
            var end = open + 2 + step;
            var isClosed = end + 1 < text.Length && text[end] == '*' && text[end + 1] == '*';
            if (isClosed && !text.AsSpan(open + 2, step).IsBlank())
                count++;
            open = text.IndexOf("**", isClosed ? end + 2 : open + 1, StringComparison.Ordinal);
        }
        return count;
    }
}
