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

    /// <summary>The letter, also when the text of the choice follows it.</summary>
    public static char? Read(string text)
    {
        var span = Unwrap(text);
        foreach (var lead in (ReadOnlySpan<string>)["option", "choice", "answer"])
        {
            if (span.StartsWith(lead, StringComparison.OrdinalIgnoreCase))
                span = Unwrap(span[lead.Length..].TrimStart(": ").ToString());
        }
        if (span is [(>= 'A' and <= 'Z') or (>= 'a' and <= 'z')])
            return char.ToUpperInvariant(span[0]);
        if (span.Length > 2 && span[0] is >= 'A' and <= 'Z' && span[1] is ')' or '.' or ':' && (char.IsWhiteSpace(span[2]) || span[1] != '.'))
            return span[0];
        if (span.Length > 3 && span[0] == '(' && span[1] is >= 'A' and <= 'Z' && span[2] == ')')
            return span[1];
        return null;
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
