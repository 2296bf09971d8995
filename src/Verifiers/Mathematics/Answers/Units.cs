using System.Collections.Frozen;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>The units that answers are given in, with exact conversion.</summary>
internal static class Units
{
    private static readonly FrozenDictionary<string, Unit> Known = BuildTable();

    /// <summary>1/100.</summary>
    public static Unit Percent { get; } = new("%", Rational.Of(1, 100), []);

    /// <summary>π/180.</summary>
    public static Unit Degree { get; } = new("°", 1, [new("degree", 1)]);

    /// <summary>$, €, £, ¥.</summary>
    public static Unit Currency(string sign) => new(sign, 1, [new("money " + sign, 1)]);

    /// <summary>°C and °F, between which nothing is converted.</summary>
    public static Unit Temperature(string scale) => new("°" + scale, 1, [new("temperature " + scale, 1)]);

    /// <summary>The unit of this name or symbol.</summary>
    public static Unit? Find(string name) => Known.GetValueOrDefault(name);

    /// <summary>
    /// The unit that words spell: "cm", "square inches", "miles per hour", "km/h", "cm^2". Any other words name what was counted,
    /// unless only known units will do; null when the words are no unit.
    /// </summary>
    public static Unit? Parse(string text, bool mustBeKnown = false)
    {
        var trimmed = text.Trim().Trim('.', '~', '\\', ',', '(', ')').Trim();
        if (trimmed.Length is 0 or > 60)
            return null;
        if (Find(trimmed) is { } exact)
            return exact;
        if (FindDerived(trimmed) is { } derived)
            return derived;
        if (mustBeKnown)
            return null;
        var words = Words.Normalise(trimmed);
        return words.Length > 0 && !words.Any(char.IsDigit) && char.IsLetter(words[0]) && !IsReserved(words)
            ? new(words, 1, [new("counted", 1)], IsKnown: false)
            : null;
    }

    /// <summary>Words that join, condition or deny rather than count.</summary>
    private static bool IsReserved(string words) =>
        words.Split(' ').Any(word => word is "and" or "or" or "if" or "when" or "where" or "for" or "is" or "are" or "not" or "to" or "but" or "then"
            or "otherwise" or "so" or "with" or "base" or "am" or "pm" or "mod" or "because" or "since" or "wait" or "maybe" or "thus"
            or "than" or "least" or "most" or "minus" or "plus" or "squared" or "cubed" or "half" or "halves" or "third" or "thirds" or "quarter"
            or "quarters" or "tenths" or "dozen" or "dozens" or "hundred" or "hundreds" or "thousand" or "thousands" or "million" or "millions"
            or "billion" or "billions" or "trillion" or "trillions" or "wrong" or "false" or "incorrect" or "never" or "no" or "factorial" or "isn't" or "isnt");

    private static Unit? FindDerived(string text)
    {
        if (text.StartsWith("square ", StringComparison.Ordinal) || text.StartsWith("sq ", StringComparison.Ordinal) || text.StartsWith("sq. ", StringComparison.Ordinal))
            return Find(text[(text.IndexOf(' ') + 1)..])?.ToPower(2);
        if (text.StartsWith("cubic ", StringComparison.Ordinal) || text.StartsWith("cu ", StringComparison.Ordinal))
            return Find(text[(text.IndexOf(' ') + 1)..])?.ToPower(3);
        if (text.EndsWith(" squared", StringComparison.Ordinal))
            return Find(text[..^8])?.ToPower(2);
        if (text.EndsWith(" cubed", StringComparison.Ordinal))
            return Find(text[..^6])?.ToPower(3);
        var per = text.IndexOf(" per ", StringComparison.Ordinal);
        var (length, slash) = per >= 0 ? (5, per) : (1, text.IndexOf('/', StringComparison.Ordinal));
        if (slash > 0 && Parse(text[..slash], mustBeKnown: true) is { } over && Parse(text[(slash + length)..], mustBeKnown: true) is { } under)
            return over.Times(under.ToPower(-1));
        var caret = text.IndexOf('^', StringComparison.Ordinal);
        if (caret > 0 && text[(caret + 1)..].Trim('{', '}') is ['2' or '3' or '4'] power)
            return Find(text[..caret])?.ToPower(power[0] - '0');
        return text.Length > 1 && text[^1] is '2' or '3' && Find(text[..^1]) is { Dimension: { Count: 1 } only } flat && only[0].Base == "metre"
            ? flat.ToPower(text[^1] - '0')
            : null;
    }

