using System.Globalization;

namespace Verifiers.Mathematics.Answers;

/// <summary>
/// Dates in the usual spellings: May 5, 2020 · 5 May 2020 · 5th of May · 2020-05-05 · 2020年5月5日 · 25/12/2020, where day and month
/// cannot be taken for each other.
/// </summary>
internal static class Dates
{
    private const int Longest = 40;

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>The date in one spelling, such as "date 5 5 2020"; null when the text is no date.</summary>
    public static string? Read(string text)
    {
        if (text.Length is < 4 or > Longest || !char.IsLetterOrDigit(text[0]) || text.AsSpan().IndexOfAny("\\^=+") >= 0)
            return null;
        return InDigits(text) ?? Ideographic(text) ?? InWords(text);
    }

    private static string InOneSpelling(int day, int month, int year) => string.Create(CultureInfo.InvariantCulture, $"date {day} {month} {year}");

    /// <summary>2020-05-05, 2020/5/5, 25/12/2020, 12/25/2020.</summary>
    private static string? InDigits(string text)
    {
        var parts = text.Split('-', '/', '.');
        if (parts.Length != 3 || text.Length > 10)
            return null;
        Span<int> numbers = stackalloc int[3];
        for (var i = 0; i < 3; i++)
        {
            if (!int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        }
        var (a, b, c) = (numbers[0], numbers[1], numbers[2]);
        if (parts[0].Length == 4 && b is >= 1 and <= 12 && c is >= 1 and <= 31)
            return InOneSpelling(c, b, a);
        if (parts[2].Length != 4 || a < 1 || b < 1)
            return null;
        return (a <= 12, b <= 12) switch
        {
            (false, true) when a <= 31 => InOneSpelling(a, b, c),
            (true, false) when b <= 31 => InOneSpelling(b, a, c),
            (true, true) when a == b => InOneSpelling(a, b, c),
            _ => null,                                                  // 3/4/2020 is the third of April or the fourth of March
        };
    }

    /// <summary>2020年5月5日, 5月5日.</summary>
    private static string? Ideographic(string text)
    {
        var (year, month, day) = (text.IndexOf('年', StringComparison.Ordinal), text.IndexOf('月', StringComparison.Ordinal), text.Length - 1);
        if (month < 0 || text[day] is not ('日' or '号') || year > month)
            return null;
        var y = 0;
        return (year < 0 || int.TryParse(text.AsSpan(0, year), NumberStyles.None, CultureInfo.InvariantCulture, out y))
            && int.TryParse(text.AsSpan(year + 1, month - year - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var m)
            && int.TryParse(text.AsSpan(month + 1, day - month - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var d) && m is >= 1 and <= 12 && d is >= 1 and <= 31
                ? InOneSpelling(d, m, y)
                : null;
    }

    private static string? InWords(string text)
    {
        var (day, month, year) = (0, 0, 0);
        foreach (var word in text.ToLowerInvariant().Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (month == 0 && word.Length >= 3 && Array.FindIndex(Months, name => name.StartsWith(word, StringComparison.Ordinal)) is >= 0 and var at)
                month = at + 1;
            else if (day == 0 && int.TryParse(word.TrimEnd('s', 't', 'n', 'd', 'r', 'h'), NumberStyles.None, CultureInfo.InvariantCulture, out var d) && d is > 0 and < 32)
                day = d;
            else if (year == 0 && word.Length == 4 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var y))
                year = y;
            else if (word is not ("of" or "the"))
                return null;
        }
        return month > 0 && day > 0 ? InOneSpelling(day, month, year) : null;
    }
}
