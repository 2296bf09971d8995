using System.Globalization;

namespace Verifiers.Fuzzing;

/// <summary>Random answers by the grammar of LaTeX mathematics: values, and the forms that an answer can have around values.</summary>
internal static class RandomFormula
{
    private static readonly string[] Letters = ["x", "y", "n", "k", "a", "b", "t", "z", @"\theta", @"\alpha", "a_1", "x_{n}", "f", "C", "d", "m"];

    private static readonly string[] Functions =
    [
        @"\sin", @"\cos", @"\tan", @"\cot", @"\sec", @"\csc", @"\arcsin", @"\arccos", @"\arctan", @"\sinh", @"\cosh", @"\tanh", @"\ln", @"\log", @"\log_2", @"\log_{10}",
        @"\exp", @"\sqrt", "sin", "cos", "ln", "sqrt", "log", "abs", "arctan", @"\operatorname{arsinh}", @"\operatorname{artanh}", @"\Re", @"\Im", @"\arg", @"\sin^2", @"\cos^{-1}",
    ];

    private static readonly string[] Relations = ["=", "<", ">", @"\le", @"\ge", @"\ne", @"\approx", @"\in", "≤", @"\equiv"];
    private static readonly string[] Units = [@"\text{ cm}", @"\text{ km/h}", @"\%", "%", @"^\circ", "°", @"\text{ apples}", " cm^2", @"\ \mathrm{kg}", " dollars", @"\text{ hours}"];
    private static readonly string[] Sets = [@"\mathbb{R}", @"\mathbb{Z}", @"\emptyset", @"\varnothing", @"\{\}", "no solution", @"\infty", @"-\infty", "DNE", "true", "A", "(B)"];
    private static readonly string[] Huge = ["10", "99", "1000", "12345678901234567890", "10^{9}", "9^{9^9}", "10^{10^{10}}", "2^{1000}", "10^{500}", "1e400", "3000", "2999", "100000", "65536"];

    /// <summary>An answer nested at most <paramref name="depth"/> deep.</summary>
    public static string Answer(FuzzRandom random, int depth) => random.Below(16) switch
    {
        0 => $@"\left({List(random, depth)}\right)",
        1 => $@"\{{{List(random, depth)}\}}",
        2 => $"{random.Of("([]")}{Value(random, depth)}, {Value(random, depth)}{random.Of(")][")}",
        3 => $@"{Answer(random, depth - 1)} {random.Of([@"\cup", @"\cap", @"\setminus", "∪", "or", "and", ","])} {Answer(random, depth - 1)}",
        4 => $"{Value(random, depth)} {random.Of(Relations)} {Value(random, depth)}",
        5 => $"{random.Of(Letters)} {random.Of(Relations)} {Value(random, depth)}",
        6 => $"{Value(random, 1)} {random.Of(Relations)} {random.Of(Letters)} {random.Of(Relations)} {Value(random, depth)}",
        7 => List(random, depth),
        8 => Matrix(random, depth),
        9 => Value(random, depth) + random.Of(Units),
        10 => $"{Value(random, depth)} {random.Of([@"\pm", @"\mp", "±", ":", @"\div", @"\bmod"])} {Value(random, depth)}",
        11 => random.Of(Sets),
        _ => Value(random, depth),
    };

