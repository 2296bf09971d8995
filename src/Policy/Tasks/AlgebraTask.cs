using System.Globalization;
using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>
/// School algebra, judged by the verifier <c>math</c>: every right spelling counts, and the demonstrations come in several.
/// <c>simplify 3*(x+2)-2*(x-1)=</c>, <c>expand (x+3)*(x-2)=</c>, <c>solve 3*x+5=20:</c>, <c>solve x^2-5*x+6=0:</c>, <c>derive 3*x^2+5*x+1=</c>.
/// </summary>
/// <remarks>
/// <para>
/// To the verifier the question is as right as the answer: both are the same expression. Hence a second gate on what an answer may look
/// like: numbers, or a polynomial of at most three terms, of which one at most is a constant, without brackets. What is to be simplified,
/// expanded or solved is not of that shape, nor is a line of reckoning whose like terms are still to be collected.
/// </para>
/// <para>Option: <c>kinds</c>, a list of <c>simplify</c>, <c>expand</c>, <c>solve</c>, <c>derive</c>; all of them by default.</para>
/// </remarks>
internal sealed class AlgebraTask : ITask
{
    public const string TaskName = "algebra";

    private const string Term = "[0-9* ]*x[x^*2 ]*"; // with x, such as 3*x, 3x, x^2, x*x
    private const string Constant = "[0-9 ]+";
    private const string Value = "[x= ]*-?[0-9./]+ ?"; // such as 5, x=-7/2, 3.5

    /// <summary>One to three terms in any order with at most one constant, or values with commas or "or" between them.</summary>
    private const string PlainAnswer =
        $"</think><answer> ?-?(?:{Term}(?:[+-]{Term}){{0,2}}|(?:{Term}[+-]){{0,2}}{Constant}|{Term}[+-]{Constant}[+-]{Term}|{Constant}(?:[+-]{Term}){{1,2}}"
        + $"|{Value}(?:(?:,|or){Value})*)</answer>$";

    private static readonly string[] Kinds = ["simplify", "expand", "solve", "derive"];

    private readonly IReadOnlyList<string> _kinds;

    private AlgebraTask(IReadOnlyList<string> kinds) => _kinds = kinds;

    public string Name => TaskName;

    public JsonElement Rubric { get; } = Rewarding.Gated(null, Rewarding.Lines(PlainAnswer), Rewarding.Accuracy("math"));

    /// <summary>Problems that need more are not given.</summary>
    public int ContextLength => 56;

    public static ITask Read(TaskOptions options) => new AlgebraTask(options.Words("kinds", Kinds, Kinds));

    public Problem Next(Random random)
    {
        for (; ; )
        {
            var problem = _kinds[random.Next(_kinds.Count)] switch
            {
                "simplify" => Simplify(random),
                "expand" => Expand(random),
                "derive" => Derive(random),
                _ => random.Next(2) == 0 ? SolveLinear(random) : SolveQuadratic(random),
            };
            if (Context.LengthOf(problem.Prompt, problem.Demonstration) <= ContextLength)
                return problem;
        }
    }

    /// <summary>a(x + b) + c(x + d) = (a + c) x + (ab + cd). With brackets opened but terms not collected there are two constants.</summary>
    private static Problem Simplify(Random random)
    {
        var (a, b, c, d) = (random.Next(2, 10), NotZero(random, 9), Sign(random) * random.Next(2, 10), NotZero(random, 9));
        if (c == -a)
            c--; // an x is to be left
        return Polynomials(
            $"simplify {a}*(x{Signed(b)}){Signed(c)}*(x{Signed(d)})=",
            $"{a}*x{Signed(a * b)}{Signed(c)}*x{Signed(c * d)}",
            new(0, a + c, (a * b) + (c * d)),
            random);
    }

    /// <summary>(x + a)(x + b) = x² + (a + b) x + ab. With terms not collected there are four.</summary>
    private static Problem Expand(Random random)
    {
        var (a, b) = (NotZero(random, 9), NotZero(random, 9));
        return Polynomials(
            $"expand (x{Signed(a)})*(x{Signed(b)})=",
            $"x^2{Signed(b)}*x{Signed(a)}*x{Signed(a * b)}",
            new(1, a + b, a * b),
            random);
    }

