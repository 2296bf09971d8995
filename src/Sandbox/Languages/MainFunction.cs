namespace Verifiers.Sandbox.Languages;

/// <summary>The last definition of a main function in a text of a language with braces.</summary>
/// <param name="Start">Where its name begins.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parameters">What stands between its parentheses.</param>
/// <param name="Result">What stands between the parentheses and the body, such as Rust's <c>-&gt; T</c>.</param>
/// <param name="Before">The word before the name.</param>
/// <param name="BodyEnd">Where the closing brace of its body stands.</param>
internal sealed record MainFunction(int Start, string Name, string Parameters, string Result, string Before, int BodyEnd)
{
    /// <summary>Finds it, leaving out comments and literals; null when there is none. One pass.</summary>
    /// <param name="text">Of the test.</param>
    /// <param name="name"><c>main</c>, or <c>Main</c> in C#.</param>
    /// <param name="hasLifetimes">An apostrophe may begin a lifetime, as in Rust.</param>
    /// <param name="hasRawTexts">Back quotes enclose texts, as in Go.</param>
    public static MainFunction? FindLast(string text, string name, bool hasLifetimes, bool hasRawTexts)
    {
        var tokens = Tokens(text, hasLifetimes, hasRawTexts).ToList();
        for (var index = tokens.Count - 2; index >= 0; index--)
        {
            if (Word(index) == name && Word(index + 1) == "(" && Read(index) is { } found) return found;
        }

        return null;

        string Word(int index) => index >= 0 && index < tokens.Count ? text[tokens[index].Start..tokens[index].End] : "";

        MainFunction? Read(int index)
        {
            if (Close(index + 1, "(", ")") is not { } close) return null;
            var open = close + 1;
            while (open < tokens.Count && Word(open) is not ("{" or ";" or "}" or ")")) open = Word(open) == "(" ? (Close(open, "(", ")") ?? tokens.Count) + 1 : open + 1;
            if (Word(open) != "{" || Close(open, "{", "}") is not { } end) return null;
            return new MainFunction(
                tokens[index].Start, name, text[tokens[index + 1].End..tokens[close].Start].Trim(), text[tokens[close].End..tokens[open].Start].Trim(),
                Word(index - 1), tokens[end].Start);
        }

        int? Close(int from, string open, string closing)
        {
            var depth = 0;
            for (var index = from; index < tokens.Count; index++)
            {
                depth += Word(index) == open ? 1 : Word(index) == closing ? -1 : 0;
                if (depth == 0) return index;
            }

            return null;
        }
    }

    /// <summary>The text with the function under another name, more at the end of its body, and more behind it.</summary>
    public string Rename(string text, string name, string lastStatement, string behind) => string.Concat(
        text[..Start], name, text[(Start + Name.Length)..BodyEnd], lastStatement, string.Concat("}", behind, text[(BodyEnd + 1)..]));

    /// <summary>Words, and every other character by itself; without comments and literals.</summary>
    private static IEnumerable<(int Start, int End)> Tokens(string text, bool hasLifetimes, bool hasRawTexts)
    {
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            var c = text[at];
            if (char.IsLetterOrDigit(c) || c == '_')
            {
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_')) at++;
                yield return (start, at);
            }
            else if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (text.AsSpan(at).StartsWith("//"))
            {
                at = text.IndexOf('\n', at) is var line and >= 0 ? line : text.Length;
            }
            else if (text.AsSpan(at).StartsWith("/*"))
            {
                at = text.IndexOf("*/", at + 2, StringComparison.Ordinal) is var end and >= 0 ? end + 2 : text.Length;
            }
            else if (c == '"' || (c == '`' && hasRawTexts) || (c == '\'' && !(hasLifetimes && IsLifetime(text, at))))
            {
                at = EndOfText(text, at, c);
            }
            else
            {
                at++;
                yield return (start, at);
            }
        }
    }

    /// <summary><c>'a</c> and not <c>'a'</c>.</summary>
    private static bool IsLifetime(string text, int at) =>
        at + 2 < text.Length && text[at + 1] != '\\' && !(text[at + 2] == '\'' || (char.IsHighSurrogate(text[at + 1]) && at + 3 < text.Length && text[at + 3] == '\''));

    private static int EndOfText(string text, int start, char quote)
    {
        for (var at = start + 1; at < text.Length; at++)
        {
            if (text[at] == '\\' && quote != '`') at++;
            else if (text[at] == quote) return at + 1;
        }

        return text.Length;
    }
}
