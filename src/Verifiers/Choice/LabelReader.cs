namespace Verifiers.Choice;

/// <summary>A label at its place.</summary>
/// <param name="Label">As the question writes it.</param>
/// <param name="Start">First character, brackets included.</param>
/// <param name="LabelEnd">One past the label and its bracket.</param>
/// <param name="End">One past the marks that close it: <c>) . :</c>.</param>
/// <param name="IsLowerCase">Whether it is written in lower case.</param>
/// <param name="IsClosed">Whether a bracket or a mark closes it.</param>
internal readonly record struct LabelMark(string Label, int Start, int LabelEnd, int End, bool IsLowerCase, bool IsClosed);

/// <summary>Reads a label at a place: <c>C</c>, <c>(C)</c>, <c>[C]</c>, <c>C)</c>, <c>c.</c>, and the letters that stand for A to D in other alphabets.</summary>
internal static class LabelReader
{
    /// <summary>The label at this place; null when what stands there is a word, a number or a formula.</summary>
    public static LabelMark? ReadAt(string text, int at, int to, ChoiceSheet sheet)
    {
        var start = at;
        var bracket = at < to ? text[at] switch { '(' => ')', '[' => ']', '<' => '>', '【' => '】', '「' => '」', _ => '\0' } : '\0';
        if (bracket != '\0')
            at = SkipMarks(text, at + 1, to);
        if (at >= to)
            return null;
        var rest = text.AsSpan(at, to - at);
        var label = sheet.LabelAt(rest, ignoreCase: false);
        var isLowerCase = false;
        var length = label?.Length ?? 0;
        if (label is null && sheet.HasLettersAToD && LetterOfOtherAlphabet(rest[0]) is { } letter && !(rest.Length > 1 && IsLetterOrMark(rest[1])))
            (label, length) = (letter, 1);
        if (label is null)
            (label, isLowerCase, length) = sheet.LabelAt(rest, ignoreCase: true) is { } lower ? (lower, true, lower.Length) : (null, false, 0);
        if (label is null)
            return null;
        var behind = at + length;
        var end = behind;
        if (bracket != '\0')
        {
            end = SkipMarks(text, behind, to);
            if (end < to && text[end] == bracket)
                return new(label, start, end + 1, SkipClosers(text, end + 1, to), isLowerCase, IsClosed: true);
        }
        end = behind;
        if (behind < to && !MayEnd(text, at, behind, to, label, sheet))
            return null;
        var closers = SkipClosers(text, SkipMarks(text, behind, to), to);
        var isClosed = closers > behind && text.AsSpan(behind, closers - behind).IndexOfAny(").:]") >= 0;
        var isAlone = SkipMarks(text, behind, to) == to || text[SkipMarks(text, behind, to)] is '\n';
        if (isLowerCase && !(isAlone || isClosed || (behind < to && text[behind] is ',' or ';')))
            return null;
        if (!isClosed && label is "A" or "I" && IsArticle(text, behind, to, label, sheet))
            return null;
        return new(label, start, behind, isClosed ? closers : end, isLowerCase, isClosed);
    }

    /// <summary>Han, kana, Hangul, Thai and the like, which stand beside a Latin label without a space: 选C项, 정답은 C입니다.</summary>
    public static bool IsUnspaced(char c) => c is >= '\u2E80' and <= '\uD7FF' or >= '\u0E00' and <= '\u0EFF' or >= '\uF900' and <= '\uFAFF';

    /// <summary>A single letter (or a digit where labels are digits) that is no label of this question: "X", "(E)", "E. Madrid".</summary>
    public static bool IsForeignLabel(string text, int at, int to, ChoiceSheet sheet)
    {
        var hasBracket = at < to && text[at] is '(' or '[';
        at = hasBracket ? at + 1 : at;
        if (at >= to)
            return false;
        var isKind = char.IsAsciiLetter(text[at]) || (char.IsAsciiDigit(text[at]) && char.IsAsciiDigit(sheet.Labels[0][0]));
        if (!isKind || (at + 1 < to && char.IsLetterOrDigit(text[at + 1])))
            return false;
        var behind = SkipMarks(text, at + 1, to);
        if (behind == to)
            return true;
        var rest = SkipMarks(text, SkipClosers(text, behind, to), to);
        return rest == to || (char.IsAsciiLetterUpper(text[at]) && (text[behind] == ')' || (text[behind] is '.' or ':' && behind + 1 < to && text[behind + 1] == ' ')));
    }

    /// <summary>Behind a label stands no letter or digit of its word, and nothing that makes it a name or a formula: C++, C#, A's, E=mc^2.</summary>
    private static bool MayEnd(string text, int at, int behind, int to, string label, ChoiceSheet sheet)
    {
        var next = text[behind];
        var isDigit = char.IsAsciiDigit(label[^1]);
        if (next is '\'' or '’' && behind + 1 < to && char.IsLetter(text[behind + 1]))
            return false;
        if (next is '+' or '#' or '=' or '^' || (IsLetterOrMark(next) && !IsUnspaced(next)) || char.IsDigit(next))
            return false;
        if (isDigit && (next is '%' || (next is '.' or ',' or '/' && behind + 1 < to && char.IsDigit(text[behind + 1]))))
            return false;
        if (at > 0 && text[at - 1] is '-' or '−' or '.' && isDigit)
            return false;
        // "B-cell" is a word, "B-London" is the choice.
        return next != '-' || behind + 1 >= to || !char.IsLetter(text[behind + 1])
            || (sheet.TextOf(label) is { Length: > 0 } own && behind + 1 + own.Length <= to && ChoiceSheet.TextForm(text.Substring(behind + 1, own.Length)) == own);
    }

    /// <summary>"A nice question", "I think": an article or a pronoun, unless the choice's own text follows.</summary>
    private static bool IsArticle(string text, int behind, int to, string label, ChoiceSheet sheet)
    {
        var at = behind;
        while (at < to && text[at] is ' ' or '\t')
            at++;
        if (at == behind || at >= to || !char.IsLower(text[at]))
            return false;
        var end = at;
        while (end < to && char.IsLetter(text[end]))
            end++;
        if (PayloadReader.MayFollow(text.AsSpan(at, end - at)))
            return false;
        return !(sheet.TextOf(label) is { Length: > 0 } own && at + own.Length <= to && ChoiceSheet.TextForm(text.Substring(at, own.Length)) == own);
    }

    /// <summary>Alef, beh, jeem, dal and o, bo, do, dho, as simple-evals reads them.</summary>
    private static string? LetterOfOtherAlphabet(char c) => c switch
    {
        'أ' or 'ا' or 'অ' => "A",
        'ب' or 'ব' => "B",
        'ج' or 'ড' => "C",
        'د' or 'ঢ' => "D",
        _ => null,
    };

    private static bool IsLetterOrMark(char c) => char.IsLetter(c)
        || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.SpacingCombiningMark;

    /// <summary>Behind closing quotes, braces and delimiters of mathematics, which say nothing.</summary>
    private static int SkipMarks(string text, int at, int to)
    {
        while (at < to && (text[at] is ' ' or '\t' or '\r' or '"' or '”' or '’' or '\'' or '}' or '{' or '$' or '*' or '`' or '~' or '」' or '』'
            || (text[at] == '\\' && at + 1 < to && text[at + 1] is ')' or ']' or '(' or ' ')))
        {
            at += text[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private static int SkipClosers(string text, int at, int to)
    {
        while (at < to && text[at] is ')' or ']' or '.' or ':' or '>' or '。' or '．' or '】')
            at = SkipMarks(text, at + 1, to);
        return at;
    }
}