    /// <summary>A value nested at most <paramref name="depth"/> deep.</summary>
    public static string Value(FuzzRandom random, int depth)
    {
        if (depth <= 0)
            return Leaf(random);
        var deeper = depth - 1;
        return random.Below(26) switch
        {
            < 4 => $"{Value(random, deeper)} {random.Of("++-")} {Value(random, deeper)}",
            4 => $"{Value(random, deeper)}{random.Of([@" \cdot ", @" \times ", "*", "/", "", " "])}{Value(random, deeper)}",
            5 => $"({Value(random, deeper)})({Value(random, deeper)})",
            < 8 => $@"{random.Of([@"\frac", @"\dfrac", @"\tfrac"])}{{{Value(random, deeper)}}}{{{Value(random, deeper)}}}",
            < 10 => $@"\sqrt{{{Value(random, deeper)}}}",
            10 => $@"\sqrt[{random.Of(["3", "n", "5", "4", "100"])}]{{{Value(random, deeper)}}}",
            < 13 => $"{Group(random, deeper)}^{{{Value(random, Math.Min(1, deeper))}}}",
            13 => $"{Group(random, deeper)}^{{{Value(random, deeper)}}}",
            14 => $"{Group(random, deeper)}^{random.Of("2345789")}",
            < 18 => $"{random.Of(Functions)}({Value(random, deeper)})",
            18 => $"{random.Of(Functions)}{{{Value(random, deeper)}}}",
            19 => $"|{Value(random, deeper)}|",
            20 => random.Of([$"({Value(random, deeper)})!", $@"\binom{{{Value(random, deeper)}}}{{{Value(random, deeper)}}}", $"{random.Below(random.OneIn(8) ? 3200 : 40)}!", $@"\lfloor {Value(random, deeper)} \rfloor"]),
            21 => Operator(random, deeper),
            22 => $@"\{random.Of(["gcd", "max", "min", "lcm"])}({Value(random, deeper)}, {Value(random, deeper)})",
            23 => "-" + Value(random, deeper),
            24 => random.Of([$"f({Value(random, deeper)})", $@"\overline{{{Value(random, deeper)}}}", $@"\begin{{vmatrix}} {Value(random, deeper)} & 1 \\ 2 & {Value(random, deeper)} \end{{vmatrix}}"]),
            _ => $@"\left( {Value(random, deeper)} \right)",
        };
    }

    /// <summary>A number, a letter or a constant.</summary>
    public static string Leaf(FuzzRandom random) => random.Below(14) switch
    {
        < 5 => random.Below(13).ToString(CultureInfo.InvariantCulture),
        5 => random.Below(100_000).ToString(CultureInfo.InvariantCulture),
        6 => $"{random.Below(1000)}.{random.Below(1000)}",
        7 => $@"\frac{{{random.Below(30)}}}{{{random.Below(30)}}}",
        8 => random.Of([@"\pi", "e", "i", "π", @"\infty", "½", "²", "0.\\overline{3}", "1,234", "101_2"]),
        9 => random.OneIn(4) ? random.Of(Huge) : "2",
        _ => random.Of(Letters),
    };

    private static string Group(FuzzRandom random, int depth) => depth == 0 ? Leaf(random) : $"({Value(random, depth)})";

    private static string List(FuzzRandom random, int depth) => string.Join(random.Of([", ", ",", "; ", " & "]), Enumerable.Range(0, 1 + random.Below(4)).Select(_ => Value(random, depth - 1)));

    private static string Matrix(FuzzRandom random, int depth)
    {
        var (rows, columns) = (1 + random.Below(3), 1 + random.Below(3));
        var body = string.Join(@" \\ ", Enumerable.Range(0, rows).Select(_ => string.Join(" & ", Enumerable.Range(0, columns).Select(_ => Value(random, depth - 1)))));
        var name = random.Of(["pmatrix", "bmatrix", "vmatrix", "array", "cases"]);
        return $@"\begin{{{name}}}{body}\end{{{name}}}";
    }

    private static string Operator(FuzzRandom random, int depth)
    {
        var letter = random.Of(["k", "n", "x", "i"]);
        return random.Below(5) switch
        {
            0 => $@"\int_{{{Leaf(random)}}}^{{{Leaf(random)}}} {Value(random, depth)} d{letter}",
            1 => $@"\lim_{{{letter} \to {Leaf(random)}}} {Value(random, depth)}",
            2 => $@"\frac{{d}}{{d{letter}}} {Value(random, depth)}",
            3 => $@"\prod_{{{letter}={random.Below(3)}}}^{{{random.Of(["5", "20", "100", "1000", "n", "10^9", "2000"])}}} {Value(random, depth)}",
            _ => $@"\sum_{{{letter}={random.Below(3)}}}^{{{random.Of(["5", "20", "100", "1000", "n", @"\infty", "2000"])}}} {Value(random, depth)}",
        };
    }
}
