using System.Globalization;
using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>
/// The countdown game: <c>3,5,7:22=</c> asks for an expression over + - * / ( ) that makes 22 from the numbers, each used once; every right one
/// counts. The thoughts reckon step by step: <c>3*5=15 15+7=22</c>.
/// </summary>
/// <remarks>
/// Judged by the plug-in <c>countdown</c>: the service must be started with <c>--Plugins:Folder plugins/examples</c>, or any folder that has
/// <c>countdown.csx</c>. Options: <c>numbers</c> (3 or 4, default 3); <c>largest</c> (5 to 99, default 9) of the numbers; <c>target</c> (10 to 999,
/// default 99), the largest.
/// </remarks>
internal sealed class CountdownTask : ITask
{
    public const string TaskName = "countdown";

    private readonly int _numbers;
    private readonly int _largest;
    private readonly int _target;

    private CountdownTask(int numbers, int largest, int target)
    {
        (_numbers, _largest, _target) = (numbers, largest, target);
        Rubric = Rewarding.Gated(null, null, Rewarding.Accuracy("countdown"));
        // Prompt: the numbers, their commas, : and =. Steps: two operands and a value, operator, = and blank. Answer: numbers, operators and
        // a pair of brackets at all but one of these. Tags, begin and end.
        var (digits, steps) = (Digits(largest), numbers - 1);
        ContextLength = Context.RoundUp((numbers * (digits + 1)) + Digits(target) + 1
            + (steps * ((3 * Digits(MaxStep)) + 3)) + (numbers * digits) + steps + (2 * (steps - 1)) + 4 + 2);
    }

    public string Name => TaskName;

    public JsonElement Rubric { get; }

    public int ContextLength { get; }

    /// <summary>Steps go no further than the target could need.</summary>
    private int MaxStep => Math.Max(_target, _largest) * 2;

    public static ITask Read(TaskOptions options) =>
        new CountdownTask(options.Integer("numbers", 3, 3, 4), options.Integer("largest", 9, 5, 99), options.Integer("target", 99, 10, 999));

    public Problem Next(Random random)
    {
        while (true) // about every second try gives a problem
        {
            var numbers = Enumerable.Range(0, _numbers).Select(_ => random.Next(1, _largest + 1)).ToArray();
            if (Combine(numbers, random) is not { } solution || solution.Value < 1 || solution.Value > _target)
                continue;
            var reference = JsonSerializer.SerializeToElement(new { target = solution.Value, numbers });
            return new(
                string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', numbers)}:{solution.Value}="),
                reference,
                Rewarding.Completion(solution.Steps, solution.Text))
            {
                Key = string.Create(CultureInfo.InvariantCulture, $"{string.Join(',', numbers.Order())}:{solution.Value}="),
            };
        }
    }

    /// <summary>Takes two values at random and joins them until one is left; null when a value leaves [0, <see cref="MaxStep"/>].</summary>
    private Term? Combine(int[] numbers, Random random)
    {
        var terms = numbers.Select(number => new Term(number.ToString(CultureInfo.InvariantCulture), number, Binding.Number)).ToList();
        var steps = new List<string>();
        while (terms.Count > 1)
        {
            var (a, b) = (Take(terms, random), Take(terms, random));
            var operators = b.Value != 0 && a.Value % b.Value == 0 ? "+-*/" : "+-*";
            var sign = operators[random.Next(operators.Length)];
            var joined = sign switch
            {
                '+' => new Term($"{a.Bound(Binding.Sum)}+{b.Bound(Binding.Sum)}", a.Value + b.Value, Binding.Sum),
                '-' => new Term($"{a.Bound(Binding.Sum)}-{b.Bound(Binding.Product)}", a.Value - b.Value, Binding.Sum),          // a − (b + c)
                '*' => new Term($"{a.Bound(Binding.Product)}*{b.Bound(Binding.Product)}", a.Value * b.Value, Binding.Product),  // a · b / c = a · (b / c)
                _ => new Term($"{a.Bound(Binding.Product)}/{b.Bound(Binding.Number)}", a.Value / b.Value, Binding.Product),     // a / (b · c)
            };
            if (joined.Value < 0 || joined.Value > MaxStep)
                return null;
            steps.Add(string.Create(CultureInfo.InvariantCulture, $"{a.Value}{sign}{b.Value}={joined.Value}"));
            terms.Add(joined);
        }
        return terms[0] with { Steps = string.Join(' ', steps) };
    }

    private static Term Take(List<Term> terms, Random random)
    {
        var index = random.Next(terms.Count);
        var term = terms[index];
        terms.RemoveAt(index);
        return term;
    }

    private static int Digits(int number) => number.ToString(CultureInfo.InvariantCulture).Length;

    /// <summary>How closely the operator on top binds.</summary>
    private enum Binding
    {
        Sum,
        Product,
        Number,
    }

    private sealed record Term(string Text, int Value, Binding Binding, string Steps = "")
    {
        /// <summary>In brackets when it binds less closely than asked for.</summary>
        public string Bound(Binding least) => Binding < least ? $"({Text})" : Text;
    }
}
