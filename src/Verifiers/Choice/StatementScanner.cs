namespace Verifiers.Choice;

/// <summary>
/// Finds what a text gives as its answer, in the order in which it does. One pass: at each word that may announce an answer a bounded
/// piece on both sides is read.
/// </summary>
internal static class StatementScanner
{
    /// <summary>Characters of one payload.</summary>
    private const int LongestPayload = 2_000;

    /// <summary>Characters between "answer" and "is", and before a statement, that are read.</summary>
    private const int Reach = 100;

    /// <summary>White space between "Answer:" and the answer on a later line.</summary>
    private const int LongestGap = 200;

    /// <summary>Words between "answer" and "is": "the answer to the whole question is".</summary>
    private const int MostLeadWords = 10;

    /// <summary>All statements, by the place where they begin.</summary>
    public static List<Statement> Find(string text)
    {
        var statements = Boxes(text);
        var words = StatementWords.For(text);
        for (var at = 0; at < text.Length;)
        {
            var step = text.AsSpan(at).IndexOfAny(words);
            if (step < 0)
                break;
            at += step;
            foreach (var (kind, length) in StatementWords.At(text, at))
            {
                if (ReadAt(text, at, length, kind) is { } statement)
                    statements.Add(statement);
            }
            at++;
        }
        statements.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Payload.Start.CompareTo(b.Payload.Start));
        return statements;
    }

    /// <summary>Where the line that holds this place ends.</summary>
    public static int LineEnd(string text, int at)
    {
        var end = text.AsSpan(at).IndexOf('\n');
        return end < 0 ? text.Length : at + end;
    }

    private static Statement? ReadAt(string text, int at, int length, AnchorKind kind)
    {
        var end = at + length;
        var isHan = LabelReader.IsUnspaced(text[at]);
        if (!isHan && at > 0 && char.IsLetter(text[at - 1]))
            return kind == AnchorKind.Answer ? JsonValue(text, at, end) : null; // "final_answer" without its emphasis
        if (!isHan && kind != AnchorKind.Answer && end < text.Length && char.IsLetter(text[end]))
            return null;
        return kind switch
        {
            AnchorKind.Answer => AfterAnswer(text, at, end),
            AnchorKind.Option => IsChosen(text, at) ? AfterAnswer(text, at, end) : null,
            AnchorKind.Choose => AfterChoose(text, at, end),
            AnchorKind.ChooseHan => AfterChooseHan(text, at, end),
            AnchorKind.Affirm => isHan ? BeforeCorrectHan(text, at) : BeforeCorrect(text, at, end),
            AnchorKind.ItIs => AfterItIs(text, at, end),
        };
    }

    /// <summary>"The answer is …", "Answer: …", "answer": "…".</summary>
    private static Statement? AfterAnswer(string text, int at, int end)
    {
        if (JsonValue(text, at, end) is { } value)
            return value;
        if (IsDisowned(text, at) || Link(text, end) is not (>= 0 and var from))
            return null;
        return PayloadFrom(text, from) is { } payload ? new(ChoiceRule.Phrase, at, payload) : null;
    }

    /// <summary>The rest of the line, or the next line that is not blank.</summary>
    private static TextSpan? PayloadFrom(string text, int from)
    {
        var limit = Math.Min(text.Length, from + LongestGap);
        while (from < limit && (char.IsWhiteSpace(text[from]) || text[from] is ':' or '#'))
            from++;
        if (from >= limit)
            return null;
        var end = text.AsSpan(from, Math.Min(LongestPayload, text.Length - from)).IndexOf('\n');
        return new(from, end < 0 ? Math.Min(LongestPayload, text.Length - from) : end);
    }

    /// <summary>Behind what joins the word "answer" and the answer; -1 when nothing does, or when it is denied.</summary>
    private static int Link(string text, int at)
    {
        var limit = Math.Min(text.Length, at + Reach);
        var isDoubtful = false;
        var isGlued = LabelReader.IsUnspaced(text[at - 1]);
        if (at < limit && text[at - 1] == ':')
            return at;
        if (!isGlued && at < limit && char.IsLetter(text[at]))
        {
            // "answers" gives answers, "answered" does not.
            if (text[at] is not ('s' or 'S') || (at + 1 < limit && char.IsLetter(text[at + 1])))
                return -1;
            at++;
        }
        for (var words = 0; words <= MostLeadWords;)
        {
            while (at < limit && text[at] is ' ' or '\t' or '"' or ')' or '”' or '’' or '】' or '」')
                at++;
            if (at >= limit)
                return -1;
            var c = text[at];
            if (c is ':' or '=' or '→' or 'ঃ')
                return at + 1;
            if (c is '-' or '–' or '—')
                return at + 1 < limit && text[at + 1] is ' ' or '>' or '\t' or '-' ? at + 2 : -1;
            if (c == '\'' && at + 1 < limit && text[at + 1] is 's')
                return at + 2;
            if (c == '(' && text.AsSpan(at, limit - at).IndexOf(')') is > 0 and var close)
            {
                at += close + 1;
                continue;
            }
            if (LabelReader.IsUnspaced(c))
            {
                if (c is '是' or '为' or '為' or 'は' or '은' or '는' || text.AsSpan(at).StartsWith("คือ"))
                    return at + (c == 'ค' ? 3 : 1);
                if (c is '不' or '非' or '错' or '錯' or '没' or '选' or '選' || c is '。' or '，' or '、')
                    return -1;
                at++;
                words++;
                continue;
            }
            if (!char.IsLetterOrDigit(c))
                return -1;
            // 答案C: a label may stand right behind a word that needs no space.
            if (isGlued && words == 0 && char.IsAsciiLetterOrDigit(c))
                return at;
            var end = at;
            while (end < limit && (char.IsLetterOrDigit(text[end]) || text[end] is '\'' or '’' or '̀' or '́' || char.GetUnicodeCategory(text[end]) is System.Globalization.UnicodeCategory.SpacingCombiningMark or System.Globalization.UnicodeCategory.NonSpacingMark))
                end++;
            var word = text.AsSpan(at, end - at);
            if (Has(StatementWords.Links, word))
                return isDoubtful ? -1 : end;
            if (Has(StatementWords.Denials, word) || (words == 0 && word is "choices" or "options"))
                return -1;
            isDoubtful |= Has(StatementWords.Doubts, word);
            at = end;
            words++;
        }
        return -1;
    }

    /// <summary>"answer": "C", 'final_answer': 4.</summary>
    private static Statement? JsonValue(string text, int at, int end)
    {
        if (end >= text.Length)
            return null;
        foreach (var suffix in (ReadOnlySpan<string>)["choice", "option", "letter", "key"])
        {
            var start = text[end] == ' ' ? end + 1 : end;
            if (text.AsSpan(start).StartsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                end = start + suffix.Length;
                break;
            }
        }
        var open = at;
        while (open > 0 && at - open < 12 && (char.IsAsciiLetter(text[open - 1]) || text[open - 1] == ' '))
            open--;
        if (open == 0 || end >= text.Length || text[open - 1] is not ('"' or '\'') || text[end] != text[open - 1])
            return null;
        var colon = SkipBlanks(text, end + 1);
        if (colon >= text.Length || text[colon] != ':')
            return null;
        var value = SkipBlanks(text, colon + 1);
        if (value >= text.Length)
            return null;
        var rest = text.AsSpan(value, Math.Min(LongestPayload, text.Length - value));
        if (rest[0] is '"' or '\'')
        {
            var close = 1;
            while (close < rest.Length && rest[close] != rest[0])
                close += rest[close] == '\\' ? 2 : 1;
            return close < rest.Length ? new(ChoiceRule.Json, open - 1, new(value + 1, close - 1)) : null;
        }
        if (rest[0] == '[' && rest.IndexOf(']') is > 0 and var last)
            return new(ChoiceRule.Json, open - 1, new(value + 1, last - 1));
        var stop = rest.IndexOfAny(",}\n");
        return new(ChoiceRule.Json, open - 1, new(value, stop < 0 ? rest.Length : stop));
    }

    /// <summary>"I choose C", "I'd go with option C", "let's pick C".</summary>
    private static Statement? AfterChoose(string text, int at, int end)
    {
        var before = at;
        for (var words = 0; words < 4; words++)
        {
            var word = WordBefore(text, before, out var start);
            if (word.Length == 0 || Has(StatementWords.Denials, word) || IsShortNot(word))
                return null;
            before = start;
            if (word is "I" or "i" or "We" or "we" || word.StartsWith("I'", StringComparison.Ordinal) || word.StartsWith("I’", StringComparison.Ordinal)
                || word.StartsWith("we'", StringComparison.OrdinalIgnoreCase) || word is "Let's" or "let's")
            {
                return !IsDisowned(text, before) && PayloadFrom(text, end) is { } payload ? new(ChoiceRule.Choosing, before, payload) : null;
            }
            if (word is not ("will" or "would" or "shall" or "must" or "should" or "therefore" or "thus" or "to" or "going" or "am" or "have" or "hence" or "d" or "ll" or "then" or "finally" or "have to"))
                return null;
        }
        return null;
    }

    /// <summary>故选C, 所以选 C, 应选择C; not 不选C nor 选项.</summary>
    private static Statement? AfterChooseHan(string text, int at, int end)
    {
        if (at > 0 && text[at - 1] is '不' or '候' or '可' or '别' or '勿' or '未' or '能' or '挑' or '多' or '单' or '单' or '备')
            return null;
        if (end < text.Length && text[end] is '择' or '擇')
            end++;
        while (end < text.Length && end - at < 12 && text[end] is ' ' or ':' or '"' or '“' or '(' or '答' or '案' or '为' or '是')
        {
            if (text[end] == '(')
                break;
            end++;
        }
        return end < text.Length && text[end] is not ('项' or '項') && PayloadFrom(text, end) is { } payload && payload.Start - end < 3
            ? new(ChoiceRule.Choosing, at, payload)
            : null;
    }

    /// <summary>"(option) C is (the) correct …".</summary>
    private static Statement? BeforeCorrect(string text, int at, int end)
    {
        if (end < text.Length && text[end] == '-')
            return null;
        var next = SkipBlanks(text, end);
        if (next < text.Length && char.IsLetter(text[next]) && next > end && !LabelReader.IsUnspaced(text[next]))
        {
            var wordEnd = next;
            while (wordEnd < text.Length && wordEnd - next < 20 && char.IsLetter(text[wordEnd]))
                wordEnd++;
            if (!Has(StatementWords.AfterAffirmation, text.AsSpan(next, wordEnd - next)))
                return null;
        }
        if (next < text.Length && text[next] == '?')
            return null;
        var before = at;
        for (var words = 0; words < 5; words++)
        {
            var word = WordBefore(text, before, out var start);
            if (word.Length == 0)
                return null;
            before = start;
            if (word is "is" or "be" or "was")
            {
                if (word is "be" && WordBefore(text, before, out start) is var modal)
                {
                    if (modal is not ("must" or "should" or "would" or "will"))
                        return null;
                    before = start;
                }
                return Subject(text, before);
            }
            if (!Has(StatementWords.Affirming, word))
                return null;
        }
        return null;
    }

    /// <summary>What "is correct" is said of: the label in front of it, else all from the beginning of the sentence on.</summary>
    private static Statement? Subject(string text, int verb)
    {
        var end = verb;
        while (end > 0 && text[end - 1] is ' ' or '\t')
            end--;
        var sentence = end;
        while (sentence > 0 && end - sentence < Reach && text[sentence - 1] is not ('!' or '?' or '\n' or ';')
            && !(text[sentence - 1] == '.' && sentence < text.Length && text[sentence] == ' ' && !(sentence > 1 && end - sentence > 0 && IsShortLabel(text, sentence - 2))))
        {
            sentence--;
        }
        var label = end;
        while (label > sentence && text[label - 1] is ')' or ']' or '"' or '\'' or '$' or '}' or '”')
            label--;
        var labelEnd = label;
        while (label > sentence && labelEnd - label < 3 && char.IsAsciiLetterOrDigit(text[label - 1]))
            label--;
        var isToken = label < labelEnd && labelEnd - label < 3 && (label == 0 || !char.IsLetterOrDigit(text[label - 1])) && !char.IsAsciiLetterLower(text[label]);
        while (isToken && label > sentence && text[label - 1] is '(' or '[' or '"' or '\'' or '$' or '{' or '“')
            label--;
        var noun = WordBefore(text, label, out var nounStart);
        var first = noun is "option" or "choice" or "Option" or "Choice" or "answer" or "Answer" or "letter" or "statement" ? nounStart : label;
        if (!isToken || IsJoined(text, label) || IsJoined(text, first))
        {
            while (sentence < end && char.IsWhiteSpace(text[sentence]))
                sentence++;
            return sentence < end && !IsDisowned(text, sentence) ? new(ChoiceRule.Affirmed, sentence, TextSpan.Between(sentence, end)) : null;
        }
        return IsDisowned(text, first) ? null : new(ChoiceRule.Affirmed, first, TextSpan.Between(label, end));
    }

    /// <summary>The C of "C. Rome is correct": its full stop ends no sentence.</summary>
    private static bool IsShortLabel(string text, int at) =>
        at >= 0 && char.IsAsciiLetterOrDigit(text[at]) && (at == 0 || !char.IsLetterOrDigit(text[at - 1]));

    /// <summary>Whether the label before "is correct" is the second of several: "A or B is correct".</summary>
    private static bool IsJoined(string text, int label)
    {
        var at = label;
        while (at > 0 && text[at - 1] is ' ')
            at--;
        if (at > 1 && text[at - 1] is ',' or '/' or '&' or ';')
            return IsShortLabel(text, at - 2) || text[at - 2] is ')' or ']';
        return WordBefore(text, label, out _) is "or" or "and" or "nor" or "but" or "not";
    }

    /// <summary>C正确, 选项C是正确的.</summary>
    private static Statement? BeforeCorrectHan(string text, int at)
    {
        var end = at;
        while (end > 0 && at - end < 4 && text[end - 1] is '是' or '为' or '項' or '项' or '选' or '選' or ' ')
            end--;
        var label = end;
        while (label > 0 && end - label < 4 && (char.IsAsciiLetterOrDigit(text[label - 1]) || text[label - 1] is '(' or ')'))
            label--;
        return label < end && end - label <= 3 && !(label > 0 && text[label - 1] is '、' or ',' or '和' or '或' or '若' or '果')
            ? new(ChoiceRule.Affirmed, label, TextSpan.Between(label, end))
            : null;
    }

    /// <summary>"It is C."</summary>
    private static Statement? AfterItIs(string text, int at, int end)
    {
        if (IsDisowned(text, at))
            return null;
        var from = SkipBlanks(text, end);
        if (from < text.Length && text.AsSpan(from).StartsWith("option ", StringComparison.OrdinalIgnoreCase))
            from += 7;
        var label = from;
        while (label < text.Length && label - from < 5 && (char.IsAsciiLetterOrDigit(text[label]) || text[label] is '(' or ')' or '[' or ']'))
            label++;
        var isAtEnd = label == text.Length || text[label] is '.' or '!' or '\n' or '\r' or ',';
        return label > from && isAtEnd && !char.IsAsciiLetterLower(text[from]) ? new(ChoiceRule.ItIs, at, TextSpan.Between(from, label)) : null;
    }

    /// <summary>Whether the option named here is the chosen one: "the correct option", "my final choice", 正确选项.</summary>
    private static bool IsChosen(string text, int at)
    {
        if (LabelReader.IsUnspaced(text[at]))
        {
            var lead = text.AsSpan(Math.Max(0, at - 4), at - Math.Max(0, at - 4));
            return (lead.Contains("正确", StringComparison.Ordinal) || lead.Contains("正確", StringComparison.Ordinal) || lead.Contains("最佳", StringComparison.Ordinal)) && !lead.Contains('不');
        }
        var before = at;
        for (var words = 0; words < 3; words++)
        {
            var word = WordBefore(text, before, out before);
            if (Has(StatementWords.Choosing, word))
                return true;
            if (word is not ("answer" or "multiple" or "single" or "most" or "final"))
                return false;
        }
        return false;
    }

    /// <summary>"If the answer is A", "a wrong answer", "I don't think that the answer is A": what follows is not given as the answer.</summary>
    private static bool IsDisowned(string text, int at)
    {
        var before = at;
        for (var words = 0; words < 5; words++)
        {
            var word = WordBefore(text, before, out var start);
            if (word.Length == 0)
                return false;
            if (Has(StatementWords.Disowning, word) || IsShortNot(word))
                return true;
            if (word is "way" or "chance")
                return WordBefore(text, start, out _) is "no" or "No" or "zero" or "little";
            if (Has(StatementWords.Opinions, word))
            {
                var denial = WordBefore(text, start, out _);
                return denial.Length > 0 && (denial is "not" or "cannot" or "never" || IsShortNot(denial));
            }
            if (Has(StatementWords.Attributions, word))
                return !IsOwnOpinion(text, start);
            if (!Has(StatementWords.Fillers, word))
                return false;
            before = start;
        }
        return false;
    }

    private static bool IsShortNot(ReadOnlySpan<char> word) =>
        word.EndsWith("n't", StringComparison.OrdinalIgnoreCase) || word.EndsWith("n’t", StringComparison.OrdinalIgnoreCase);

    /// <summary>"I think", "we would say", "safe to say"; not "many believe", "one might think", "I never said".</summary>
    private static bool IsOwnOpinion(string text, int verb)
    {
        for (var words = 0; words < 4; words++)
        {
            var word = WordBefore(text, verb, out verb);
            if (word.Length == 0 || word is "I" or "i" or "we" or "We" or "to" || word.StartsWith("I'", StringComparison.Ordinal) || word.StartsWith("I’", StringComparison.Ordinal)
                || word.StartsWith("we'", StringComparison.OrdinalIgnoreCase) || word.StartsWith("we’", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
            if (word is not ("do" or "would" or "will" or "can" or "must" or "should" or "therefore" or "thus" or "hence" or "firmly" or "strongly" or "now" or "still" or "also" or "so" or "and" or "really" or "honestly" or "personally"))
                return false;
        }
        return false;
    }

    /// <summary>The word before this place in the same clause; empty when punctuation stands there.</summary>
    private static ReadOnlySpan<char> WordBefore(string text, int at, out int start)
    {
        var end = at;
        while (end > 0 && at - end < 20 && text[end - 1] is ' ' or '\t' or '"' or '“' or '(')
            end--;
        start = end;
        while (start > 0 && end - start < 30 && (char.IsLetter(text[start - 1]) || text[start - 1] is '\'' or '’'))
            start--;
        return text.AsSpan(start, end - start);
    }

    private static int SkipBlanks(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return at;
    }

    private static bool Has(System.Collections.Frozen.FrozenSet<string> words, ReadOnlySpan<char> word) => words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    /// <summary>Complete \boxed{…} and \fbox{…}, innermost included, but for those that their sentence denies. One pass with a stack.</summary>
    public static List<Statement> Boxes(string text)
    {
        var boxes = new List<Statement>();
        if (!text.Contains(@"\boxed", StringComparison.Ordinal) && !text.Contains(@"\fbox", StringComparison.Ordinal))
            return boxes;
        var open = new Stack<(int Content, int Mark)>();
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\':
                    var rest = text.AsSpan(at);
                    var length = rest.StartsWith(@"\boxed") ? 6 : rest.StartsWith(@"\fbox") ? 5 : 0;
                    if (length == 0)
                    {
                        at++; // \{ and \} are no braces
                        break;
                    }
                    var brace = at + length;
                    while (brace < text.Length && text[brace] == ' ' && brace - at < 12)
                        brace++;
                    if (brace < text.Length && text[brace] == '{')
                        open.Push((brace + 1, at));
                    at = brace < text.Length && text[brace] == '{' ? brace : at + length - 1;
                    break;
                case '{' when open.Count > 0:
                    open.Push((at + 1, -1));
                    break;
                case '}' when open.TryPop(out var closed) && closed.Mark >= 0 && at - closed.Content <= LongestPayload && !IsBoxDenied(text, closed.Mark, at + 1):
                    boxes.Add(new(ChoiceRule.Boxed, closed.Mark, TextSpan.Between(closed.Content, at)));
                    break;
            }
        }
        return boxes;
    }

    private static bool IsBoxDenied(string text, int mark, int end)
    {
        var before = mark;
        while (before > 0 && mark - before < 6 && text[before - 1] is '$' or '(' or '\\' or ' ')
            before--;
        if (WordBefore(text, before, out _) is var word && (word is "not" or "never" or "isn't" || IsShortNot(word)))
            return true;
        var tail = text.AsSpan(end, Math.Min(40, text.Length - end)).TrimStart(@" $)\]");
        foreach (var denial in (ReadOnlySpan<string>)["is wrong", "is incorrect", "is not correct", "is not right", "is not the", "isn't correct", "isn't right", "isn't the", "cannot be", "can't be"])
        {
            if (tail.StartsWith(denial, StringComparison.OrdinalIgnoreCase))
                return true;
        }
        return false;
    }
}
