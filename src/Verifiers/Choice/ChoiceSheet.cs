using System.Text;
using Verifiers.Extraction;

namespace Verifiers.Choice;

/// <summary>The labels of one question and, where they are known, the texts of its choices in the form in which they are compared.</summary>
internal sealed class ChoiceSheet
{
    private static readonly string[] FontCommands =
        [@"\textbf", @"\textit", @"\textrm", @"\text", @"\mathrm", @"\mathbf", @"\mathit", @"\mathsf", @"\mathbb", @"\mbox", @"\boxed", @"\fbox", @"\operatorname", @"\left", @"\right"];

    private readonly string[] _labelsLongestFirst;
    private readonly string[] _normalTexts;

    public ChoiceSheet(IReadOnlyList<string> labels, IReadOnlyList<string>? texts)
    {
        Labels = labels;
        Texts = texts is null ? null : [.. texts.Select(TextForm)];
        _normalTexts = Texts is null ? [] : [.. Texts.Select(NormalForm.Of)];
        _labelsLongestFirst = [.. labels.OrderByDescending(label => label.Length)];
        HasLettersAToD = labels is ["A", "B", "C", "D", ..];
    }

    /// <summary>As the question writes them: A, B, C, D or 1, 2, 3.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What stands beside each label, in <see cref="TextForm"/>; null when the reference does not tell.</summary>
    public IReadOnlyList<string>? Texts { get; }

    /// <summary>Whether the letters of other alphabets that stand for A to D are read.</summary>
    public bool HasLettersAToD { get; }

    /// <summary>The label at the beginning of a text, in this case exactly; null when none stands there. The longest wins.</summary>
    public string? LabelAt(ReadOnlySpan<char> text, bool ignoreCase)
    {
        foreach (var label in _labelsLongestFirst)
        {
            if (text.StartsWith(label, ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
                return label;
        }
        return null;
    }

    /// <summary>The text of a choice; null when it is not known.</summary>
    public string? TextOf(string label)
    {
        for (var i = 0; i < Labels.Count; i++)
        {
            if (Labels[i] == label)
                return Texts?[i];
        }
        return null;
    }

    /// <summary>The one choice whose text this is, exactly or else in the <see cref="NormalForm"/>; null when it is the text of none or of several.</summary>
    /// <param name="text">In <see cref="TextForm"/>.</param>
    public string? LabelOfText(string text)
    {
        if (Texts is null || text.Length == 0)
            return null;
        return Texts.Contains(text) ? Only(Texts, text) : Only(_normalTexts, NormalForm.Of(text));
    }

    private string? Only(IReadOnlyList<string> texts, string text)
    {
        string? found = null;
        for (var i = 0; i < texts.Count; i++)
        {
            if (texts[i] != text)
                continue;
            if (found is not null)
                return null;
            found = Labels[i];
        }
        return found;
    }

    /// <summary>
    /// The form in which texts are compared: normalisation form KC, lower case, one space for any white space, without emphasis, fonts,
    /// braces and dollar signs, and without punctuation at both ends.
    /// </summary>
    public static string TextForm(string text)
    {
        var folded = FoldedText.Fold(text, dropEmphasis: true).ToLowerInvariant();
        var form = new StringBuilder(folded.Length);
        for (var i = 0; i < folded.Length; i++)
        {
            var c = folded[i];
            if (c == '\\' && FontAt(folded.AsSpan(i)) is > 0 and var length)
            {
                i += length - 1;
                continue;
            }
            if (c == '}' && i + 1 < folded.Length && (folded[i + 1] == '{' || char.IsDigit(folded[i + 1])))
            {
                form.Append(folded[i + 1] == '{' ? '/' : ' '); // \frac{1}{12} is not \frac{11}{2}
                continue;
            }
            if (c is '{' or '}' or '$' || (c == '\\' && i + 1 < folded.Length && folded[i + 1] is '(' or ')' or '[' or ']' or '{' or '}' or '$' or '%'))
            {
                i += c == '\\' && folded[i + 1] is '(' or ')' or '[' or ']' ? 1 : 0;
                continue;
            }
            if (c == '\\' && i + 1 < folded.Length && folded[i + 1] is ' ' or ',' or ';' or '!')
            {
                i++;
                c = ' ';
            }
            if (!char.IsWhiteSpace(c) && c != '~')
                form.Append(c);
            else if (form.Length > 0 && form[^1] != ' ')
                form.Append(' ');
        }
        return WithoutOuterPunctuation(form.ToString());
    }

    /// <summary>Without quotes, full stops and the like at both ends; brackets only as a pair, and no sign of a number.</summary>
    private static string WithoutOuterPunctuation(string text)
    {
        var span = text.AsSpan();
        for (var before = -1; before != span.Length;)
        {
            before = span.Length;
            span = span.Trim();
            while (span.Length > 0 && ".,;:!?。，；：！？、".Contains(span[^1], StringComparison.Ordinal) && !IsFactorial(span))
                span = span[..^1];
            span = span.Trim("\"'“”‘’«»「」『』");
            if (span.Length > 2 && ((span[0] == '(' && span[^1] == ')') || (span[0] == '[' && span[^1] == ']')) && span[1..^1].IndexOfAny("()[]") < 0)
                span = span[1..^1];
        }
        return span.ToString();
    }

    /// <summary>10! and n! may be another number; an exclamation mark behind a word is none.</summary>
    private static bool IsFactorial(ReadOnlySpan<char> text) =>
        text is [.., var last, '!'] && (char.IsDigit(last) || last == ')' || (char.IsAsciiLetter(last) && (text.Length == 2 || !char.IsLetterOrDigit(text[^3]))));

    /// <summary>Length of the command for a font at the beginning of the text; 0 when none stands there.</summary>
    public static int FontAt(ReadOnlySpan<char> text)
    {
        foreach (var command in FontCommands)
        {
            if (text.StartsWith(command, StringComparison.Ordinal) && !(text.Length > command.Length && char.IsAsciiLetter(text[command.Length])))
                return command.Length;
        }
        return 0;
    }
}
