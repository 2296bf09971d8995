using Verifiers.Extraction;

namespace Verifiers.Choice;

/// <summary>Why an extraction gave a choice or none.</summary>
internal enum ChoiceOutcome
{
    /// <summary>One choice is given.</summary>
    Ok,

    /// <summary>There is no text where the answer should stand.</summary>
    Empty,

    /// <summary>The completion ends inside its thoughts.</summary>
    UnclosedThink,

    /// <summary>Nothing is given as the answer.</summary>
    None,

    /// <summary>The last statement gives several choices: "B or C".</summary>
    Ambiguous,

    /// <summary>The last two statements stand side by side and disagree.</summary>
    Hedge,

    /// <summary>The last statement gives a letter that is no choice of this question.</summary>
    NotAnOption,
}

/// <summary>What a completion chose.</summary>
/// <param name="Outcome">Whether it chose, else why not.</param>
/// <param name="Label">The choice; null when there is none.</param>
/// <param name="Span">Where it stands in the completion; null when nothing was found.</param>
/// <param name="Rule">By which sign it was found; null likewise.</param>
/// <param name="Different">How many different choices the completion states.</param>
/// <param name="Conflicts">Whether the text of another choice stands beside the label.</param>
internal readonly record struct ChosenLabel(
    ChoiceOutcome Outcome, string? Label = null, TextSpan? Span = null, ChoiceRule? Rule = null, int Different = 0, bool Conflicts = false);

/// <summary>
/// Finds the choice of a completion: the last statement that gives one counts, or else a last line that is nothing but a choice. What
/// gives several at once is no answer, and a letter that merely stands in the text is none.
/// </summary>
internal static class ChoiceExtractor
{
    /// <summary>Statements looked at from the end.</summary>
    private const int MostStatements = 256;

    /// <summary>Characters of a line that is taken as an answer.</summary>
    private const int LongestLine = 2_000;

    /// <summary>The choice of a completion, by the policy <c>mcq</c>.</summary>
    public static ChosenLabel Extract(string completion, ChoiceSheet sheet)
    {
        var scope = AnswerScope.Of(completion);
        if (scope.IsCutOff)
            return new(ChoiceOutcome.UnclosedThink);
        var folded = FoldedText.Of(scope.Span.In(completion).ToString(), dropEmphasis: true);
        var found = Read(folded.Text, sheet, scope.IsElement);
        return found.Span is { } span ? found with { Span = folded.InOriginal(span) is var inPiece ? new(inPiece.Start + scope.Span.Start, inPiece.Length) : null } : found;
    }

    private static ChosenLabel Read(string text, ChoiceSheet sheet, bool isElement)
    {
        if (text.AsSpan().IsWhiteSpace())
            return new(ChoiceOutcome.Empty);
        var statements = StatementScanner.Find(text);
        var from = Math.Max(0, statements.Count - MostStatements);
        var labels = new List<(Statement Statement, Payload Payload)>();
        Payload? last = null;
        Statement lastStatement = default;
        for (var i = from; i < statements.Count; i++)
        {
            var statement = statements[i];
            var next = i + 1;
            while (next < statements.Count && statements[next].Start <= statement.Payload.Start)
                next++;
            var until = next < statements.Count ? statements[next].Start : text.Length;
            var payload = PayloadReader.Read(text, statement.Payload, sheet, anywhere: statement.Rule is ChoiceRule.Boxed or ChoiceRule.Json or ChoiceRule.Phrase, until);
            if (payload.Kind == Reading.Label && BehindIt(text, statement, payload, sheet, until) is var effect and not TailEffect.None)
                payload = effect == TailEffect.Second ? new(Reading.Several, null, payload.Span) : payload with { Kind = Reading.TakenBack };
            if (payload.Kind == Reading.Nothing)
                continue;
            (last, lastStatement) = (payload, statement);
            if (payload.Kind is Reading.Label or Reading.TakenBack)
                labels.Add((statement, payload));
        }
        if (last is not { } final)
            return LastLine(text, sheet, isElement);
        var different = labels.Select(one => one.Payload.Label).Distinct().Count();
        return final.Kind switch
        {
            Reading.Several => new(ChoiceOutcome.Ambiguous, null, final.Span, lastStatement.Rule, different),
            Reading.TakenBack => new(ChoiceOutcome.None, null, final.Span, lastStatement.Rule, different),
            Reading.NoSuchLabel => new(ChoiceOutcome.NotAnOption, null, final.Span, lastStatement.Rule, different),
            _ when IsHedge(text, labels) => new(ChoiceOutcome.Hedge, null, final.Span, lastStatement.Rule, different),
            _ => new(ChoiceOutcome.Ok, final.Label, final.Span, lastStatement.Rule, different, final.Conflicts),
        };
    }

