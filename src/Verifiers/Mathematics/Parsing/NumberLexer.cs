namespace Verifiers.Mathematics.Parsing;

/// <summary>
/// Finds where a number ends: digits with a point, an exponent, and separators of thousands in the conventions
/// 1,234,567.8 · 1.234.567,8 · 1 234 567 · 12,34,567 · 1{,}234 · 1\,234.
/// </summary>
internal static class NumberLexer
{
    public static Token Read(string source, int start, Reading reading, int depth, ref bool isAmbiguous)
    {
        var end = Digits(source, start);
        var grouped = false;
        if (end > start)
        {
            if (SureGroups(source, end) is var sure && sure > end)
                (end, grouped) = (sure, true);                                        // 1{,}234, 1\,234, 50,\!625
            else if (Groups(source, start, end, ',') is var commas && commas > end)
            {
                if (depth > 0 || reading.HasFlag(Reading.ListComma))
                    isAmbiguous |= depth == 0;                                        // (1,234) is a pair
                else
                    (end, grouped, isAmbiguous) = (commas, true, true);               // 1,234
            }
            else if (Groups(source, start, end, '.') is var points && points > end
                     && (CountOf(source, end, points, '.') > 1 || FollowsDecimalComma(source, points)))
            {
                end = points;                                                         // 1.234.567 or 1.234,5
                if (FollowsDecimalComma(source, end))
                    end = Digits(source, end + 1);
                return new(TokenKind.Number, start, end - start, false);
            }
            else if (LooseGroups(source, start, end) is var loose && loose > end && depth == 0)
            {
                isAmbiguous = true;
                if (reading.HasFlag(Reading.LooseGroups))
                {
                    (end, grouped) = (loose, true);                                   // 1 234 or 12,34,567
                    if (source[loose - 4] == ' ' && FollowsDecimalComma(source, end))
                        return new(TokenKind.Number, start, Digits(source, end + 1) - start, false);   // 1 234,5
                }
            }
            else if (depth == 0 && FollowsDecimalComma(source, end))
            {
                isAmbiguous = true;
                if (reading.HasFlag(Reading.DecimalComma))
                    return new(TokenKind.Number, start, Digits(source, end + 1) - start, false);   // 3,75
            }
        }
        if (reading.HasFlag(Reading.DecimalComma) && !grouped && depth == 0 && FollowsDecimalComma(source, end))
            return new(TokenKind.Number, start, Digits(source, end + 1) - start, false);
        if (end < source.Length && source[end] == '.')
        {
            // "5." ends a sentence; "0.\overline{3}" and "0.\dot 3" go on.
            if (end + 1 < source.Length && char.IsAsciiDigit(source[end + 1]))
                end = Digits(source, end + 1);
            else if (RepeatsAfterPoint(source, end + 1))
                end++;
            else if (end == source.Length - 1)
                return new(TokenKind.Number, start, end - start, false);
        }
        return new(TokenKind.Number, start, Exponent(source, end) - start, false);
    }

    private static int Digits(string source, int at)
    {
        while (at < source.Length && char.IsAsciiDigit(source[at]))
            at++;
        return at;
    }

    /// <summary>Separators that cannot mean anything else.</summary>
    private static int SureGroups(string source, int end)
    {
        while (end < source.Length)
        {
            var rest = source.AsSpan(end);
            var skip = rest.StartsWith("{,}") ? 3
                : rest.StartsWith(@",\!") ? 3
                : rest.StartsWith(@"\,") || rest.StartsWith(@"\!") ? 2
                : rest.StartsWith(@",\,") ? 3
                : rest[0] == '\'' || (rest[0] == '_' && Digits(source, end + 1) == end + 4) ? 1
                : 0;
            if (skip == 0 || Digits(source, end + skip) != end + skip + 3)
                return end;
            end += skip + 3;
        }
        return end;
    }

    /// <summary>1–3 digits, then groups of exactly three.</summary>
    private static int Groups(string source, int start, int end, char separator)
    {
        if (end - start > 3 || (source[start] == '0' && end - start >= 1))
            return end;
        while (end < source.Length && source[end] == separator && Digits(source, end + 1) == end + 4)
            end += 4;
        return end;
    }

    /// <summary>Groups of three after spaces, or the Indian 12,34,567.</summary>
    private static int LooseGroups(string source, int start, int end)
    {
        if (end - start > 3)
            return end;
        var at = end;
        if (at < source.Length && source[at] == ' ')
        {
            while (at < source.Length && source[at] == ' ' && Digits(source, at + 1) == at + 4)
                at += 4;
            return at;
        }
        while (at < source.Length && source[at] == ',' && Digits(source, at + 1) == at + 3)
            at += 3;
        return at > end && at < source.Length && source[at] == ',' && Digits(source, at + 1) == at + 4 ? at + 4 : end;
    }

    private static bool FollowsDecimalComma(string source, int at) =>
        at + 1 < source.Length && source[at] == ',' && char.IsAsciiDigit(source[at + 1])
        && Digits(source, at + 1) is var end && (end >= source.Length || source[end] != ',');

    private static int CountOf(string source, int from, int to, char c) => source.AsSpan(from, to - from).Count(c);

    private static bool RepeatsAfterPoint(string source, int at)
    {
        var rest = source.AsSpan(Math.Min(at, source.Length)).TrimStart();
        if (rest.StartsWith("(") && rest.IndexOf(')') is > 1 and var close && rest[1..close].ContainsOnlyDigits())
            return true;                                                              // 0.(3)
        return rest.StartsWith(@"\overline") || rest.StartsWith(@"\dot{") || rest.StartsWith(@"\dot ") || rest.StartsWith(@"\bar")
            || rest.StartsWith(@"\dot1") || (rest.StartsWith(@"\dot") && rest.Length > 4 && char.IsAsciiDigit(rest[4]));
    }

    /// <summary>e5, E-3; not the e of "2e" nor of "2e^x".</summary>
    private static int Exponent(string source, int end)
    {
        if (end >= source.Length || source[end] is not ('e' or 'E'))
            return end;
        var digits = end + 1 < source.Length && source[end + 1] is '+' or '-' ? end + 2 : end + 1;
        var last = Digits(source, digits);
        if (last == digits || (last < source.Length && char.IsAsciiLetter(source[last])))
            return end;
        return last;
    }
}
