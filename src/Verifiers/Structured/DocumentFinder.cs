using Verifiers.Structured.Documents;

namespace Verifiers.Structured;

/// <summary>Finds a document that stands among other text: the last fenced block, else the last balanced object or list.</summary>
internal static class DocumentFinder
{
    /// <summary>The last complete fenced block of a text; null when there is none. Linear in the text.</summary>
    public static TextSpan? LastFence(string text, TextSpan scope)
    {
        TextSpan? found = null;
        var (open, length, mark) = (-1, 0, '`');
        var at = scope.Start;
        while (at < scope.End)
        {
            var step = text.AsSpan(at, scope.End - at).IndexOf('\n');
            var lineEnd = step < 0 ? scope.End : at + step;
            var line = text.AsSpan(at, lineEnd - at).TrimStart(' ');
            var run = line is ['`' or '~', ..] ? line.Length - line.TrimStart(line[0]).Length : 0;
            if (open < 0 && run >= 3)
            {
                (open, length, mark) = (Math.Min(lineEnd + 1, scope.End), run, line[0]);
            }
            else if (open >= 0 && run >= length && line[0] == mark && line.TrimStart(mark).IsWhiteSpace())
            {
                found = TextSpan.Between(open, Math.Max(open, at));
                open = -1;
            }
            at = lineEnd + 1;
        }
        return found;
    }

    /// <summary>
    /// The last outermost object or list of JSON in a text; null when there is none. From each bracket that begins one, reading goes on
    /// behind it, so that the text is read once; brackets that begin none may be looked at so often.
    /// </summary>
    public static TextSpan? LastJson(string text, TextSpan scope)
    {
        TextSpan? found = null;
        var left = 8L * scope.Length + 100_000;
        var at = scope.Start;
        while (at < scope.End && left > 0)
        {
            var step = text.AsSpan(at, scope.End - at).IndexOfAny('{', '[');
            if (step < 0)
                break;
            at += step;
            var value = JsonText.ReadPrefix(text.AsSpan(at, scope.End - at), out var length);
            left -= length + 1;
            if (value is not null && (value is DataObject || found is null || text[found.Value.Start] == '['))
                found = new(at, length);
            at += value is null ? 1 : length;
        }
        return found;
    }
}
