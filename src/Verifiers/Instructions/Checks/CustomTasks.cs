using Verifiers.Instructions.Patterns;
using Verifiers.Instructions.Text;

namespace Verifiers.Instructions.Checks;

/// <summary>Eleven fixed tasks of IFBench, each with its own prompt.</summary>
internal static class CustomTasks
{
    private static readonly string[] _multiples = ["14", "21", "28", "35", "42", "49"];

    /// <summary>Capitals north of 45 degrees, from north to south.</summary>
    private static readonly string[] _capitals =
    [
        "Reykjavik", "Helsinki", "Oslo", "Tallinn", "Stockholm", "Riga", "Moscow", "Copenhagen", "Vilnius", "Minsk", "Dublin", "Berlin",
        "Amsterdam", "Warsaw", "London", "Brussels", "Prague", "Luxembourg", "Paris", "Vienna", "Bratislava", "Budapest", "Vaduz",
        "Chisinau", "Bern", "Ljubljana", "Zagreb",
    ];

    private static readonly Pattern _question = Compile(@"\n*Question \d+[\.|\):;]?\s*");
    private static readonly Pattern _option = Compile(@"\A[A-Ea-e][\.|\)]\s*\w+");
    private static readonly Pattern _productHeader = Compile(Header(",[ \\t]*", "ProductID", "Category", "Brand", "Price", "Stock"));
    private static readonly Pattern _studentHeader = Compile(Header("\\t *", "StudentID", "Subject", "Grade", "Semester", "Score"));
    private static readonly Pattern _date = Compile(@"\A\d{4}-\d{2}-\d{2}$");

    /// <summary>The multiples of 7 from 10 to 50.</summary>
    public static Check Multiples(Kwargs kwargs) => text =>
    {
        var numbers = ResponseText.RunsOf(text.Text, Characters.IsDecimal);
        return Finding.Of(numbers.SequenceEqual(_multiples), "the numbers " + string.Join(", ", _multiples), Finding.Quote(string.Join(", ", numbers.Take(20))));
    };

    /// <summary>Four questions with five options each, each longer than the one before it.</summary>
    public static Check MultipleChoice(Kwargs kwargs) => text =>
    {
        if (!text.Text.StartsWith("Question", StringComparison.Ordinal))
            return new(false, "the text does not start with a question");
        var questions = Split(text.Text, _question);
        if (questions.Count != 4)
            return Finding.Exactly(4, questions.Count, "questions");
        var previous = -1;
        foreach (var question in questions)
        {
            var lines = Array.ConvertAll(question.Split('\n'), PythonStrings.Strip);
            var options = lines.Count(line => _option.IsIn(line) == true);
            if (options != 5)
                return Finding.Exactly(5, options, $"options of {Finding.Quote(question)}");
            var length = string.Join(' ', lines.TakeWhile(line => _option.IsIn(line) != true)).Strip().CodePoints();
            if (length <= previous)
                return new(false, $"{Finding.Quote(question)} is not longer than the question before it");
            previous = length;
        }
        return new(true, "found four questions with five options each, each longer than the one before it");
    };

    /// <summary>Zimbabwe and at least 51 lines after it, in descending order.</summary>
    public static Check CountriesBackwards(Kwargs kwargs) => text =>
    {
        var lines = text.Lines.Select(PythonStrings.StripPunctuation).Where(line => line.Length > 0)
            .SkipWhile(line => !line.Contains("Zimbabwe", StringComparison.Ordinal)).Select(LatinLetters.ToAscii).ToList();
        if (lines.Count < 52)
            return Finding.AtLeast(52, lines.Count, "lines from Zimbabwe on");
        for (var i = 1; i < lines.Count; i++)
        {
            if (string.CompareOrdinal(lines[i - 1], lines[i]) < 0)
                return new(false, $"{Finding.Quote(lines[i])} comes after {Finding.Quote(lines[i - 1])}");
        }
        return new(true, "the lines are in descending order");
    };

    /// <summary>The words read backwards name the bald eagle.</summary>
    public static Check WordsBackwards(Kwargs kwargs) => text =>
    {
        var words = text.Lowered.Strip().WithoutPunctuation().Words();
        words.Reverse();
        return Names(string.Join(' ', words), "bald eagle");
    };

    /// <summary>The characters read backwards name the bald eagle.</summary>
    public static Check CharactersBackwards(Kwargs kwargs) => text => Names(text.Lowered, "elgae dlab");

    /// <summary>26 sentences, the first starting with a, the last with z.</summary>
    public static Check AlphabetStory(Kwargs kwargs) => text =>
    {
        if (text.Sentences.Count != 26)
            return Finding.Exactly(26, text.Sentences.Count, "sentences");
        for (var i = 0; i < 26; i++)
        {
            var letter = (char)('a' + i);
            if (text.Sentences[i].Words() is not { Count: > 0 } words || words[0].Lower()[0] != letter)
                return Finding.Of(false, $"a sentence with {letter}", Finding.Quote(text.Sentences[i]));
        }
        return new(true, "the sentences start with the letters of the alphabet");
    };

    public static Check Capitals(Kwargs kwargs) => text =>
    {
        var capitals = LatinLetters.ToAscii(text.Text).Split(',').Where(piece => !piece.IsBlank()).Select(PythonStrings.Strip).ToList();
        if (capitals.Count != _capitals.Length)
            return Finding.Exactly(_capitals.Length, capitals.Count, "capitals");
        var wrong = capitals.Zip(_capitals).FirstOrDefault(pair => pair.First != pair.Second);
        return wrong.First is null ? new(true, "found the capitals from north to south") : Finding.Of(false, wrong.Second, Finding.Quote(wrong.First));
    };

