using System.Globalization;

namespace Verifiers.Mathematics.Answers;

/// <summary>Dates with the name of a month, in the usual spellings: May 5, 2020 · 5 May 2020 · 5th of May.</summary>
internal static class Dates
{
    private const int Longest = 40;

    private static readonly string[] Months =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    /// <summary>The date in one spelling, such as "date 5 5 2020"; null when the text is no date.</summary>
    public static string? Read(string text)
    {
        if (text.Length is < 5 or > Longest || !char.IsLetterOrDigit(text[0]) || text.AsSpan().IndexOfAny("\\^=+") >= 0)
            return null;
        if (text.Length == 10 && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var iso))
            return string.Create(CultureInfo.InvariantCulture, $"date {iso.Day} {iso.Month} {iso.Year}");
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
        return month > 0 && day > 0 ? string.Create(CultureInfo.InvariantCulture, $"date {day} {month} {year}") : null;
    }
}
