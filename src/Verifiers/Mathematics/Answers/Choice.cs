namespace Verifiers.Mathematics.Answers;

/// <summary>Letters of multiple choice: C, (C), "C) text", \text{C}, "option C".</summary>
internal static class Choice
{
    /// <summary>The letter, when the text is nothing but a letter with brackets, fonts and a full stop around it.</summary>
    public static char? ReadBare(string text)
    {
        var span = Unwrap(text);
        return span is [>= 'A' and <= 'Z'] ? span[0] : null;
    }

    /// <summary>Stands for the letter of an answer that begins with one choice and names another: equal to no letter.</summary>
    private const char Several = '?';

    /// <summary>The letter, also when the text of the choice follows it; no letter at all when several are named.</summary>
    public static char? Read(string text)
    {
        var span = Unwrap(WithoutFonts(text));
        foreach (var lead in (ReadOnlySpan<string>)["the", "correct", "final", "option", "choice", "answer", "is"])
        {
            if (StartsWord(span, lead))
                span = Unwrap(span[lead.Length..].TrimStart(": ").ToString());
        }
        if (span is [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z')])
            return char.ToUpperInvariant(span[0]);
        if (span.Length > 2 && span[0] is >= 'A' and <= 'Z' && span[1] is ')' or '.' or ':' && (char.IsWhiteSpace(span[2]) || span[1] != '.'))
            return NamesAnother(span[2..]) ? Several : span[0];
        if (span.Length > 3 && span[0] == '(' && span[1] is >= 'A' and <= 'Z' && span[2] == ')' && span[3] is not ('^' or '_' or '+' or '-' or '*' or '/' or '=' or '\'' or '!'))
            return NamesAnother(span[3..]) ? Several : span[1];
        return null;
    }

    /// <summary>"(A) or (B)", "A. B. C.": what follows the first label is a second one, or joins one.</summary>
    private static bool NamesAnother(ReadOnlySpan<char> rest)
    {
        var trimmed = rest.TrimStart();
        if (trimmed.Length == 0)
            return false;
        if (trimmed[0] is ',' or '/' or '&' or ';' or '|' || StartsWord(trimmed, "or") || StartsWord(trimmed, "and"))
            return true;
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] is >= 'A' and <= 'J' && (i == 0 || !char.IsLetterOrDigit(rest[i - 1])) && i + 1 < rest.Length
                && (rest[i + 1] == ')' || (rest[i + 1] is '.' or ':' && (i + 2 == rest.Length || char.IsWhiteSpace(rest[i + 2])))))
            {
                return true;
            }
        }
        return trimmed.Length == 1 && trimmed[0] is >= 'A' and <= 'J';
    }

    private static bool StartsWord(ReadOnlySpan<char> text, ReadOnlySpan<char> word) =>
        text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsLetter(text[word.Length]));

    /// <summary>\textbf{(A) } 15 is (A) 15. Braces that belong to anything else are left, so that mathematics stays what it is.</summary>
    private static string WithoutFonts(string text)
    {
        foreach (var font in (ReadOnlySpan<string>)[@"\textbf{", @"\text{", @"\mathrm{", @"\mathbf{"])
        {
            var close = text.IndexOf('}', StringComparison.Ordinal);
            if (text.StartsWith(font + "(", StringComparison.Ordinal) && close > 0 && close <= font.Length + 4)
                return string.Concat(text.AsSpan(font.Length, close - font.Length), " ", text.AsSpan(close + 1).TrimStart(@"\~ "));
        }
        return text;
    }

    private static ReadOnlySpan<char> Unwrap(string text)
    {
        var span = text.AsSpan().Trim();
        for (var rounds = 0; rounds < 6; rounds++)
        {
            var before = span.Length;
            foreach (var wrapper in (ReadOnlySpan<string>)[@"\text{", @"\textbf{", @"\mathrm{", @"\mathbf{", @"\boxed{", @"\mbox{", @"\mathsf{", "{"])
            {
                // Only when the brace opened here closes at the end: \text{C} yes, \text{C}) no.
                if (span.StartsWith(wrapper) && span.Length > wrapper.Length && span[wrapper.Length..].IndexOf('}') == span.Length - wrapper.Length - 1)
                    span = span[wrapper.Length..^1].Trim();
            }
            if (span.StartsWith(@"\text{(") && span.Length > 7 && span.IndexOf('}') is var end && end == span.Length - 1)
                span = span[6..^1];
            if (span.Length == 3 && span[0] == '(' && span[2] == ')')
                span = span[1..2];
            span = span.Trim("$*. ");
            if (span.Length == before)
                break;
        }
        return span;
    }
}