    private static FrozenDictionary<string, Unit> BuildTable()
    {
        var table = new Dictionary<string, Unit>(StringComparer.Ordinal);
        void Add(string dimension, Rational scale, params ReadOnlySpan<string> names)
        {
            var unit = new Unit(names[0], scale, [new(dimension, 1)]);
            foreach (var name in names)
                table.TryAdd(name, unit);
        }
        Rational Ratio(long p, long q) => Rational.Of(p, q);

        Add("metre", 1, "m", "meter", "meters", "metre", "metres", "米");
        Add("metre", 1000, "km", "kilometer", "kilometers", "kilometre", "kilometres", "公里", "千米");
        Add("metre", Ratio(1, 10), "dm", "decimeter", "decimeters");
        Add("metre", Ratio(1, 100), "cm", "centimeter", "centimeters", "centimetre", "centimetres", "厘米");
        Add("metre", Ratio(1, 1000), "mm", "millimeter", "millimeters", "millimetre", "millimetres", "毫米");
        Add("metre", Ratio(1, 1_000_000), "μm", "um", "micrometer", "micrometers", "microns");
        Add("metre", Ratio(1, 1_000_000_000), "nm", "nanometer", "nanometers");
        Add("metre", Ratio(254, 10_000), "in", "inch", "inches", "in.");
        Add("metre", Ratio(3048, 10_000), "ft", "foot", "feet", "ft.");
        Add("metre", Ratio(9144, 10_000), "yd", "yard", "yards");
        Add("metre", Ratio(1_609_344, 1000), "mi", "mile", "miles");
        Add("second", 1, "s", "sec", "secs", "second", "seconds", "秒");
        Add("second", Ratio(1, 1000), "ms", "millisecond", "milliseconds");
        Add("second", 60, "min", "mins", "minute", "minutes", "分钟");
        Add("second", 3600, "h", "hr", "hrs", "hour", "hours", "小时");
        Add("second", 86_400, "d", "day", "days", "天");
        Add("second", 604_800, "week", "weeks", "wk");
        Add("month", 1, "month", "months");
        Add("month", 12, "year", "years", "yr", "yrs", "年", "years old", "year old");
        Add("gram", 1, "g", "gram", "grams", "克");
        Add("gram", 1000, "kg", "kilogram", "kilograms", "千克", "公斤");
        Add("gram", Ratio(1, 1000), "mg", "milligram", "milligrams");
        Add("gram", 1_000_000, "t", "tonne", "tonnes", "吨");
        Add("gram", Ratio(45_359_237, 100_000), "lb", "lbs", "pound", "pounds");
        Add("gram", Ratio(45_359_237, 1_600_000), "oz", "ounce", "ounces");
        Add("short ton", 1, "ton", "tons");
        Add("litre", 1, "L", "l", "liter", "liters", "litre", "litres", "升");
        Add("litre", Ratio(1, 1000), "mL", "ml", "milliliter", "milliliters", "millilitre", "millilitres", "毫升");
        Add("cup", 1, "cup", "cups");
        Add("cup", 2, "pint", "pints");
        Add("cup", 4, "quart", "quarts");
        Add("cup", 16, "gal", "gallon", "gallons");
        Add("cup", Ratio(1, 16), "tablespoon", "tablespoons", "tbsp");
        Add("cup", Ratio(1, 48), "teaspoon", "teaspoons", "tsp");
        Add("money $", 1, "dollar", "dollars", "USD", "usd", "bucks");
        Add("money $", Ratio(1, 100), "cent", "cents", "¢");
        Add("money €", 1, "euro", "euros", "EUR", "eur");
        Add("money £", 1, "pounds sterling", "GBP");
        Add("money ¥", 1, "yuan", "元", "RMB", "yen");
        Add("money ₹", 1, "rupee", "rupees", "Rs", "Rs.");
        Add("degree", 1, "degree", "degrees", "deg", "度");
        Add("newton", 1, "N", "newton", "newtons");
        Add("newton", 1000, "kN");
        Add("joule", 1, "J", "joule", "joules");
        Add("joule", 1000, "kJ", "kilojoule", "kilojoules");
        Add("watt", 1, "W", "watt", "watts");
        Add("watt", 1000, "kW", "kilowatt", "kilowatts");
        Add("volt", 1, "V", "volt", "volts");
        Add("ampere", 1, "A", "amp", "amps", "ampere", "amperes");
        Add("ohm", 1, "ohm", "ohms");
        Add("pascal", 1, "Pa", "pascal", "pascals");
        Add("pascal", 1000, "kPa");
        Add("hertz", 1, "Hz", "hertz");
        Add("hertz", 1000, "kHz");
        Add("hertz", 1_000_000, "MHz");
        Add("kelvin", 1, "K", "kelvin", "kelvins");
        Add("mole", 1, "mol", "mole", "moles");
        Add("bit", 1, "bit", "bits");
        Add("bit", 8, "byte", "bytes");
        table["unit"] = table["units"] = new("units", 1, [new("unit", 1)], IsKnown: false);
        table["mph"] = table["mi"].Times(table["h"].ToPower(-1));
        table["kph"] = table["kmh"] = table["km"].Times(table["h"].ToPower(-1));
        table["m/s"] = table["m"].Times(table["s"].ToPower(-1));
        table["cc"] = table["cm"].ToPower(3);
        table["acre"] = table["acres"] = new("acre", 1, [new("acre", 1)]);
        table["hectare"] = table["hectares"] = table["ha"] = new("ha", 10_000, [new("metre", 2)]);
        table["percent"] = table["per cent"] = table["%"] = new("%", Rational.Of(1, 100), []);
        table["radian"] = table["radians"] = table["rad"] = new("rad", 1, []);
        return table.ToFrozenDictionary();
    }
}