    /// <summary>What follows the box, or the text of a choice that is a whole payload: <c>\boxed{C} or D</c>, "Answer: Rome\nEdit: Paris".</summary>
    private static TailEffect BehindIt(string text, Statement statement, Payload payload, ChoiceSheet sheet, int until)
    {
        if (statement.Rule == ChoiceRule.Boxed)
            return AnswerTail.Read(text, statement.Payload.End + 1, payload.Label!, sheet, until: until);
        var isWhole = payload.Span.End >= statement.Payload.End && statement.Rule is ChoiceRule.Phrase or ChoiceRule.Choosing;
        return isWhole ? AnswerTail.Read(text, statement.Payload.End, payload.Label!, sheet, until: until) : TailEffect.None;
    }

    /// <summary>"Answer: A" and "Answer: B" side by side, or in two lines that are nothing but these.</summary>
    private static bool IsHedge(string text, List<(Statement Statement, Payload Payload)> labels)
    {
        var last = labels[^1];
        var other = labels.FindLastIndex(one => one.Payload.Label != last.Payload.Label);
        if (other < 0)
            return false;
        // What agrees with the last one and stands with it (an answer in a box behind "answer:") belongs to it.
        var second = labels[other + 1].Statement;
        for (var i = other + 2; i < labels.Count; i++)
        {
            if (!IsFiller(text, labels[i - 1].Payload.Span.End, labels[i].Statement.Start))
                return false;
        }
        var first = labels[other];
        if (IsFiller(text, first.Payload.Span.End, second.Start))
            return true;
        var firstEnd = StatementScanner.LineEnd(text, Math.Max(first.Payload.Span.End - 1, first.Statement.Start));
        if (firstEnd > second.Start || second.Start - firstEnd > LongestLine)
            return false;
        if (TakesBack(text.AsSpan(first.Payload.Span.End, Math.Max(0, firstEnd - first.Payload.Span.End))))
            return false;
        var between = text.AsSpan(firstEnd, second.Start - firstEnd);
        return between[..(between.LastIndexOf('\n') + 1)].IsWhiteSpace()
            && IsFiller(text, firstEnd + between.LastIndexOf('\n') + 1, second.Start)
            && IsFiller(text, LineStart(text, first.Statement.Start), first.Statement.Start);
    }