    public static Check CityTable(Kwargs kwargs) => text =>
    {
        const string Asked = "a header ID,Country,City,Year,Count and 7 rows of 5 fields";
        var rows = PythonCsv.Read(text.Text, ',');
        return Finding.Of(
            rows is { Count: 8 } && rows[0] is ["ID", "Country", "City", "Year", "Count"] && rows.TrueForAll(row => row.Length == 5),
            Asked, Rows(rows));
    };

    /// <summary>14 rows, in one of them a quoted field with a special character.</summary>
    public static Check ProductTable(Kwargs kwargs) => text =>
    {
        const string Asked = "a header ProductID,Category,Brand,Price,Stock and 14 rows of 5 fields, one with a special character in quotes";
        if (_productHeader.IsIn(text.Lines[0].Strip()) != true)
            return Finding.Of(false, Asked, "another header");

        // Quotes are tripled, so that the reader leaves one on each side of a quoted field.
        var rows = PythonCsv.Read(text.Text.Replace("\"", "\"\"\"", StringComparison.Ordinal), ',');
        if (rows is not { Count: 15 })
            return Finding.Of(false, Asked, Rows(rows));
        foreach (var row in rows.Skip(1))
        {
            if (row.Length != 5)
                return Finding.Of(false, Asked, $"a row of {Finding.Number(row.Length)} fields");
            if (Array.Exists(row, HasQuotedSpecialCharacter))
                return Finding.Of(true, Asked, "them");
        }
        return Finding.Of(false, Asked, "no special character in quotes");
    };

    /// <summary>Three rows of quoted fields with tabs between them.</summary>
    public static Check StudentTable(Kwargs kwargs) => text =>
    {
        const string Asked = "a header of StudentID, Subject, Grade, Semester, Score and 3 rows, tabs between fields, each field in quotes";
        if (_studentHeader.IsIn(text.Lines[0].Strip()) != true)
            return Finding.Of(false, Asked, "another header");
        var rows = PythonCsv.Read(text.Text.Replace("\"", "\"\"\"", StringComparison.Ordinal), '\t');
        return Finding.Of(
            rows is { Count: 4 } && rows.TrueForAll(row => row.Length == 5 && Array.TrueForAll(row, static field => field.Strip() is ['"', ..] and [.., '"'])),
            Asked, Rows(rows));
    };

    /// <summary>Dates of Napoleon's lifetime with commas between them.</summary>
    public static Check Dates(Kwargs kwargs) => text =>
    {
        foreach (var piece in text.Stripped.Split(','))
        {
            var date = piece.Strip();
            if (_date.IsIn(date) != true || !IsInNapoleonsLifetime(date))
                return new(false, $"{Finding.Quote(date)} is no date from 1769 to 1821 of the form YYYY-MM-DD");
        }
        return new(true, "every piece is a date of the form YYYY-MM-DD");
    };

    private static bool IsInNapoleonsLifetime(string date)
    {
        var numbers = date.Split('-').Select(DecimalValue).ToArray();
        var (year, month, day) = (numbers[0], numbers[1], numbers[2]);
        var days = month switch
        {
            4 or 6 or 9 or 11 => 30,
            2 => 29,
            0 => 99, // the public checker looks at the months 1 to 12 only
            _ => 31,
        };
        return year is >= 1769 and <= 1821 && month <= 12 && day <= days;
    }

    private static int DecimalValue(string digits) => digits.EnumerateRunes().Aggregate(0, (value, digit) => value * 10 + (int)System.Text.Rune.GetNumericValue(digit));

    /// <summary>A quote at the start, another on the same line, and between them what is neither word character nor white space.</summary>
    private static bool HasQuotedSpecialCharacter(string field)
    {
        var line = field.Split('\n')[0];
        var close = line.LastIndexOf('"');
        if (close < 1 || line[0] != '"')
            return false;
        for (var at = 1; at < close;)
        {
            var code = Characters.At(line, at, out var length);
            if (!Characters.IsWord(code) && !Characters.IsWhiteSpace(code))
                return true;
            at += length;
        }
        return false;
    }

    private static Finding Names(string text, string name) => text.Contains(name, StringComparison.Ordinal)
        ? new(true, $"found {Finding.Quote(name)}")
        : new(false, $"{Finding.Quote(name)} is missing");

    private static string Rows(List<string[]>? rows) => rows is null ? "no table" : $"{Finding.Number(rows.Count)} rows";

    private static List<string> Split(string text, Pattern separator)
    {
        var pieces = new List<string>();
        var from = 0;
        foreach (var match in separator.Matches(text))
        {
            if (match is not { } span)
                break;
            pieces.Add(text[from..span.Start].Strip());
            from = span.End;
        }
        pieces.Add(text[from..].Strip());
        pieces.RemoveAll(piece => piece.Length == 0);
        return pieces;
    }

    private static string Header(string separator, params string[] names) =>
        $@"\A{string.Join(separator, names.Select(name => $"({name}|\"{name}\")"))}$";

    private static Pattern Compile(string source) =>
        Pattern.TryCompile(source, ignoreCase: false, out var pattern, out var problem) && pattern is not null
            ? pattern
            : throw new InvalidOperationException($"The expression {source}: {problem}.");
}
