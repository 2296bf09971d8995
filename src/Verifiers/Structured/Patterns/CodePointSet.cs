using System.Globalization;

namespace Verifiers.Structured.Patterns;

/// <summary>A set of Unicode code points, as ascending ranges that do not touch.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    private static readonly Lazy<CodePointSet[]> Categories = new(ReadCategories);

    private readonly (int From, int To)[] _ranges;

    private CodePointSet((int, int)[] ranges) => _ranges = ranges;

    public static CodePointSet Digits { get; } = Of(('0', '9'));

    public static CodePointSet Word { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>ECMA-262's white space and line ends.</summary>
    public static CodePointSet Space { get; } = Of(
        (9, 13), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F),
        (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    /// <summary>What the dot matches: all but line ends.</summary>
    public static CodePointSet Dot { get; } = Of(('\n', '\n'), ('\r', '\r'), (0x2028, 0x2029)).Complement();

    /// <summary>The union of ranges, both ends included.</summary>
    public static CodePointSet Of(params IEnumerable<(int From, int To)> ranges)
    {
        var merged = new List<(int From, int To)>();
        foreach (var range in ranges.OrderBy(range => range.From))
        {
            if (merged.Count > 0 && range.From <= merged[^1].To + 1)
                merged[^1] = (merged[^1].From, Math.Max(merged[^1].To, range.To));
            else
                merged.Add(range);
        }
        return new([.. merged]);
    }

    /// <summary>The union of sets.</summary>
    public static CodePointSet Of(IEnumerable<CodePointSet> sets) => Of(sets.SelectMany(set => set._ranges));

    /// <summary>A general category of Unicode by its short or long name; null when there is none of that name.</summary>
    public static CodePointSet? Category(string name)
    {
        var wanted = name.StartsWith("General_Category=", StringComparison.Ordinal) || name.StartsWith("gc=", StringComparison.Ordinal)
            ? name[(name.IndexOf('=') + 1)..]
            : name;
        switch (wanted)
        {
            case "Any":
                return Of((0, Last));
            case "ASCII":
                return Of((0, 0x7F));
            case "Alphabetic" or "Alpha": // but for combining marks, which Unicode counts by a table of its own
                return Of([.. Matching("L"), .. Matching("Nl")]);
        }
        for (var index = 0; index < Names.Length; index++)
        {
            var (brief, full) = Names[index];
            if (brief == wanted || full == wanted)
                return Of(Matching(brief));
        }
        return null;
    }

    /// <summary>The lowest code point of a set that has one.</summary>
    public int First => _ranges[0].From;

    /// <summary>All code points that are not in it.</summary>
    public CodePointSet Complement()
    {
        var gaps = new List<(int, int)>();
        var next = 0;
        foreach (var (from, to) in _ranges)
        {
            if (from > next)
                gaps.Add((next, from - 1));
            next = to + 1;
        }
        if (next <= Last)
            gaps.Add((next, Last));
        return new([.. gaps]);
    }

    public bool Contains(int codePoint)
    {
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (codePoint < _ranges[middle].From)
                high = middle - 1;
            else if (codePoint > _ranges[middle].To)
                low = middle + 1;
            else
                return true;
        }
        return false;
    }

    /// <summary>Short and long names; the short name of a group of categories is one letter.</summary>
    private static readonly (string Brief, string Full)[] Names =
    [
        ("L", "Letter"), ("Lu", "Uppercase_Letter"), ("Ll", "Lowercase_Letter"), ("Lt", "Titlecase_Letter"), ("Lm", "Modifier_Letter"),
        ("Lo", "Other_Letter"), ("M", "Mark"), ("Mn", "Nonspacing_Mark"), ("Mc", "Spacing_Mark"), ("Me", "Enclosing_Mark"), ("N", "Number"),
        ("Nd", "Decimal_Number"), ("Nd", "digit"), ("Nl", "Letter_Number"), ("No", "Other_Number"), ("Z", "Separator"), ("Zs", "Space_Separator"),
        ("Zl", "Line_Separator"), ("Zp", "Paragraph_Separator"), ("C", "Other"), ("Cc", "Control"), ("Cf", "Format"), ("Cs", "Surrogate"),
        ("Co", "Private_Use"), ("Cn", "Unassigned"), ("P", "Punctuation"), ("P", "punct"), ("Pc", "Connector_Punctuation"),
        ("Pd", "Dash_Punctuation"), ("Ps", "Open_Punctuation"), ("Pe", "Close_Punctuation"), ("Pi", "Initial_Punctuation"),
        ("Pf", "Final_Punctuation"), ("Po", "Other_Punctuation"), ("S", "Symbol"), ("Sm", "Math_Symbol"), ("Sc", "Currency_Symbol"),
        ("Sk", "Modifier_Symbol"), ("So", "Other_Symbol"),
    ];

    /// <summary>In the order of <see cref="UnicodeCategory"/>.</summary>
    private static readonly string[] BriefNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe",
        "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static IEnumerable<CodePointSet> Matching(string brief) =>
        BriefNames.Index().Where(name => name.Item.StartsWith(brief, StringComparison.Ordinal)).Select(name => Categories.Value[name.Index]);

    private static CodePointSet[] ReadCategories()
    {
        var ranges = BriefNames.Select(_ => new List<(int From, int To)>()).ToArray();
        for (var codePoint = 0; codePoint <= Last; codePoint++)
        {
            var list = ranges[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)];
            if (list.Count > 0 && list[^1].To == codePoint - 1)
                list[^1] = (list[^1].From, codePoint);
            else
                list.Add((codePoint, codePoint));
        }
        return [.. ranges.Select(list => new CodePointSet([.. list]))];
    }
}
