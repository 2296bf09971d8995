using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Nesting, indentation, separators, templates.</summary>
internal static class LayoutChecks
{
    /// <summary>Five brackets open at once and the innermost closed; one that closes another kind starts all over.</summary>
    public static Check NestedBrackets(Kwargs kwargs) => text =>
    {
        var open = new Stack<char>();
        var deepest = 0;
        foreach (var character in text.Text)
        {
            if (character is '(' or '[' or '{')
            {
                open.Push(character);
                deepest = Math.Max(deepest, open.Count);
            }
            else if (character is ')' or ']' or '}')
            {
                if (open.TryPeek(out var last) && (last, character) is ('(', ')') or ('[', ']') or ('{', '}'))
                {
                    open.Pop();
                    if (deepest >= 5)
                        return new(true, "found brackets nested five levels deep");
                }
                else
                {
                    open.Clear();
                    deepest = 0;
                }
            }
        }
        return new(false, "found no brackets nested five levels deep and closed");
    };

    /// <summary>Quotes of one kind in quotes of the other, three levels deep, all three closed.</summary>
    public static Check NestedQuotes(Kwargs kwargs) => text =>
    {
        var open = new Stack<char>();
        var deepest = 0;
        foreach (var character in text.Text)
        {
            if (open.TryPeek(out var last) && last == character)
            {
                open.Pop();
                if (deepest - open.Count >= 3)
                    return new(true, "found quotes nested three levels deep");
            }
            else if (character is '"' or '\'')
            {
                open.Push(character);
                deepest = Math.Max(deepest, open.Count);
            }
        }
        return new(false, "found no quotes nested three levels deep");
    };

    /// <summary>One of the options and nothing else. Options a, b, c are compared exactly, others without case and outer punctuation.</summary>
    public static Check Options(Kwargs kwargs)
    {
        var asked = kwargs.Text("options");
        var separator = asked.Contains('/') ? "/" : asked.Contains("or", StringComparison.Ordinal) ? "or" : ",";
        var options = Array.ConvertAll(asked.Split(separator), PythonStrings.Strip);
        var isExact = Patterns.Pattern.TryCompile(@"\A\W*[aA]\W*[bB]\W*[cC]\W*", ignoreCase: false, out var letters, out _)
            && letters!.IsIn(asked) == true;
        return text => Finding.Of(
            Array.Exists(options, option => isExact
                ? option == text.Text
                : option.StripPunctuation().Lower() == text.Text.StripPunctuation().Lower()),
            $"one of {Finding.Quote(asked)}", Finding.Quote(text.Stripped));
    }

    /// <summary>As many lines as words.</summary>
    public static Check WordPerLine(Kwargs kwargs) => text =>
    {
        var plain = text.Text.WithoutPunctuation().Strip();
        var lines = plain.Split('\n').Count(line => line.Length > 0);
        return Finding.Of(lines == plain.Words().Count, $"{Finding.Number(plain.Words().Count)} lines of one word", Finding.Number(lines));
    };

    /// <summary>
    /// Each line is indented by more spaces than the one before it. Blank lines do not count; but as in the public checker, which takes them
    /// out of the list it is walking through, the line after a blank one is not looked at, and stays if it is blank.
    /// </summary>
    public static Check Stairs(Kwargs kwargs) => text =>
    {
        var lines = WithoutBlankLines(text.Lines);
        for (var i = 1; i < lines.Count; i++)
        {
            if (Indentation(lines[i]) <= Indentation(lines[i - 1]))
                return new(false, $"the line {Finding.Quote(lines[i].Strip())} is not indented more than the one before it");
        }
        return new(true, "each line is indented more than the one before it");
    };

    /// <summary>No two quotes touch, and the text does not end with one.</summary>
    public static Check QuotesExplained(Kwargs kwargs) => text =>
    {
        var plain = string.Concat(text.Text.Replace("'\"'", "", StringComparison.Ordinal).Words());
        if (plain.Contains("\"\"", StringComparison.Ordinal))
            return new(false, "two quotes touch");
        var end = plain.AsSpan().TrimEnd("0123456789!#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");
        return end is [.., '"'] ? new(false, "the text ends with a quotation") : new(true, "something follows each quotation");
    };