    /// <summary>"Answer: A. No, wait": what follows is a second thought.</summary>
    internal static bool TakesBack(ReadOnlySpan<char> rest)
    {
        foreach (var word in (ReadOnlySpan<string>)["wait", "hmm", "actually", "wrong", "incorrect", "reconsider", "mistake", "recheck", "correction", "不对", "等等"])
        {
            if (rest.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }

    /// <summary>Whether a piece holds nothing but punctuation and words such as "the final".</summary>
    private static bool IsFiller(string text, int from, int to)
    {
        if (to - from > 80)
            return false;
        if (to <= from)
            return true;
        foreach (var range in text.AsSpan(from, to - from).SplitAny(" \t\r\n.,;:!()[]{}$\\/&|-–—\"'#>"))
        {
            var word = text.AsSpan(from, to - from)[range];
            if (word.Length > 0 && !StatementWords.Leads.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word) && word is not ("或" or "和" or "、" or "。" or "，"))
                return false;
        }
        return true;
    }

    private static int LineStart(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    /// <summary>The last line, or the whole answer, as a bare label or the text of a choice.</summary>
    private static ChosenLabel LastLine(string text, ChoiceSheet sheet, bool isElement)
    {
        var (start, end) = Trim(text, 0, text.Length);
        if (isElement && end - start <= LongestLine && sheet.LabelOfText(ChoiceSheet.TextForm(text[start..end])) is { } whole)
            return new(ChoiceOutcome.Ok, whole, TextSpan.Between(start, end), ChoiceRule.LastLine, 1);
        var line = Math.Max(start, LineStart(text, end));
        if (end - line > LongestLine)
            return new(ChoiceOutcome.None);
        var signed = line;
        line = SkipBullet(text, line, end);
        // In front of a number a dash is a sign and > a comparison.
        var isSign = line < end && line > signed && text.AsSpan(signed, line - signed).IndexOfAny("->") >= 0 && (char.IsDigit(text[line]) || text[line] is '.' or '\\' or '$' or '(');
        if (sheet.LabelOfText(ChoiceSheet.TextForm(text[(isSign ? signed : line)..end])) is { } named)
            return new(ChoiceOutcome.Ok, named, TextSpan.Between(line, end), ChoiceRule.LastLine, 1);
        var payload = PayloadReader.Read(text, TextSpan.Between(line, end), sheet, anywhere: false);
        if (payload.Kind == Reading.Several)
            return new(ChoiceOutcome.Ambiguous, null, payload.Span, ChoiceRule.LastLine);
        if (payload.Kind != Reading.Label || LabelReader.ReadAt(text, line, end, sheet) is not { } mark || !IsBare(text, mark, end, sheet))
            return payload.Kind == Reading.NoSuchLabel ? new(ChoiceOutcome.NotAnOption, null, payload.Span, ChoiceRule.LastLine) : new(ChoiceOutcome.None);
        return IsListing(text, start, line, mark, sheet)
            ? new(ChoiceOutcome.None)
            : new(ChoiceOutcome.Ok, mark.Label, payload.Span, ChoiceRule.LastLine, 1, payload.Conflicts);
    }

    /// <summary>B, (B), B., "B) London"; not "B is a city" nor "B) is wrong".</summary>
    private static bool IsBare(string text, LabelMark mark, int end, ChoiceSheet sheet)
    {
        var rest = text.AsSpan(mark.End, end - mark.End).Trim(" \t\r.\"'$\\}`");
        if (rest.IsEmpty)
            return true;
        if (sheet.TextOf(mark.Label) is { Length: > 0 } own && ChoiceSheet.TextForm(rest.Trim("-–—:, ").ToString()) == own)
            return true;
        if (!mark.IsClosed)
            return false;
        var word = rest[..(rest.IndexOfAny(" ,.;:'’") is >= 0 and var stop ? stop : rest.Length)];
        return word is not ("is" or "isn" or "are" or "was" or "cannot" or "can" or "would" or "could" or "might" or "may" or "does" or "says" or "states" or "No" or "Incorrect" or "Wrong" or "False" or "incorrect" or "wrong" or "false" or "not" or "Not");
    }

    /// <summary>
    /// Whether the line ends a list of labelled lines. A label that is given again after a blank line answers; one that follows the label
    /// before it continues the list.
    /// </summary>
    private static bool IsListing(string text, int start, int line, LabelMark mark, ChoiceSheet sheet)
    {
        var at = line;
        var (hasGap, seen, lines) = (false, false, 0);
        while (at > start && lines <= sheet.Labels.Count)
        {
            var end = at - 1;
            if (end < 0)
                break;
            var begin = Math.Max(start, LineStart(text, end));
            var (first, last) = Trim(text, begin, Math.Max(begin, end));
            at = begin;
            if (first >= last)
            {
                hasGap |= lines == 0;
                if (begin <= start)
                    break;
                continue;
            }
            first = SkipBullet(text, first, last);
            if (last - first > LongestLine || LabelReader.ReadAt(text, first, last, sheet) is not { } above || !(above.IsClosed || above.LabelEnd == last))
                break;
            lines++;
            seen |= above.Label == mark.Label;
        }
        return lines > 0 && !(hasGap && seen);
    }

    /// <summary>"- C", "> C", "# C".</summary>
    private static int SkipBullet(string text, int at, int end)
    {
        while (at < end && text[at] is ' ' or '\t' or '>' or '#' or '-' or '•' or '→')
            at++;
        return at;
    }

    private static (int From, int To) Trim(string text, int from, int to)
    {
        while (from < to && char.IsWhiteSpace(text[from]))
            from++;
        while (to > from && char.IsWhiteSpace(text[to - 1]))
            to--;
        return (from, to);
    }
}
