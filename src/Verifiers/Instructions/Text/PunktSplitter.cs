namespace Verifiers.Instructions.Text;

/// <summary>
/// Splits a text into sentences by the Punkt algorithm: a dot, question or exclamation mark is looked at together with the word before it
/// and the token after it, and what is known of them decides whether a sentence ends there. Linear in the text.
/// </summary>
/// <remarks>Kiss and Strunk 2006, doi:10.1162/coli.2006.32.4.485, sections 4.1 to 4.3; tokens as in the Natural Language Toolkit.</remarks>
internal static class PunktSplitter
{
    private const string EndMarks = ".?!";

    /// <summary>Characters that end a word and are tokens by themselves.</summary>
    private const string NonWord = ")\";}]*:@'({[!?";

    /// <summary>Characters that no word begins with.</summary>
    private const string NoWordStart = "(\"`{[:;&#*@)}]-,";

    private const string ClosingMarks = "\"')]}";

    /// <summary>The sentences, none of them empty.</summary>
    public static List<string> Split(string text)
    {
        var sentences = new List<string>();
        foreach (var (start, end) in Realign(text, Slices(text)))
        {
            if (end > start)
                sentences.Add(text[start..end]);
        }
        return sentences;
    }

    /// <summary>Pieces between the marks that end sentences.</summary>
    private static List<(int Start, int End)> Slices(string text)
    {
        var slices = new List<(int, int)>();
        var lastBreak = 0;
        foreach (var candidate in Candidates(text))
        {
            if (!HasBreak(candidate.Context(text)))
                continue;
            slices.Add((lastBreak, candidate.Mark + 1));
            lastBreak = candidate.NextToken < 0 ? candidate.Mark + 1 : candidate.NextToken;
        }
        var end = text.Length;
        while (end > 0 && PythonText.IsWhiteSpace(text[end - 1]))
            end--;
        slices.Add((lastBreak, Math.Max(lastBreak, end)));
        return slices;
    }

    /// <summary>
    /// Marks before which nothing but one word stands and after which a token follows; of several that share their word, the last.
    /// </summary>
    private static IEnumerable<Candidate> Candidates(string text)
    {
        Candidate? previous = null;
        var (previousStart, previousStop) = (0, 0);
        for (var at = 0; at < text.Length; at++)
        {
            if (!EndMarks.Contains(text[at]) || !TryReadAfter(text, at + 1, out var nextToken, out var afterEnd))
                continue;
            var space = at - 1;
            while (space >= previousStop && text[space] is not (' ' or '\t' or '\n' or '\r' or '\v' or '\f'))
                space--;
            // A space right at the start of what is looked at counts as none.
            var wordStart = space > previousStop ? space + 1 : previousStart;
            if (previous is { } settled && previousStop <= wordStart)
                yield return settled;
            previous = new Candidate(wordStart, at, nextToken, afterEnd);
            (previousStart, previousStop) = (wordStart, at);
        }
        if (previous is { } last)
            yield return last;
    }

    /// <summary>What follows a mark: one of <see cref="NonWord"/>, or white space and a token.</summary>
    private static bool TryReadAfter(string text, int at, out int nextToken, out int end)
    {
        (nextToken, end) = (-1, at + 1);
        if (at < text.Length && NonWord.Contains(text[at]))
            return true;
        var token = at;
        while (token < text.Length && PythonText.IsWhiteSpace(text[token]))
            token++;
        if (token == at || token == text.Length)
            return false;
        nextToken = token;
        end = token;
        while (end < text.Length && !PythonText.IsWhiteSpace(text[end]))
            end++;
        return true;
    }

    /// <summary>Whether some token of the context ends a sentence and is not the last one.</summary>
    private static bool HasBreak(string context)
    {
        Token? previous = null;
        foreach (var line in context.Split('\n'))
        {
            if (line.IsBlank())
                continue;
            for (var at = 0; at < line.Length;)
            {
                if (PythonText.IsWhiteSpace(line[at]))
                {
                    at++;
                    continue;
                }
                var end = TokenEnd(line, at);
                var token = Token.Read(line[at..end]);
                at = end;
                if (previous is not null)
                {
                    previous.LookAhead(token);
                    if (previous.EndsSentence)
                        return true;
                }
                previous = token;
            }
        }
        return false;
    }

    /// <summary>Where the token that starts here ends.</summary>
    private static int TokenEnd(string line, int start)
    {
        if (ManyMarksEnd(line, start) is var marks and > 0)
            return marks;
        var first = line[start];
        if (!NoWordStart.Contains(first))
        {
            for (var end = start + 1; ; end++)
            {
                if (EndsWord(line, end))
                    return end;
            }
        }
        return start + (char.IsSurrogatePair(line, start) ? 2 : 1);
    }

    private static bool EndsWord(string line, int at) =>
        at >= line.Length || PythonText.IsWhiteSpace(line[at]) || NonWord.Contains(line[at]) || IsManyMarks(line, at)
        || (line[at] == ','
            && (at + 1 >= line.Length || PythonText.IsWhiteSpace(line[at + 1]) || NonWord.Contains(line[at + 1]) || IsManyMarks(line, at + 1)));

    /// <summary>Whether two hyphens, two dots, or three dots with white space between them start here.</summary>
    private static bool IsManyMarks(string line, int at) =>
        at + 1 < line.Length && line[at] is '-' or '.'
        && (line[at + 1] == line[at]
            || (line[at] == '.' && at + 4 < line.Length && PythonText.IsWhiteSpace(line[at + 1]) && line[at + 2] == '.'
                && PythonText.IsWhiteSpace(line[at + 3]) && line[at + 4] == '.'));