    /// <summary>(a x² + b x + c)′ = 2a x + b.</summary>
    private static Problem Derive(Random random)
    {
        var (a, b, c) = (random.Next(1, 10), NotZero(random, 9), NotZero(random, 9));
        return Polynomials($"derive {new Quadratic(a, b, c)}=", $"2*{a}={2 * a}", new(0, 2 * a, b), random);
    }

    /// <summary>a x + b = c, so x = (c − b) / a.</summary>
    private static Problem SolveLinear(Random random)
    {
        var (a, b) = (random.Next(2, 10), NotZero(random, 20));
        // Mostly whole solutions, some halves, thirds, …
        var rest = random.Next(4) == 0 ? NotZero(random, 30) : a * NotZero(random, 9);
        var reference = Fraction(rest, a);
        var answer = random.Next(4) == 0 ? $"x={reference}" : IsShortDecimal(rest, a) && random.Next(2) == 0 ? Decimal(rest, a) : reference;
        return new($"solve {a}*x{Signed(b)}={rest + b}:", reference, Rewarding.Completion($"{a}*x={rest}", answer));
    }

    /// <summary>x² − (r + s) x + rs = 0 with two different roots r and s, in any order.</summary>
    private static Problem SolveQuadratic(Random random)
    {
        var r = NotZero(random, 9);
        int s;
        do
        {
            s = NotZero(random, 9);
        }
        while (s == r);
        var answer = random.Next(4) switch
        {
            0 => $"{r},{s}",
            1 => $"{s},{r}",
            2 => $"{r} or {s}",
            _ => $"x={r} or x={s}",
        };
        var reference = string.Create(CultureInfo.InvariantCulture, $"{Math.Min(r, s)},{Math.Max(r, s)}");
        return new($"solve {new Quadratic(1, -(r + s), r * s)}=0:", reference, Rewarding.Completion($"(x{Signed(-r)})*(x{Signed(-s)})", answer));
    }

    private static Problem Polynomials(string prompt, string thoughts, Quadratic answer, Random random) =>
        new(prompt, answer.ToString(), Rewarding.Completion(thoughts, answer.Spelled(random)));

    private static int NotZero(Random random, int most) => Sign(random) * random.Next(1, most + 1);

    private static int Sign(Random random) => random.Next(2) == 0 ? 1 : -1;

    private static string Signed(int number) => number.ToString("+0;-0", CultureInfo.InvariantCulture);

    private static string Fraction(int top, int bottom)
    {
        var shared = (int)System.Numerics.BigInteger.GreatestCommonDivisor(top, bottom);
        return bottom == shared
            ? (top / shared).ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{top / shared}/{bottom / shared}");
    }

    /// <summary>Whether two decimals are enough: 100 top / bottom is whole.</summary>
    private static bool IsShortDecimal(int top, int bottom) => 100 * top % bottom == 0;

    private static string Decimal(int top, int bottom) => ((decimal)top / bottom).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>a x² + b x + c.</summary>
    private sealed record Quadratic(int A, int B, int C)
    {
        /// <summary>From the highest power on, with every *.</summary>
        public override string ToString() => Join(Terms("*"));

        /// <summary>One of its spellings: with or without *, in either order.</summary>
        public string Spelled(Random random)
        {
            var terms = Terms(random.Next(3) == 0 ? "" : "*");
            if (random.Next(3) == 0)
                terms.Reverse();
            return Join(terms);
        }

        private List<(int Factor, string Text)> Terms(string times)
        {
            var terms = new List<(int, string)>();
            Add(A, "x^2");
            Add(B, "x");
            if (C != 0 || terms.Count == 0)
                terms.Add((C, Math.Abs(C).ToString(CultureInfo.InvariantCulture)));
            return terms;

            void Add(int factor, string power)
            {
                if (factor != 0)
                    terms.Add((factor, Math.Abs(factor) == 1 ? power : string.Create(CultureInfo.InvariantCulture, $"{Math.Abs(factor)}{times}{power}")));
            }
        }

        private static string Join(List<(int Factor, string Text)> terms) =>
            string.Concat(terms.Select((term, index) => (term.Factor < 0 ? "-" : index > 0 ? "+" : "") + term.Text));
    }
}
