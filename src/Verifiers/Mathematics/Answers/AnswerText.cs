using System.Buffers;
using System.Text;
using Verifiers.Extraction;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Parsing;

namespace Verifiers.Mathematics.Answers;

/// <summary>An answer as it was written, with what it was read as. Read once, compared often.</summary>
/// <param name="Source">The text, without the delimiters of mathematics around it.</param>
/// <param name="Tree">What it says; null when it could not be read.</param>
/// <param name="IsAmbiguous">Whether another <see cref="Reading"/> may say something else.</param>
internal sealed record AnswerText(string Source, Expr? Tree, bool IsAmbiguous)
{
    private static readonly Reading[] OtherReadings = [Reading.ListComma, Reading.DecimalComma, Reading.LooseGroups, Reading.LetterUnits, Reading.CommonLogarithm, Reading.LetterProducts];

    /// <summary>Reads an answer in the usual way.</summary>
    public static AnswerText Read(string text)
    {
        var source = Clean(text);
        if (source.Length == 0)
            return new(source, null, false);
        if (Dates.Read(source) is { } date)
            return new(source, new TextAnswer(date), false);
        if (source[0] == '*' && Words.ReadYesOrNo(source) is { } decision)
            return new(source, new TextAnswer(decision), false);
        if (ReadWords(source) is { } words)
            return new(source, words, false);
        var latex = Unicode.ToLatex(source);
        var tree = Parser.Parse(latex, Reading.Usual, out var isAmbiguous) ?? ReadUnknownFunction(latex);
        if (tree is null && IsProse(source))
            tree = Classify(Words.Normalise(source));
        return new(source, tree, isAmbiguous);
    }

    /// <summary>What else an ambiguous answer may say.</summary>
    public IEnumerable<(Reading Reading, Expr Tree)> OtherTrees()
    {
        foreach (var reading in OtherReadings)
        {
            if (TreeIn(reading) is { } tree)
                yield return (reading, tree);
        }
    }

    /// <summary>What the answer says in another reading; null when that is nothing else.</summary>
    public Expr? TreeIn(Reading reading) =>
        IsAmbiguous && Parser.Parse(Unicode.ToLatex(Source), reading, out _) is { } tree && !tree.Equals(Tree) ? tree : null;

    /// <summary>Takes away $…$, \(…\), **…**, quotes and the full stop at the end.</summary>
    public static string Clean(string text)
    {
        var span = text.AsSpan().Trim();
        for (var rounds = 0; rounds < 8; rounds++)
        {
            var before = span.Length;
            span = Strip(span, "$$", "$$");
            span = Strip(span, "$", "$");
            span = Strip(span, @"\(", @"\)");
            span = Strip(span, @"\[", @"\]");
            span = Strip(span, "**", "**");
            span = Strip(span, "\"", "\"");
            span = Strip(span, "`", "`");
            span = Strip(span, "“", "”");
            span = Strip(span, @"\boxed{", "}");
            span = Strip(span, @"\fbox{", "}");
            span = Strip(span, "'", "'");
            span = Strip(span, "__", "__");
            span = WithoutTags(span);
            span = WithoutLead(span);
            if (span.Length > 1 && span[^1] is '.' or '。' or ',' or ';' && span[^2] is not ('.' or '\\'))
                span = span[..^1].TrimEnd();
            if (span.Length == before)
                break;
        }
        span = WithoutRedundantParentheses(span);
        // A lone $ is money: its partner would have been taken away.
        var dollars = span.Count('$') - CountEscaped(span);
        return dollars % 2 == 1 ? MarkCurrency(span) : span.ToString();
    }

    /// <summary>((x)) is (x), at whatever depth: what stands in brackets twice gains nothing by it.</summary>
    private static ReadOnlySpan<char> WithoutRedundantParentheses(ReadOnlySpan<char> span)
    {
        var opening = span.Length - span.TrimStart('(').Length;
        if (opening < 2)
            return span;
        // Of the opening brackets, as many belong to the closing ones at the end as the depth never falls below in between.
        var (depth, lowest) = (opening, opening);
        var closing = span.Length - span.TrimEnd(')').Length;
        foreach (var c in span[opening..^closing])
        {
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            lowest = Math.Min(lowest, depth);
        }
        var pairs = Math.Min(lowest, closing);
        return depth == closing && pairs > 1 ? span[(pairs - 1)..^(pairs - 1)] : span;
    }