    private static int ManyMarksEnd(string line, int at)
    {
        if (!IsManyMarks(line, at))
            return 0;
        var end = at + 1;
        if (line[end] == line[at])
        {
            while (end < line.Length && line[end] == line[at])
                end++;
            return end;
        }
        while (end + 1 < line.Length && PythonText.IsWhiteSpace(line[end]) && line[end + 1] == '.')
            end += 2;
        return end;
    }

    /// <summary>Closing quotes and brackets right after a mark, before white space, the end or two hyphens, belong to the ended sentence.</summary>
    private static IEnumerable<(int Start, int End)> Realign(string text, List<(int Start, int End)> slices)
    {
        var moved = 0;
        for (var i = 0; i < slices.Count; i++)
        {
            var start = slices[i].Start + moved;
            moved = 0;
            if (i + 1 == slices.Count)
            {
                yield return (start, slices[i].End);
                break;
            }
            var next = slices[i + 1];
            if (ClosingEnd(text, next.Start, next.End, out var afterSpace) is var closing and > 0)
            {
                yield return (start, closing);
                moved = afterSpace - next.Start;
            }
            else
                yield return (start, slices[i].End);
        }
    }

    private static int ClosingEnd(string text, int start, int stop, out int afterSpace)
    {
        for (var end = start; end < stop && ClosingMarks.Contains(text[end]);)
        {
            end++;
            afterSpace = end;
            while (afterSpace < stop && PythonText.IsWhiteSpace(text[afterSpace]))
                afterSpace++;
            if (afterSpace > end || end == stop || (end + 1 < stop && text[end] == '-' && text[end + 1] == '-'))
                return end;
        }
        afterSpace = start;
        return 0;
    }

    /// <summary>A mark that may end a sentence.</summary>
    /// <param name="WordStart">Where the word before it starts.</param>
    /// <param name="Mark">The mark.</param>
    /// <param name="NextToken">Where the token after the white space behind it starts; -1 when punctuation follows at once.</param>
    /// <param name="AfterEnd">Where that token, or the punctuation, ends.</param>
    private readonly record struct Candidate(int WordStart, int Mark, int NextToken, int AfterEnd)
    {
        public string Context(string text) => text[WordStart..AfterEnd];
    }

    /// <summary>A token and what is known of it.</summary>
    private sealed class Token
    {
        private readonly string _text;
        private readonly string _type;
        private readonly bool _isEllipsis;
        private bool _isAbbreviation;

        private Token(string text)
        {
            _text = text;
            var lowered = text.Lower();
            _type = IsNumber(lowered) ? "##number##" : lowered;
            _isEllipsis = text.Length > 1 && text.AsSpan().TrimEnd('.').IsEmpty;
        }

        /// <summary>Whether a sentence ends after it.</summary>
        public bool EndsSentence { get; private set; }

        private bool EndsInDot => _text[^1] == '.';

        private bool IsInitial => _text.Length is 2 or 3 && EndsInDot && Characters.At(_text, 0, out var length) is var code
            && length == _text.Length - 1 && Characters.IsWord(code) && !Characters.IsDecimal(code);

        private string TypeWithoutDot => _type.Length > 1 && _type[^1] == '.' ? _type[..^1] : _type;

        private string TypeOfNext => EndsSentence ? TypeWithoutDot : _type;

        private bool StartsUpper => Characters.IsUpper(_text.FirstCodePoint());

        /// <summary>First pass: a mark by itself ends a sentence, and so does the dot of a word that is no abbreviation.</summary>
        public static Token Read(string text)
        {
            var token = new Token(text);
            if (text is "." or "?" or "!")
                token.EndsSentence = true;
            else if (!token._isEllipsis && token.EndsInDot && !text.EndsWith("..", StringComparison.Ordinal))
            {
                var word = text[..^1].Lower();
                token._isAbbreviation = PunktEnglish.Abbreviations.Contains(word)
                    || PunktEnglish.Abbreviations.Contains(word[(word.LastIndexOf('-') + 1)..]);
                token.EndsSentence = !token._isAbbreviation;
            }
            return token;
        }

        /// <summary>Second pass: what the next token tells about this one.</summary>
        public void LookAhead(Token next)
        {
            if (!EndsInDot)
                return;
            var type = TypeWithoutDot;
            var nextType = next.TypeOfNext;
            if (PunktEnglish.Collocations.Contains((type, nextType)))
            {
                EndsSentence = false;
                return;
            }
            if ((_isAbbreviation || _isEllipsis) && !IsInitial)
            {
                if (next.StartsUpper && PunktEnglish.SentenceStarters.Contains(nextType))
                    EndsSentence = true;
                return;
            }
            if (!IsInitial && type != "##number##")
                return;
            var isPunctuation = next._text is ";" or ":" or "," or "." or "!" or "?";
            if (isPunctuation || Characters.IsLower(next._text.FirstCodePoint()) || (IsInitial && next.StartsUpper))
                EndsSentence = false;
        }

        /// <summary><c>-?[.,]?\d[\d,.-]*\.?</c>: a number, or a date of digits.</summary>
        private static bool IsNumber(string text)
        {
            var at = text[0] == '-' ? 1 : 0;
            if (at < text.Length && text[at] is '.' or ',')
                at++;
            var digits = 0;
            while (at < text.Length)
            {
                var code = Characters.At(text, at, out var length);
                if (Characters.IsDecimal(code))
                    digits++;
                else if (digits == 0 || text[at] is not (',' or '.' or '-'))
                    return false;
                at += length;
            }
            return digits > 0;
        }
    }
}
