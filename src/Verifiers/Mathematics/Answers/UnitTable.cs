using System.Collections.Frozen;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Mathematics.Answers;

/// <summary>
/// The units that convert, each as an exact multiple of base units: metre, gram, second, ampere, kelvin, mole, candela, degree, bit,
/// month, and one for each currency. A month has no fixed number of days; °C and °F convert into nothing, because nobody can tell a
/// temperature from a difference of temperatures.
/// </summary>
internal static class UnitTable
{
    private static readonly (string Symbol, string Name, int Power)[] Prefixes =
    [
        ("T", "tera", 12), ("G", "giga", 9), ("M", "mega", 6), ("k", "kilo", 3), ("m", "milli", -3), ("μ", "micro", -6), ("n", "nano", -9), ("p", "pico", -12),
    ];

    /// <summary>Names, and symbols that stand for units in plain text too: 5 km.</summary>
    public static FrozenDictionary<string, Unit> Words { get; } = BuildWords();

    /// <summary>Symbols that only a text font or the reading of letters as units makes units: 5 mV, where 5mV may be a product.</summary>
    public static FrozenDictionary<string, Unit> Symbols { get; } = BuildSymbols();

    private static Rational Ratio(long p, long q) => Rational.Of(p, q);

    private static FrozenDictionary<string, Unit> BuildWords()
    {
        var table = new Dictionary<string, Unit>(StringComparer.Ordinal);
        void Add(string symbol, Unit value, params ReadOnlySpan<string> names)
        {
            var unit = value with { Symbol = symbol };
            table.TryAdd(symbol, unit);
            foreach (var name in names)
                table.TryAdd(name, unit);
        }
        static Unit Of(string dimension, Rational scale) => new(dimension, scale, [new(dimension, 1)]);
        Unit Times(string name, Rational factor) => table[name] with { Scale = table[name].Scale * factor };

        // Length.
        Add("m", Of("metre", 1), "meter", "meters", "metre", "metres", "米");
        Add("km", Times("m", 1000), "kilometer", "kilometers", "kilometre", "kilometres", "公里", "千米", "KM", "Km", "kms");
        Add("dm", Times("m", Ratio(1, 10)), "decimeter", "decimeters", "decimetre", "decimetres", "分米");
        Add("cm", Times("m", Ratio(1, 100)), "centimeter", "centimeters", "centimetre", "centimetres", "厘米", "CM", "cms");
        Add("mm", Times("m", Ratio(1, 1000)), "millimeter", "millimeters", "millimetre", "millimetres", "毫米", "MM");
        Add("μm", Times("m", Ratio(1, 1_000_000)), "um", "µm", "micrometer", "micrometers", "micron", "microns", "微米");
        Add("nm", Times("m", Ratio(1, 1_000_000_000)), "nanometer", "nanometers", "纳米");
        Add("Å", Times("nm", Ratio(1, 10)), "angstrom", "angstroms");
        Add("in", Times("cm", Ratio(254, 100)), "inch", "inches", "in.", "英寸");
        Add("ft", Times("in", 12), "foot", "feet", "ft.", "英尺");
        Add("yd", Times("ft", 3), "yard", "yards", "yd.", "yds");
        Add("rod", Times("ft", Ratio(33, 2)), "rods");
        Add("furlong", Times("yd", 220), "furlongs");
        Add("mi", Times("yd", 1760), "mile", "miles", "mi.", "英里");
        Add("fathom", Times("ft", 6), "fathoms");
        Add("nmi", Times("m", 1852), "nautical mile", "nautical miles", "海里");
        Add("au", Times("m", new System.Numerics.BigInteger(149_597_870_700)), "AU", "astronomical unit", "astronomical units");
        Add("light-year", Times("m", new System.Numerics.BigInteger(9_460_730_472_580_800)), "light-years", "light year", "light years", "lightyear", "lightyears");
        Add("里", Times("m", 500));

        // Time.
        Add("s", Of("second", 1), "sec", "secs", "second", "seconds", "sec.", "秒", "秒钟");
        Add("ms", Times("s", Ratio(1, 1000)), "millisecond", "milliseconds", "毫秒");
        Add("min", Times("s", 60), "mins", "minute", "minutes", "min.", "分钟");
        Add("h", Times("s", 3600), "hr", "hrs", "hour", "hours", "hr.", "hrs.", "小时");
        Add("day", Times("h", 24), "d", "days", "天");
        Add("week", Times("d", 7), "weeks", "wk", "wks", "周", "星期");
        Add("fortnight", Times("d", 14), "fortnights");
        Add("month", Of("month", 1), "months", "mo", "个月");
        Add("year", Times("month", 12), "years", "yr", "yrs", "年", "years old", "year old", "岁");
        Add("decade", Times("year", 10), "decades");
        Add("century", Times("year", 100), "centuries", "世纪");
        Add("millennium", Times("year", 1000), "millennia");

        // Mass.
        Add("g", Of("gram", 1), "gram", "grams", "gm", "gms", "克");
        Add("kg", Times("g", 1000), "kilogram", "kilograms", "kilo", "kilos", "kgs", "KG", "Kg", "千克", "公斤");
        Add("mg", Times("g", Ratio(1, 1000)), "milligram", "milligrams", "毫克");
        Add("μg", Times("g", Ratio(1, 1_000_000)), "µg", "ug", "mcg", "microgram", "micrograms", "微克");
        Add("t", Times("kg", 1000), "tonne", "tonnes", "metric ton", "metric tons", "吨");
        Add("carat", Times("mg", 200), "carats");
        Add("lb", Times("g", Ratio(45_359_237, 100_000)), "lbs", "pound", "pounds", "lb.", "lbs.", "磅");
        Add("oz", Times("lb", Ratio(1, 16)), "ounce", "ounces", "oz.", "盎司");
        Add("stone", Times("lb", 14), "stones");
        Add("斤", Times("g", 500));
        Add("两", Times("g", 50));
        Add("ton", Of("ton", 1), "tons");

        // Area and volume.
        var metre = table["m"];
        Add("are", metre.ToPower(2) with { Scale = 100 }, "ares");
        Add("ha", metre.ToPower(2) with { Scale = 10_000 }, "hectare", "hectares", "公顷");
        Add("acre", table["ft"].ToPower(2) with { Scale = table["ft"].ToPower(2).Scale * 43_560 }, "acres", "英亩");
        Add("亩", metre.ToPower(2) with { Scale = Ratio(2000, 3) });
        Add("L", metre.ToPower(3) with { Scale = Ratio(1, 1000) }, "l", "liter", "liters", "litre", "litres", "升", "公升");
        Add("dL", Times("L", Ratio(1, 10)), "dl", "deciliter", "deciliters", "decilitre", "decilitres");
        Add("cL", Times("L", Ratio(1, 100)), "cl", "centiliter", "centiliters", "centilitre", "centilitres");
        Add("mL", Times("L", Ratio(1, 1000)), "ml", "milliliter", "milliliters", "millilitre", "millilitres", "ML", "毫升");
        Add("cc", Times("mL", 1), "ccm");
        Add("gal", table["in"].ToPower(3) with { Scale = table["in"].ToPower(3).Scale * 231 }, "gallon", "gallons", "加仑");
        Add("qt", Times("gal", Ratio(1, 4)), "quart", "quarts");
        Add("pt", Times("gal", Ratio(1, 8)), "pint", "pints");
        Add("cup", Times("gal", Ratio(1, 16)), "cups");
        Add("fl oz", Times("cup", Ratio(1, 8)), "fluid ounce", "fluid ounces", "fl. oz.");
        Add("tbsp", Times("cup", Ratio(1, 16)), "tablespoon", "tablespoons");
        Add("tsp", Times("cup", Ratio(1, 48)), "teaspoon", "teaspoons");

        // Speed and rotation.
        Add("mph", table["mi"].Times(table["h"].ToPower(-1)), "mi/hr");
        Add("kph", table["km"].Times(table["h"].ToPower(-1)), "kmh", "kmph", "km/hr");
        Add("m/s", metre.Times(table["s"].ToPower(-1)), "mps");
        Add("knot", table["nmi"].Times(table["h"].ToPower(-1)), "knots", "kn");
        Add("rpm", table["min"].ToPower(-1));

        // Mechanics: N = kg·m/s², J = N·m, W = J/s, Pa = N/m².
        Add("Hz", table["s"].ToPower(-1), "hertz", "赫兹");
        Add("kHz", Times("Hz", 1000), "kilohertz");
        Add("MHz", Times("Hz", 1_000_000), "megahertz");
        Add("GHz", Times("Hz", 1_000_000_000), "gigahertz");
        Add("newton", table["kg"].Times(metre).Times(table["s"].ToPower(-2)), "newtons", "牛", "牛顿");
        Add("kN", Times("newton", 1000), "kilonewton", "kilonewtons");
        Add("dyne", Times("newton", Ratio(1, 100_000)), "dynes");
        Add("lbf", Times("lb", Ratio(980_665, 100_000)).Times(metre).Times(table["s"].ToPower(-2)), "pound-force", "pounds-force");
        Add("kgf", Times("newton", Ratio(980_665, 100_000)), "kilogram-force");
        Add("joule", table["newton"].Times(metre), "joules", "焦", "焦耳");
        Add("kJ", Times("joule", 1000), "kilojoule", "kilojoules", "千焦");
        Add("MJ", Times("joule", 1_000_000), "megajoule", "megajoules");
        Add("erg", Times("joule", Ratio(1, 10_000_000)), "ergs");
        Add("cal", Times("joule", Ratio(4184, 1000)), "calorie", "calories", "卡");
        Add("kcal", Times("cal", 1000), "kilocalorie", "kilocalories", "千卡", "大卡");
        Add("eV", Times("joule", Rational.Of(1_602_176_634, System.Numerics.BigInteger.Pow(10, 28))), "electronvolt", "electronvolts", "electron volt", "electron volts");
        Add("keV", Times("eV", 1000));
        Add("MeV", Times("eV", 1_000_000));
        Add("watt", table["joule"].Times(table["s"].ToPower(-1)), "watts", "瓦", "瓦特");
        Add("kW", Times("watt", 1000), "kilowatt", "kilowatts", "千瓦");
        Add("MW", Times("watt", 1_000_000), "megawatt", "megawatts");
        Add("kWh", Times("kW", 3600).Times(table["s"]), "kilowatt-hour", "kilowatt-hours", "kilowatt hour", "kilowatt hours", "kW·h");
        Add("Wh", Times("watt", 3600).Times(table["s"]), "watt-hour", "watt-hours");
        Add("horsepower", Of("horsepower", 1), "hp");
        Add("Pa", table["newton"].Times(metre.ToPower(-2)), "pascal", "pascals", "帕");
        Add("hPa", Times("Pa", 100), "hectopascal", "hectopascals");
        Add("kPa", Times("Pa", 1000), "kilopascal", "kilopascals");
        Add("MPa", Times("Pa", 1_000_000), "megapascal", "megapascals");
        Add("bar", Times("Pa", 100_000), "bars");
        Add("atm", Times("Pa", 101_325), "atmosphere", "atmospheres");
        Add("torr", Times("atm", Ratio(1, 760)), "Torr");
        Add("mmHg", Times("Pa", Ratio(133_322_387_415, 1_000_000_000)), "mm Hg");
        Add("psi", table["lbf"].Times(table["in"].ToPower(-2)));

        // Electricity: C = A·s, V = W/A, Ω = V/A, F = C/V, T = V·s/m².
        Add("ampere", Of("ampere", 1), "amp", "amps", "amperes", "安培");
        Add("coulomb", table["ampere"].Times(table["s"]), "coulombs", "库仑");
        Add("volt", table["watt"].Times(table["ampere"].ToPower(-1)), "volts", "伏", "伏特");
        Add("ohm", table["volt"].Times(table["ampere"].ToPower(-1)), "ohms", "Ω", "欧", "欧姆");
        Add("siemens", table["ohm"].ToPower(-1));
        Add("farad", table["coulomb"].Times(table["volt"].ToPower(-1)), "farads");
        Add("weber", table["volt"].Times(table["s"]), "webers", "Wb");
        Add("tesla", table["weber"].Times(metre.ToPower(-2)), "teslas");
        Add("henry", table["weber"].Times(table["ampere"].ToPower(-1)), "henries", "henrys");

        // Heat, matter, light, radiation.
        Add("kelvin", Of("kelvin", 1), "kelvins", "开尔文");
        Add("°C", Units.Temperature("C"), "degree Celsius", "degrees Celsius", "degree celsius", "degrees celsius", "Celsius", "摄氏度", "^°C");
        Add("°F", Units.Temperature("F"), "degree Fahrenheit", "degrees Fahrenheit", "degree fahrenheit", "degrees fahrenheit", "Fahrenheit", "华氏度", "^°F");
        Add("mol", Of("mole", 1), "mole", "moles", "摩尔");
        Add("candela", Of("candela", 1), "candelas", "cd");
        Add("lumen", Of("lumen", 1), "lumens");
        Add("lux", table["lumen"].Times(metre.ToPower(-2)));
        Add("Bq", table["s"].ToPower(-1), "becquerel", "becquerels");
        Add("Gy", table["joule"].Times(table["kg"].ToPower(-1)), "gray", "grays");
        Add("Sv", Of("sievert", 1), "sievert", "sieverts");

        // Angles; 1 rad has no unit and is converted where values are computed.
        Add("degree", Of("degree", 1), "degrees", "deg", "度");
        Add("arcminute", Times("degree", Ratio(1, 60)), "arcminutes", "arcmin", "minutes of arc");
        Add("arcsecond", Times("degree", Ratio(1, 3600)), "arcseconds", "arcsec", "seconds of arc");
        Add("gradian", Times("degree", Ratio(9, 10)), "gradians", "grad", "grads", "gon");
        Add("revolution", Times("degree", 360), "revolutions", "rev", "revs", "full turn", "full turns");
        Add("rad", new("rad", 1, []), "radian", "radians", "弧度");

        // Data.
        Add("bit", Of("bit", 1), "bits");
        Add("byte", Times("bit", 8), "bytes", "字节");
        foreach (var (symbol, name, power) in new[] { ("K", "kilo", 1), ("M", "mega", 2), ("G", "giga", 3), ("T", "tera", 4) })
        {
            Rational thousands = System.Numerics.BigInteger.Pow(1000, power);
            Add(symbol + "B", Times("byte", thousands), name + "byte", name + "bytes");
            Add(symbol + "iB", Times("byte", System.Numerics.BigInteger.Pow(1024, power)), string.Concat(name.AsSpan(0, 2), "bibyte"), string.Concat(name.AsSpan(0, 2), "bibytes"));
            Add(symbol + "b", Times("bit", thousands), name + "bit", name + "bits", symbol + "bit");
            Add(symbol + "bps", table[symbol + "b"].Times(table["s"].ToPower(-1)));
        }
        Add("kB", Times("byte", 1000));
        Add("bps", table["bit"].Times(table["s"].ToPower(-1)));

        // Money.
        Add("$", Of("money $", 1), "dollar", "dollars", "USD", "usd", "bucks", "美元");
        Add("cent", Times("$", Ratio(1, 100)), "cents", "¢", "美分");
        Add("€", Of("money €", 1), "euro", "euros", "EUR", "eur", "欧元");
        Add("£", Of("money £", 1), "pounds sterling", "GBP", "英镑");
        Add("pence", Times("£", Ratio(1, 100)), "penny");
        Add("¥", Of("money ¥", 1), "yuan", "元", "RMB", "CNY", "人民币", "yen", "JPY", "日元", "円");
        Add("角", Times("¥", Ratio(1, 10)));
        Add("₹", Of("money ₹", 1), "rupee", "rupees", "Rs", "Rs.", "INR");
        Add("₩", Of("money ₩", 1), "won", "KRW");
        Add("₽", Of("money ₽", 1), "ruble", "rubles", "rouble", "roubles", "RUB");
        Add("peso", Of("money peso", 1), "pesos");
        Add("franc", Of("money franc", 1), "francs", "CHF");

        // Squares and cubes of Chinese lengths; others are read from their parts.
        foreach (var length in new[] { "米", "厘米", "分米", "毫米", "千米", "公里" })
        {
            table.TryAdd("平方" + length, table[length].ToPower(2));
            table.TryAdd("立方" + length, table[length].ToPower(3));
        }
        table.TryAdd("时", table["h"]);
        table.TryAdd("unit", new("units", 1, [new("unit", 1)], IsKnown: false));
        table.TryAdd("units", table["unit"]);
        table.TryAdd("单位", table["unit"]);
        table.TryAdd("%", new("%", Ratio(1, 100), []));
        table.TryAdd("percent", table["%"]);
        table.TryAdd("per cent", table["%"]);
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>SI symbols with all prefixes, and names with all prefixes.</summary>
    private static FrozenDictionary<string, Unit> BuildSymbols()
    {
        var table = new Dictionary<string, Unit>(StringComparer.Ordinal);
        foreach (var (symbol, name) in (ReadOnlySpan<(string, string)>)
            [("m", "metre"), ("m", "meter"), ("g", "gram"), ("s", "second"), ("N", "newton"), ("J", "joule"), ("W", "watt"), ("Pa", "pascal"), ("Hz", "hertz"), ("A", "ampere"),
             ("C", "coulomb"), ("V", "volt"), ("Ω", "ohm"), ("F", "farad"), ("T", "tesla"), ("H", "henry"), ("S", "siemens"), ("L", "litre"), ("L", "liter"), ("K", "kelvin"), ("mol", "mole"),
             ("eV", "electronvolt"), ("lm", "lumen"), ("lx", "lux"), ("Bq", "becquerel"), ("Gy", "gray"), ("Sv", "sievert")])
        {
            var unit = Words[name] with { Symbol = symbol };
            table.TryAdd(symbol, unit);
            foreach (var (prefix, prefixName, power) in Prefixes)
            {
                var scaled = unit with { Symbol = prefix + symbol, Scale = unit.Scale * ((Rational)10).ToPower(power) };
                table.TryAdd(prefix + symbol, scaled);
                table.TryAdd(prefixName + name, scaled);
                table.TryAdd(prefixName + name + "s", scaled);
                if (prefix == "μ")
                    table.TryAdd("u" + symbol, scaled);
            }
        }
        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
