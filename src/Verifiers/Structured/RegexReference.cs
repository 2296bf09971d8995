using System.Globalization;
using System.Text.RegularExpressions;

namespace Verifiers.Structured;

/// <summary>
/// A text against a regular expression of .NET, without backtracking: time is linear in the text. Look-around and back references are
/// refused, because no such engine has them.
/// </summary>
internal sealed class RegexReference
{
    private const int LongestPattern = 4_000;

    private readonly Regex _regex;
    private readonly string _match;
    private readonly int _minimum;

    private RegexReference(Regex regex, string match, int minimum) => (_regex, _match, _minimum) = (regex, match, minimum);

    /// <summary>Reads <c>regex</c>, <c>match</c> (whole, search or lines) and <c>minimum</c> (for lines).</summary>
    /// <exception cref="InvalidInputException">It is no such expression.</exception>
    public static RegexReference Read(JsonCursor reference)
    {
        reference.Object("regex", "match", "minimum");
        var cursor = reference.Optional("regex");
        var match = reference.Optional("match") is { IsPresent: true } asked ? asked.OneOf("whole", "search", "lines") : "whole";
        var minimum = reference.Optional("minimum");
        if (minimum.IsPresent && match != "lines")
            throw minimum.Refused("counts lines and belongs to \"match\": \"lines\".");
        return new(Verifiers.Patterns.Read(cursor, isWhole: match == "whole", longest: LongestPattern), match, minimum.IntegerOr(1, 0, 1_000_000));
    }

    public Judgement Judge(string text, TextSpan scope)
    {
        var evidence = new StructuredEvidence("regex") { Found = scope };
        var part = scope.In(text);
        if (_match == "lines")
        {
            var count = 0;
            foreach (var line in part.Split('\n'))
                count += _regex.IsMatch(part[line].TrimEnd('\r')) ? 1 : 0;
            var sentence = string.Create(CultureInfo.InvariantCulture, $"{count} lines match; at least {_minimum} were asked for.");
            return count >= _minimum ? Judgement.Correct("valid", sentence, evidence) : Judgement.Incorrect("no_match", sentence, evidence);
        }
        return _regex.IsMatch(part)
            ? Judgement.Correct("valid", "The text matches the expression.", evidence)
            : Judgement.Incorrect("no_match", "The text does not match the expression.", evidence);
    }
}
