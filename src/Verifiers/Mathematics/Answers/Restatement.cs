using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>Whether an answer only copies an expression of the question that was to be computed or transformed.</summary>
internal static class Restatement
{
    /// <summary>Signs of an expression that is worth recognising: "2+3".</summary>
    private const int Shortest = 3;

    /// <summary>
    /// The answer holds an operation, is not written as the reference is, and stands in the question sign by sign, with nothing
    /// joined to it: 2^{10} where "Compute 2^{10}" is asked for 1024. Numbers and fractions of numbers restate nothing.
    /// </summary>
    public static bool Is(AnswerText answer, AnswerText reference, string question)
    {
        if (answer.Tree is not { } tree || tree is Number or DecimalNumber or Quantity { Value: Number or DecimalNumber } or Variable or Constant or Listing or Interval or Relation or NamedSet
            or TextAnswer or Ratio or Matrix or SetOperation or BasedNumber or ClockTime || tree.Equals(reference.Tree))
        {
            return false;
        }
        var (copied, asked) = (Signs(answer.Source), Signs(question));
        if (copied.Length < Shortest)
            return false;
        for (var at = asked.IndexOf(copied, StringComparison.Ordinal); at >= 0; at = asked.IndexOf(copied, at + 1, StringComparison.Ordinal))
        {
            // Within a longer number or product it is not the expression that was asked about.
            var (before, after) = (at == 0 ? ' ' : asked[at - 1], at + copied.Length == asked.Length ? ' ' : asked[at + copied.Length]);
            if (!IsJoined(before) && !IsJoined(after))
                return true;
        }
        return false;
    }

    private static bool IsJoined(char c) => char.IsAsciiDigit(c) || c is '+' or '-' or '*' or '/' or '^' or '_' or '\\' or '{' or '(';

    /// <summary>The text without spaces, delimiters of mathematics and words of layout.</summary>
    private static string Signs(string text) =>
        string.Concat(text.Replace(@"\left", "", StringComparison.Ordinal).Replace(@"\right", "", StringComparison.Ordinal).Replace(@"\dfrac", @"\frac", StringComparison.Ordinal)
            .Replace(@"\displaystyle", "", StringComparison.Ordinal).Where(c => !char.IsWhiteSpace(c) && c != '$'));
}
