using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics.Expressions;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>An answer in one form, the same said otherwise, and what looks like it and is not.</summary>
/// <param name="Text">The answer as it is written.</param>
/// <param name="Same">Other ways to say it.</param>
/// <param name="Others">Other answers.</param>
public sealed record AnswerForm(string Text, IReadOnlyList<string> Same, IReadOnlyList<string> Others)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>Random sets, intervals, tuples, matrices, equations, inequalities, quantities and percentages of exact numbers.</summary>
internal static class AnswerForms
{
    /// <summary>An integer, a fraction or a number with a root, with another spelling of it.</summary>
    private static readonly Gen<(string Text, string Same)> Numbers = Gen.OneOf(
        Gen.Choose(-30, 30).Select(n => (Signed(n), $"{n + 7} - 7")),
        from p in Gen.Choose(-30, 30) from q in Gen.Elements(3, 7, 9, 11) select ($@"\frac{{{p}}}{{{q}}}", $"{3 * p}/{3 * q}"),
        from k in Gen.Choose(2, 9) from n in Gen.Elements(2, 3, 5, 6) select ($@"{k}\sqrt{{{n}}}", $@"\sqrt{{{k * k * n}}}"));

    /// <summary>Two different integers in rising order.</summary>
    private static readonly Gen<(int Low, int High)> Ends = from low in Gen.Choose(-30, 30) from length in Gen.Choose(1, 20) select (low, low + length);

