using System.Globalization;

namespace Verifiers.Policy.Tasks;

/// <summary>A Python expression over one input, and the same function in C#.</summary>
/// <typeparam name="T">Of the input: a whole number or a list of them.</typeparam>
/// <param name="Expression">The input is written §, for <c>max(x)</c> has another x in it.</param>
/// <param name="Function">Gives a whole number or a list of them.</param>
internal sealed record SmallProgram<T>(string Expression, Func<T, object> Function)
{
    /// <summary>The expression with the input written so.</summary>
    public string On(string input) => Expression.Replace("§", input, StringComparison.Ordinal);
}

/// <summary>Programs over a whole number x. Each is there in one spelling only, so that two programs are two functions.</summary>
internal static class NumberPrograms
{
    public static IReadOnlyList<IReadOnlyList<SmallProgram<int>>> Families { get; } =
    [
        [.. from a in Range(-5, 5) from b in Range(-9, 9) where a != 0 && (a, b) != (1, 0) select new SmallProgram<int>(Affine(a, b), x => (a * x) + b)],
        [.. from b in Range(-9, 9) select new SmallProgram<int>($"§*§{Signed(b)}", x => (x * x) + b)],
        [.. from a in Range(-5, 5) where a != 0 select new SmallProgram<int>($"§*(§{Signed(a)})", x => x * (x + a))],
        [.. from m in Range(2, 9) select new SmallProgram<int>($"§%{Text(m)}", x => Modulo(x, m))],
        [.. from m in Range(2, 9) select new SmallProgram<int>($"§//{Text(m)}", x => (x - Modulo(x, m)) / m)],
        [.. from a in Range(1, 15) select new SmallProgram<int>($"max(§,{Text(a)})", x => Math.Max(x, a))],
        [.. from a in Range(1, 15) select new SmallProgram<int>($"min(§,{Text(a)})", x => Math.Min(x, a))],
        [.. from a in Range(1, 15) select new SmallProgram<int>($"abs(§-{Text(a)})", x => Math.Abs(x - a))],
        [.. from a in Range(2, 5) select new SmallProgram<int>($"§*{Text(a)} if §%2 else §", x => Modulo(x, 2) == 1 ? x * a : x)],
    ];

    /// <summary>0 to 20.</summary>
    public static int VisibleInput(Random random) => random.Next(21);

    /// <summary>−9 to 40.</summary>
    public static int HiddenInput(Random random) => random.Next(-9, 41);

    /// <summary>x mod m in [0, m), as Python has it.</summary>
    private static int Modulo(int x, int m) => ((x % m) + m) % m;

    /// <summary>a x + b, as one would write it: 2*x+3, x-4, 7-x.</summary>
    private static string Affine(int a, int b) => (a, b) switch
    {
        ( < 0, 0) => $"-{Times(-a)}",
        ( < 0, _) => $"{Text(b)}-{Times(-a)}",
        _ => Times(a) + Signed(b),
    };

    private static string Times(int a) => a == 1 ? "§" : $"{Text(a)}*§";

    private static string Signed(int b) => b.ToString("+0;-0;''", CultureInfo.InvariantCulture);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<int> Range(int first, int last) => Enumerable.Range(first, last - first + 1);
}

/// <summary>Programs over a list of whole numbers, which is not empty. Each is there in one spelling only.</summary>
internal static class ListPrograms
{
    public static IReadOnlyList<IReadOnlyList<SmallProgram<int[]>>> Families { get; } =
    [
        [new("sum(§)", x => x.Sum())],
        [new("len(§)", x => x.Length)],
        [new("max(§)", x => x.Max()), new("min(§)", x => x.Min()), new("max(§)-min(§)", x => x.Max() - x.Min())],
        [new("§[0]", x => x[0]), new("§[-1]", x => x[^1]), new("§[0]+§[-1]", x => x[0] + x[^1]), new("§[-1]-§[0]", x => x[^1] - x[0])],
        [new("sorted(§)", x => x.Order().ToArray()), new("sorted(§)[::-1]", x => x.OrderDescending().ToArray())],
        [new("§[::-1]", x => x.Reverse().ToArray()), new("§[1:]", x => x[1..]), new("§[:-1]", x => x[..^1])],
        [.. Enumerable.Range(2, 4).Select(a => new SmallProgram<int[]>($"[{a}*v for v in §]", x => Array.ConvertAll(x, v => a * v)))],
        [.. Enumerable.Range(1, 9).Select(a => new SmallProgram<int[]>($"[v+{a} for v in §]", x => Array.ConvertAll(x, v => v + a)))],
        [new("[v for v in § if v%2==0]", x => Array.FindAll(x, v => v % 2 == 0)), new("[v for v in § if v%2]", x => Array.FindAll(x, v => v % 2 != 0))],
        [.. Enumerable.Range(1, 7).Select(a => new SmallProgram<int[]>($"[v for v in § if v>{a}]", x => Array.FindAll(x, v => v > a)))],
    ];

    /// <summary>2 to 4 digits.</summary>
    public static int[] VisibleInput(Random random) => Draw(random, random.Next(2, 5));

    /// <summary>4 to 7 digits: enough to tell v &gt; 3 from v &gt; 4.</summary>
    public static int[] HiddenInput(Random random) => Draw(random, random.Next(4, 8));

    private static int[] Draw(Random random, int length) => Enumerable.Range(0, length).Select(_ => random.Next(10)).ToArray();
}