    private static int CountEscaped(ReadOnlySpan<char> span)
    {
        var count = 0;
        for (var i = 1; i < span.Length; i++)
            count += span[i] == '$' && span[i - 1] == '\\' ? 1 : 0;
        return count;
    }

    private static string MarkCurrency(ReadOnlySpan<char> span)
    {
        var output = new StringBuilder(span.Length + 4);
        for (var i = 0; i < span.Length; i++)
        {
            if (span[i] == '$' && (i == 0 || span[i - 1] != '\\') && i + 1 < span.Length && (char.IsAsciiDigit(span[i + 1]) || span[i + 1] == '.'))
                output.Append('\\');
            output.Append(span[i]);
        }
        return output.ToString();
    }

    private static ReadOnlySpan<char> Strip(ReadOnlySpan<char> span, ReadOnlySpan<char> open, ReadOnlySpan<char> close)
    {
        if (span.Length < open.Length + close.Length || !span.StartsWith(open) || !span.EndsWith(close))
            return span;
        var inner = span[open.Length..^close.Length];
        if (open is "$" or "$$" or "\"" or "**" or "`" or "'" or "__" ? inner.Contains(open, StringComparison.Ordinal) : open is @"\boxed{" or @"\fbox{" && !Braces.AreBalanced(inner))
            return span;
        return inner.Trim();
    }

    /// <summary>&lt;b>18&lt;/b>: marks of HTML around the whole answer.</summary>
    private static ReadOnlySpan<char> WithoutTags(ReadOnlySpan<char> span)
    {
        foreach (var tag in (ReadOnlySpan<string>)["b", "i", "em", "strong", "p", "span", "code", "u", "mark", "center", "div", "math", "answer"])
        {
            if (span.Length > (2 * tag.Length) + 5 && span[0] == '<' && span[1..].StartsWith(tag) && span[tag.Length + 1] == '>'
                && span.EndsWith(">") && span[..^1].EndsWith(tag) && span[..^(tag.Length + 1)].EndsWith("</") && span[(tag.Length + 2)..^(tag.Length + 3)] is var inner && inner.IndexOf('<') < 0)
            {
                return inner.Trim();
            }
        }
        return span;
    }

    /// <summary>Words only: a known phrase, a number in words, or a word too long to be a product of unknowns.</summary>
    private static Expr? ReadWords(string source)
    {
        if (source.Length > 200 || !char.IsLetter(source[0]) || source.AsSpan().IndexOfAny("0123456789\\^_=+<>/*(){}[]|") >= 0)
            return null;
        if (Words.ReadYesOrNo(source) is { } decision)
            return new TextAnswer(decision);
        var words = Words.Normalise(source);
        var tree = Classify(words);
        if (tree is not TextAnswer)
            return tree;
        if (WordNumbers.Measured(words) is { } measured)
            return measured;
        var isWord = words.Length > 3 && !Commands.IsKnown(words.Split(' ')[0]) && words is not ("sqrt" or "infinity");
        return isWord && source.AsSpan().IndexOfAny(",;:'") < 0 && !words.Split(' ').Any(word => word is "and" or "or") && source[0] < 0x2E80 && source.Split(' ').All(word => word.Length > 1)
            ? tree
            : words is "yes" or "no" ? tree : null;
    }

    /// <summary>"The answer is 5" and "\text{Answer: }5": what introduces the answer is no part of it.</summary>
    private static ReadOnlySpan<char> WithoutLead(ReadOnlySpan<char> span)
    {
        var rest = span;
        var braces = 0;
        foreach (var font in (ReadOnlySpan<string>)[@"\text{", @"\textbf{", @"\mathrm{", "**"])
        {
            if (rest.StartsWith(font))
            {
                rest = rest[font.Length..];
                braces += font[^1] == '{' ? 1 : 0;
            }
        }
        rest = rest.TrimStart();
        foreach (var word in (ReadOnlySpan<string>)["so ", "thus ", "therefore ", "so, ", "therefore, ", "the ", "our ", "final ", "correct "])
        {
            if (rest.StartsWith(word, StringComparison.OrdinalIgnoreCase))
                rest = rest[word.Length..];
        }
        if (!rest.StartsWith("answer", StringComparison.OrdinalIgnoreCase))
            return span;
        rest = rest["answer".Length..];
        if (rest.StartsWith(" is", StringComparison.Ordinal))
            rest = rest[3..].TrimStart(':');
        else if (rest.TrimStart() is [':' or '=', ..])
            rest = rest.TrimStart()[1..];
        else
            return span;
        rest = rest.TrimStart().TrimStart('*').TrimStart();
        if (braces > 0 && rest.StartsWith("}"))
            return rest[1..].Trim();
        // \text{The answer is 5}
        return braces > 0 && rest.EndsWith("}") ? rest[..^1].Trim() : braces > 0 ? span : rest;
    }

