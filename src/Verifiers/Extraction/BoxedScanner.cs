using System.Text;

namespace Verifiers.Extraction;

/// <summary>Finds \boxed{…} and \fbox{…} with balanced braces, from the end. Each character is looked at a bounded number of times.</summary>
internal static class BoxedScanner
{
    /// <summary>Boxes looked at from the end: who writes more marks none of them as final.</summary>
    private const int MostBoxes = 64;

    /// <summary>Characters between two boxes that are still joined: "\text{ for part (a) and }".</summary>
    private const int LongestJoint = 60;

    private readonly record struct Box(int Start, TextSpan Content)
    {
        public int End => Content.End + 1;
    }

    /// <summary>The last box, or the boxes joined with it, in <paramref name="from"/> … <paramref name="to"/>.</summary>
    public static ExtractedAnswer? FindLast(string text, int from, int to)
    {
        if (FindBefore(text, from, to) is not { } last)
            return null;
        if (last.Content.In(text).IsWhiteSpace())
            return new(string.Empty, last.Content, ExtractionRule.Boxed, false);
        var joined = new List<Box> { last };
        var rivals = false;
        var next = last;
        for (var i = 0; i < MostBoxes && FindBefore(text, from, next.Start) is { } box; i++)
        {
            if (box.Content.In(text).IsWhiteSpace())
                break;
            if (joined.Count == i + 1 && AreJoined(text, box.End, next.Start))
                joined.Add(box);
            else
                rivals |= !joined.Exists(other => SameText(other.Content.In(text), box.Content.In(text)));
            next = box;
        }
        joined.Reverse();
        var distinct = joined.Count == 1 ? joined : [.. joined.Where((box, i) => !joined.Take(i).Any(other => SameText(other.Content.In(text), box.Content.In(text))))];
        var span = TextSpan.Between(joined[0].Content.Start, last.Content.End);
        if (distinct.Count == 1)
            return new(last.Content.In(text).ToString(), last.Content, ExtractionRule.Boxed, rivals);
        return new(string.Join(", ", distinct.Select(box => box.Content.In(text).Trim().ToString())), span, ExtractionRule.Boxed, rivals);
    }

    /// <summary>The last complete box that begins before <paramref name="to"/>; it may be empty.</summary>
    private static Box? FindBefore(string text, int from, int to)
    {
        for (var tries = 0; tries < MostBoxes; tries++)
        {
            var region = text.AsSpan(from, to - from);
            var at = Math.Max(region.LastIndexOf(@"\boxed"), region.LastIndexOf(@"\fbox"));
            if (at < 0)
                return null;
            at += from;
            if (ReadContent(text, at, to) is { } content)
                return new(at, content);
            to = at;
        }
        return null;
    }

    private static TextSpan? ReadContent(string text, int at, int to)
    {
        var open = at + (text[at + 1] == 'b' ? 6 : 5);
        while (open < text.Length && text[open] == ' ')
            open++;
        if (open >= text.Length)
            return null;
        if (text[open] != '{')
        {
            // \boxed 5 and \boxed5: up to the next space or delimiter.
            if (!char.IsAsciiDigit(text[open]))
                return null;
            var end = open;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.'))
                end++;
            return TextSpan.Between(open, end);
        }
        var depth = 0;
        for (var i = open; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\')
                i++; // \{ and \} are no braces
            else if (c == '{')
                depth++;
            else if (c == '}' && --depth == 0)
                return TextSpan.Between(open + 1, i);
            // A box that holds a second one is followed into it: \boxed{\boxed{5}} is read from the inner one.
            if (i >= to && depth == 0)
                return null;
        }
        return null;
    }

    /// <summary>
    /// Whether only delimiters of mathematics, separators and words that join stand between two boxes: "and", "or", a comma, or a
    /// \text that ends in such a word.
    /// </summary>
    private static bool AreJoined(string text, int from, int to)
    {
        if (to <= from || to - from > LongestJoint)
            return to == from;
        var words = new StringBuilder();
        for (var i = from; i < to; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < to && char.IsAsciiLetter(text[i + 1]))
            {
                while (i + 1 < to && char.IsAsciiLetter(text[i + 1]))
                    i++;
                words.Append(' ');
            }
            else if (c is '.' or '=' || (c is '\n' && words.ToString().Trim().Length > 0))
                return false;
            else if (char.IsLetter(c))
                words.Append(char.ToLowerInvariant(c));
            else
                words.Append(' ');
        }
        var between = words.ToString().Trim();
        return between.Length == 0 || between is "and" or "or" or "和" or "或" or "及" || between.EndsWith(" and", StringComparison.Ordinal)
            || between.EndsWith(" or", StringComparison.Ordinal);
    }

    private static bool SameText(ReadOnlySpan<char> a, ReadOnlySpan<char> b) => a.Trim().SequenceEqual(b.Trim());
}