    /// <summary>The forms by name.</summary>
    public static IReadOnlyDictionary<string, Gen<AnswerForm>> All { get; } = new Dictionary<string, Gen<AnswerForm>>(StringComparer.Ordinal)
    {
        ["set"] = from numbers in Distinct()
                  select new AnswerForm(Braces(numbers.Select(n => n.Text)),
                      [Braces(numbers.Select(n => n.Same).Reverse()), Braces([.. numbers.Select(n => n.Text), numbers[0].Same]), string.Join(", ", numbers.Select(n => n.Text).Reverse())],
                      [Braces(numbers.Skip(1).Select(n => n.Text)), Braces([.. numbers.Select(n => n.Text), "1000"]), Braces([.. numbers.Skip(1).Select(n => n.Text), "1000"])]),
        ["list"] = from numbers in Distinct()
                   select new AnswerForm(string.Join(", ", numbers.Select(n => n.Text)),
                       [string.Join(", ", numbers.Select(n => n.Same).Reverse()), string.Join(@" \text{ and } ", numbers.Select(n => n.Text))],
                       [string.Join(", ", numbers.Skip(1).Select(n => n.Text)), string.Join(", ", [.. numbers.Select(n => n.Text), "1000"])]),
        ["tuple"] = from numbers in Distinct()
                    select new AnswerForm(Tuple(numbers.Select(n => n.Text)), [Tuple(numbers.Select(n => n.Same))],
                        [Tuple(numbers.Select(n => n.Text).Reverse()), Braces(numbers.Select(n => n.Text)), Tuple([.. numbers.Select(n => n.Text), "0"])]),
        ["interval"] = from ends in Ends
                       let a = ends.Low
                       let b = ends.High
                       select new AnswerForm($"[{a}, {b})", [$@"[{a}, {b}) \cup \emptyset", $@"\left[{a}, {b + 1} - 1\right)", $@"[{a}, {b}) \cup [{a}, {b - 1}]", $@"{a} \le x < {b}", $@"x \in [{a}, {b})"],
                           [$"[{a}, {b}]", $"({a}, {b})", $"({a}, {b}]", $"[{a}, {b + 1})", $"[{a - 1}, {b})", $@"[{a}, \infty)", $@"[{a}, {b}) \cup \{{{b + 2}\}}"]),
        ["union"] = from ends in Ends
                    let a = ends.Low
                    let b = ends.High
                    select new AnswerForm($@"(-\infty, {a}) \cup ({b}, \infty)", [$@"({b}, \infty) \cup (-\infty, {a})", $@"\mathbb{{R}} \setminus [{a}, {b}]", $@"x < {a} \text{{ or }} x > {b}"],
                        [$@"(-\infty, {a}] \cup ({b}, \infty)", $@"(-\infty, {a}) \cup ({b + 1}, \infty)", $@"(-\infty, {a}) \cap ({b}, \infty)", $@"(-\infty, {a})", @"\mathbb{R}"]),
        ["matrix"] = from numbers in Numbers.ListOf(4)
                     select new AnswerForm(Matrix(numbers.Select(n => n.Text)), [Matrix(numbers.Select(n => n.Same))],
                         [Matrix([.. numbers.Take(3).Select(n => n.Text), "1000"]), $@"\begin{{pmatrix}} {string.Join(@" \\ ", numbers.Select(n => n.Text))} \end{{pmatrix}}"]),
        ["line"] = from a in Gen.Choose(1, 9)
                   from b in Gen.Choose(1, 9)
                   from c in Gen.Choose(-9, 9)
                   select new AnswerForm($"{a}x + {b}y = {Signed(c)}", [$"{2 * a}x + {2 * b}y = {Signed(2 * c)}", $"{b}y = {Signed(c)} - {a}x", $"{Signed(c)} - {b}y - {a}x = 0", $@"y = \frac{{{c} - {a}x}}{{{b}}}"],
                       [$"{a}x + {b}y = {Signed(c + 1)}", $"{a}x - {b}y = {Signed(c)}", $"{a + 1}x + {b}y = {Signed(c)}", $@"{a}x + {b}y < {Signed(c)}"]),
        ["solution"] = from n in Numbers
                       select new AnswerForm($"x = {n.Text}", [n.Text, n.Same, $"x = {n.Same}", $"{n.Text} = x"], [$"y = {n.Text}", $@"x \ne {n.Text}", $"x = {n.Text} + 1", $"x > {n.Text}"]),
        ["inequality"] = from n in Gen.Choose(-30, 30)
                         select new AnswerForm($"x > {Signed(n)}", [$"{Signed(n)} < x", $@"({n}, \infty)", $"x > {n + 3} - 3"], [$@"x \ge {Signed(n)}", $"x < {Signed(n)}", $"x > {Signed(n + 1)}", $"y > {Signed(n)}"]),
        ["length"] = from n in Gen.Choose(2, 5000)
                     select new AnswerForm($@"{n} \text{{ cm}}", [$"{n}", $@"{n * 10} \text{{ mm}}", $@"\frac{{{n}}}{{100}}\text{{ m}}", $"{n} centimeters"],
                         [$@"{n} \text{{ m}}", $@"{n} \text{{ cm}}^2", $@"{n + 1} \text{{ cm}}", $@"{n} \text{{ kg}}"]),
        ["percent"] = from n in Gen.Choose(2, 99)
                      select new AnswerForm($@"{n}\%", [$@"\frac{{{n}}}{{100}}", $"{n}", $"{n} percent", $"0.{n:00}"], [$@"{n + 1}\%", $"0.00{n:00}", $@"{n * 100}\%"]),
        ["value"] = from tree in Gen.OneOf(Trees.Algebraic, Trees.RationalFunctions)
                    from picks in Gen.Choose(0, 1_000_000).ListOf(2)
                    from pick in Gen.Choose(0, 1_000_000)
                    select Value(tree, Rewriters.Apply(tree, Rewriters.OfRationalFunctions, picks), Changes.Apply(tree, pick)),
    };

    private static AnswerForm Value(Expr tree, Expr rewritten, Expr changed) => new(
        ExprPrinter.Print(tree),
        Changes.HasValue(tree) ? [ExprPrinter.Print(rewritten)] : [],
        Changes.AreReal(tree, changed) ? [ExprPrinter.Print(changed)] : []);

    private static Gen<IReadOnlyList<(string Text, string Same)>> Distinct() =>
        from count in Gen.Choose(2, 5)
        from start in Gen.Choose(-30, 30)
        from numbers in Numbers.ListOf(count)
        select (IReadOnlyList<(string, string)>)[.. numbers.Append((Signed(start + 100), $"{start + 101} - 1")).DistinctBy(n => n.Item1)];

    private static string Signed(int n) => n.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string Braces(IEnumerable<string> items) => $@"\{{{string.Join(", ", items)}\}}";

    private static string Tuple(IEnumerable<string> items) => $"({string.Join(", ", items)})";

    private static string Matrix(IEnumerable<string> entries)
    {
        var e = entries.ToArray();
        return $@"\begin{{pmatrix}} {e[0]} & {e[1]} \\ {e[2]} & {e[3]} \end{{pmatrix}}";
    }
}