    /// <summary>
    /// "(b) -1812", "\textbf{(B)}\ 12", "B) 12", "c. 5": the label of a part or choice, then its answer. Null when there is no label, or
    /// another follows it.
    /// </summary>
    public AnswerText? WithoutLabel()
    {
        var span = Source.AsSpan();
        foreach (var font in (ReadOnlySpan<string>)[@"\text{", @"\textbf{", @"\mathrm{", @"\mathbf{"])
        {
            if (span.StartsWith(font))
                span = span[font.Length..];
        }
        var bracketed = span.StartsWith("(");
        span = span.TrimStart('(').TrimStart();
        if (span.Length < 3 || !char.IsAsciiLetter(span[0]) || !(span[1] == ')' || (!bracketed && span[1] is '.' or ':')))
            return null;
        var rest = span[2..];
        // Without a space, brackets or fonts this may be a product: (a)5.
        if (!(char.IsWhiteSpace(rest[0]) || rest[0] is '}' or '\\'))
            return null;
        rest = rest.TrimStart(" }~");
        while (rest.StartsWith(@"\ ") || rest.StartsWith(@"\quad") || rest.StartsWith(@"\;") || rest.StartsWith(@"\,"))
            rest = rest[(rest.StartsWith(@"\quad") ? 5 : 2)..].TrimStart(" }~");
        return rest.Length == 0 || rest[0] == '(' && rest.Length > 2 && rest[2] == ')' ? null : Read(rest.ToString());
    }

    /// <summary>P(A|B), \Pr[X=7], \mathbb{E}[X]: a name, and in brackets to the very end what no value can be computed from.</summary>
    private static Application? ReadUnknownFunction(string source)
    {
        var open = source.AsSpan().IndexOfAny('(', '[');
        if (open is < 1 or > 24 || source[^1] != (source[open] == '(' ? ')' : ']'))
            return null;
        var name = source.AsSpan(0, open).TrimEnd();
        if (name.Length == 0 || name.IndexOfAnyExcept(FunctionNames) >= 0 || name.Trim("\\{} ").Length == 0 || (name[0] == '\\' && Commands.IsKnown(name[1..])))
            return null;
        var depth = 0;
        for (var i = open; i < source.Length; i++)
        {
            depth += source[i] is '(' or '[' ? 1 : source[i] is ')' or ']' ? -1 : 0;
            if (depth == 0 && i < source.Length - 1)
                return null;
        }
        return depth == 0 ? new(name.ToString(), [new TextAnswer(string.Concat(source[open..].Where(c => !char.IsWhiteSpace(c))))]) : null;
    }

    private static readonly SearchValues<char> FunctionNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ\\{} ");

    /// <summary>Text without a sign of mathematics, which is compared as words.</summary>
    private static bool IsProse(string source) =>
        source.AsSpan().IndexOfAny("^_=+<>*{}[]|\\/") < 0 && source.Any(char.IsLetter);

    /// <summary>The meaning of a known phrase, a number in words, or the words themselves.</summary>
    public static Expr Classify(string words) => words switch
    {
        "∅" or "ℝ" or "ℤ" => new NamedSet(words),
        "∞" => new Constant(ConstantKind.Infinity),
        "negative infinity" or "minus infinity" => Build.Negate(new Constant(ConstantKind.Infinity)),
        "noon" or "midday" or "12 noon" => new ClockTime(12 * 60),
        "midnight" => new ClockTime(0),
        _ => WordNumbers.Value(words) is { } number ? new Number(number) : new TextAnswer(words),
    };
}
