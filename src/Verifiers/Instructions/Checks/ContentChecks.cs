using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Placeholders, postscripts and marks.</summary>
internal static class ContentChecks
{
    /// <summary>Matches of <c>\[.*?\]</c>, each on one line.</summary>
    public static Check Placeholders(Kwargs kwargs)
    {
        var asked = kwargs.Integer("num_placeholders");
        return text =>
        {
            var count = 0;
            for (var open = text.Text.IndexOf('['); open >= 0;)
            {
                var end = text.Text.AsSpan(open).IndexOfAny(']', '\n');
                if (end >= 0 && text.Text[open + end] == ']')
                    count++;
                open = end < 0 ? -1 : text.Text.IndexOf('[', open + end + 1);
            }
            return Finding.AtLeast(asked, count, "placeholders in brackets");
        };
    }

    /// <summary>A marker anywhere, in the middle of a line too. P.S. and P.P.S may have a space after each dot.</summary>
    public static Check Postscript(Kwargs kwargs)
    {
        var marker = kwargs.Pattern(
            "postscript_marker",
            static text => text.Strip() switch
            {
                "P.P.S" => @"\s*p\.\s?p\.\s?s",
                "P.S." => @"\s*p\.\s?s\.",
                var other => other.Lower(),
            },
            ignoreCase: false);
        return text => marker?.IsIn(text.Lowered) switch
        {
            true => new(true, "found the postscript"),
            false => new(false, "found no postscript"),
            null => marker is null ? new(false, "the marker cannot be searched for") : Finding.Exhausted,
        };
    }

    public static Check NoComma(Kwargs kwargs) => text => Finding.Without(text.Text.IndexOf(','), "comma");

    public static Check NoDot(Kwargs kwargs) => text => Finding.Without(text.Text.IndexOf('.'), "dot");

    public static Check NoExclamationMark(Kwargs kwargs) => text => Finding.Without(text.Text.IndexOf('!'), "exclamation mark");

    /// <summary>Every common mark and an interrobang, which does not count as the two marks it is made of.</summary>
    public static Check AllMarks(Kwargs kwargs) => text =>
    {
        var value = text.Text;
        var interrobang = value.IndexOf("?!", StringComparison.Ordinal);
        if (interrobang < 0)
            interrobang = value.IndexOf("!?", StringComparison.Ordinal);
        if (interrobang < 0 && !value.Contains('‽'))
            return new(false, "the interrobang is missing");
        var rest = interrobang < 0 ? value : value.Remove(interrobang, 2);
        foreach (var mark in ".,!?;:")
        {
            if (!rest.Contains(mark))
                return new(false, $"the mark {mark} is missing");
        }
        return new(true, "found every mark");
    };
}
