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
        var boxes = FindAll(text, from, to);
        if (boxes.Count == 0)
            return null;
        var last = boxes[^1];
        boxes.RemoveAll(box => IsDenied(text, from, to, box));
        if (boxes.Count == 0)
            return new(string.Empty, last.Content, ExtractionRule.Boxed, false);
        last = boxes[^1];
        if (last.Content.In(text).IsWhiteSpace())
            return new(string.Empty, last.Content, ExtractionRule.Boxed, false);
        var joined = new List<Box> { last };
        var rivals = false;
        var next = last;
        for (var i = 0; i < boxes.Count - 1; i++)
        {
            var box = boxes[^(i + 2)];
            if (box.Content.In(text).IsWhiteSpace())
                break;
            if (box.End > next.Start)
                continue; // \boxed{\boxed{5}}: the outer one holds what is read
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

    /// <summary>"It is not \boxed{5}", "\boxed{5} is wrong": the sentence says what the answer is not.</summary>
    private static bool IsDenied(string text, int from, int to, Box box)
    {
        var lead = text.AsSpan(from, box.Start - from).TrimEnd(@" $(*[\");
        foreach (var denial in (ReadOnlySpan<string>)[" not", "n't", " never", "不是"])
        {
            if (lead.EndsWith(denial, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        var tail = text.AsSpan(Math.Min(box.End, to), to - Math.Min(box.End, to)).TrimStart(@" $)*]\");
        foreach (var denial in (ReadOnlySpan<string>)["is wrong", "is incorrect", "is false", "is not correct", "is not right", "is not the", "isn't correct", "isn't right", "isn't the", "cannot be", "can't be", "是错", "不对"])
        {
            if (tail.StartsWith(denial, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>The last complete boxes in the order in which they begin; empty ones too. One pass with a stack of open braces.</summary>
    private static List<Box> FindAll(string text, int from, int to)
    {
        var boxes = new List<Box>();
        if (NextMark(text, from, to) is not { } first)
            return boxes;
        var open = new Stack<(int Brace, int Box)>();
        for (var i = first; i < to; i++)
        {
            var c = text[i];
            if (c == '\\' && MarkLength(text, i, to) is > 0 and var length)
            {
                var content = i + length;
                while (content < to && text[content] == ' ')
                    content++;
                if (content < to && text[content] == '{')
                {
                    open.Push((content, i));
                    i = content;
                }
                else if (content < to && char.IsAsciiDigit(text[content]))
                {
                    // \boxed 5 and \boxed5: up to the next space or delimiter.
                    var end = content;
                    while (end < to && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.'))
                        end++;
                    boxes.Add(new(i, TextSpan.Between(content, end)));
                    i = end - 1;
                }
            }
            else if (c == '\\' && !(i + 1 < to && text[i + 1] == '\\' && MarkLength(text, i + 1, to) > 0))
                i++; // \{ and \} are no braces
            else if (c == '{' && open.Count > 0)
                open.Push((i, -1));
            else if (c == '}' && open.TryPop(out var closed) && closed.Box >= 0)
                boxes.Add(new(closed.Box, TextSpan.Between(closed.Brace + 1, i)));
        }
        boxes.Sort((a, b) => a.Start.CompareTo(b.Start));
        return boxes.Count <= MostBoxes ? boxes : boxes[^MostBoxes..];
    }

    private static int? NextMark(string text, int from, int to)
    {
        var region = text.AsSpan(from, to - from);
        var (boxed, framed) = (region.IndexOf(@"\boxed"), region.IndexOf(@"\fbox"));
        return boxed < 0 && framed < 0 ? null : from + (boxed < 0 ? framed : framed < 0 ? boxed : Math.Min(boxed, framed));
    }

    private static int MarkLength(string text, int at, int to) =>
        text.AsSpan(at, to - at).StartsWith(@"\boxed") ? 6 : text.AsSpan(at, to - at).StartsWith(@"\fbox") ? 5 : 0;

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
