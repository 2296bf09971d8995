using System.Text.RegularExpressions;
using Verifiers.Extraction;

namespace Verifiers.Choice;

/// <summary>Extractions of other graders, for runs that must be comparable, and by the expressions of a rubric. Thoughts are left out here too.</summary>
internal static class OtherGraders
{
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>Matches of one expression that are looked at, of which the last counts.</summary>
    private const int MostMatches = 1_000;

    private static readonly Regex AnswerColon = new(@"Answer[ \t]*:[ \t]*\$?", Linear | RegexOptions.IgnoreCase, Regex.InfiniteMatchTimeout);

    /// <summary>NeMo-Gym's strict reading: the last complete box, when it holds a label and no more than a mark that closes it.</summary>
    public static ChosenLabel StrictBoxed(string completion, ChoiceSheet sheet) => InScope(completion, text =>
    {
        if (StatementScanner.Boxes(text) is not [.., var box])
            return new(ChoiceOutcome.None);
        var payload = PayloadReader.Read(text, box.Payload, new ChoiceSheet(sheet.Labels, null), anywhere: false, until: box.Payload.End);
        return payload.Kind == Reading.Label ? Found(payload.Label!, payload.Span, ChoiceRule.Boxed) : new(ChoiceOutcome.None);
    });

    /// <summary>simple-evals: the first "Answer: X".</summary>
    public static ChosenLabel AnswerLine(string completion, ChoiceSheet sheet) => InScope(completion, text => First(text, AnswerColon, sheet));

    /// <summary>MMLU-Pro: the first "answer is (X)", else the last "answer: X" of the first line that has one, else the last label that stands alone.</summary>
    public static ChosenLabel MmluPro(string completion, ChoiceSheet sheet) => InScope(completion, text =>
    {
        if (FirstAfter(text, "answer is ", sheet) is { Outcome: ChoiceOutcome.Ok } stated)
            return stated;
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var (start, end) = range.GetOffsetAndLength(text.Length) is var (offset, length) ? (offset, offset + length) : default;
            for (var at = end; at > start;)
            {
                at = text.LastIndexOf("nswer:", at - 1, at - start, StringComparison.Ordinal);
                if (at < 0)
                    break;
                var label = at + 6;
                while (label < text.Length && char.IsWhiteSpace(text[label]))
                    label++;
                if (at > start && text[at - 1] is 'a' or 'A' && label < text.Length && sheet.LabelAt(text.AsSpan(label), ignoreCase: false) is { } given)
                    return Found(given, new(label, given.Length), ChoiceRule.Expression);
            }
        }
        for (var at = text.Length - 1; at >= 0; at--)
        {
            if ((at == 0 || !IsWord(text[at - 1])) && sheet.LabelAt(text.AsSpan(at), ignoreCase: false) is { } alone
                && (at + alone.Length == text.Length || !IsWord(text[at + alone.Length])))
            {
                return Found(alone, new(at, alone.Length), ChoiceRule.Expression);
            }
        }
        return new(ChoiceOutcome.None);
    });

    /// <summary>The last match of the first expression that matches: its first group, or all of it, read as a choice.</summary>
    public static Func<string, ChosenLabel> Expressions(IReadOnlyList<Regex> patterns, ChoiceSheet sheet) => completion => InScope(completion, text =>
    {
        foreach (var pattern in patterns)
        {
            if (LastMatch(pattern, text) is not { } match)
                continue;
            var group = match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1] : match.Groups[0];
            var payload = PayloadReader.Read(text, new(group.Index, Math.Min(group.Length, 2_000)), sheet, anywhere: true, until: group.Index + group.Length);
            return payload.Kind switch
            {
                Reading.Label => Found(payload.Label!, payload.Span, ChoiceRule.Expression),
                Reading.Several => new(ChoiceOutcome.Ambiguous, null, payload.Span, ChoiceRule.Expression),
                Reading.NoSuchLabel => new(ChoiceOutcome.NotAnOption, null, payload.Span, ChoiceRule.Expression),
                Reading.Nothing or Reading.TakenBack => new(ChoiceOutcome.None),
            };
        }
        return new(ChoiceOutcome.None);
    });

    private static Match? LastMatch(Regex pattern, string text)
    {
        Match? last = null;
        var match = pattern.Match(text);
        for (var count = 0; match.Success && count < MostMatches; count++)
        {
            last = match;
            match = match.NextMatch();
        }
        return last;
    }

    private static ChosenLabel First(string text, Regex lead, ChoiceSheet sheet)
    {
        foreach (var match in lead.EnumerateMatches(text))
        {
            if (sheet.LabelAt(text.AsSpan(match.Index + match.Length), ignoreCase: true) is { } label)
                return Found(label, new(match.Index + match.Length, label.Length), ChoiceRule.Expression);
        }
        return new(ChoiceOutcome.None);
    }

    private static ChosenLabel FirstAfter(string text, string lead, ChoiceSheet sheet)
    {
        for (var at = text.IndexOf(lead, StringComparison.Ordinal); at >= 0; at = text.IndexOf(lead, at + 1, StringComparison.Ordinal))
        {
            var label = at + lead.Length;
            label += label < text.Length && text[label] == '(' ? 1 : 0;
            if (label < text.Length && sheet.LabelAt(text.AsSpan(label), ignoreCase: false) is { } given)
                return Found(given, new(label, given.Length), ChoiceRule.Expression);
        }
        return new(ChoiceOutcome.None);
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static ChosenLabel Found(string label, TextSpan span, ChoiceRule rule) => new(ChoiceOutcome.Ok, label, span, rule, 1);

    /// <summary>Reads the text behind the thoughts; simple-evals and others read all, and then the thoughts would answer.</summary>
    private static ChosenLabel InScope(string completion, Func<string, ChosenLabel> read)
    {
        var scope = AnswerScope.Of(completion);
        if (scope.IsCutOff)
            return new(ChoiceOutcome.UnclosedThink);
        var found = read(scope.Span.In(completion).ToString());
        return found.Span is { } span ? found with { Span = new(span.Start + scope.Span.Start, span.Length) } : found;
    }
}