    /// <summary>A separator at least twice.</summary>
    public static Check Separator(Kwargs kwargs)
    {
        var separator = kwargs.Text("sep");
        return text => Finding.AtLeast(2, text.Text.CountOf(separator), $"times {Finding.Quote(separator)}");
    }

    /// <summary>Something in italics, and something after it.</summary>
    public static Check Thesis(Kwargs kwargs) => text =>
    {
        var open = text.Text.IndexOf("<i>", StringComparison.Ordinal);
        if (open < 0)
            open = text.Text.IndexOf("<em>", StringComparison.Ordinal);
        if (open < 0)
            return new(false, "found no italics");
        var rest = text.Text.AsSpan(open);
        var close = rest.IndexOf("</i>");
        if (close < 0)
            close = rest.IndexOf("</em>");
        if (close < 0)
            return new(false, "the italics are not closed");
        return rest[Math.Min(3, close)..close].IsBlank() || rest[(close + 4)..].IsBlank()
            ? new(false, "the italics are empty, or nothing follows them")
            : new(true, "found italics and text after them");
    };

    /// <summary>A hyphen after each asterisk.</summary>
    public static Check SubBullets(Kwargs kwargs) => text => Array.TrueForAll(text.Text.Split('*')[1..], piece => piece.Contains('-'))
        ? new(true, "each bullet point has a sub-bullet point")
        : new(false, "a bullet point has no sub-bullet point");

    /// <summary>Two sentences, then two bullet points and nothing after them.</summary>
    public static Check SentencesThenBullets(Kwargs kwargs) => text =>
    {
        var (sentences, bullets) = (0, 0);
        var isBefore = true;
        foreach (var line in text.Lines)
        {
            var stripped = line.Strip();
            if (stripped.StartsWith('*'))
            {
                isBefore = false;
                if (sentences < 2)
                    return Finding.AtLeast(2, sentences, "sentences before the bullet points");
                bullets++;
            }
            else if (isBefore)
            {
                var found = PunktSplitter.Split(stripped).Count;
                sentences += found;
                isBefore = found > 0; // as in the public checker: after a blank line only bullet points may come
            }
            else
                return new(false, $"the line {Finding.Quote(stripped)} is no bullet point");
        }
        return Finding.AtLeast(2, bullets, "bullet points after the sentences");
    };

    public static Check Template(Kwargs kwargs) => text =>
    {
        foreach (var part in (string[])["My Answer:", "My Conclusion:", "Future Outlook:"])
        {
            if (!text.Text.Contains(part, StringComparison.Ordinal))
                return new(false, $"'{part}' is missing");
        }
        return new(true, "found all parts of the template");
    };

    public static Check NoWhiteSpace(Kwargs kwargs) => text =>
        Finding.Without(text.Text.AsSpan().IndexOfWhiteSpace(), "white space");

    private static int IndexOfWhiteSpace(this ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (PythonText.IsWhiteSpace(text[at]))
                return at;
        }
        return -1;
    }

    private static int Indentation(string line) => line.Length - line.AsSpan().TrimStart(' ').Length;

    private static List<string> WithoutBlankLines(string[] lines)
    {
        // Removing a line removes the first one that is equal to it, which may be an earlier one that was passed over.
        var kept = new bool[lines.Length];
        Array.Fill(kept, true);
        var left = new Dictionary<string, Queue<int>>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].IsBlank())
            {
                if (!left.TryGetValue(lines[i], out var places))
                    left[lines[i]] = places = new Queue<int>();
                places.Enqueue(i);
            }
        }
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].IsBlank())
                continue;
            kept[left[lines[i]].Dequeue()] = false;
            i++;
        }
        return [.. lines.Where((_, i) => kept[i])];
    }
}
