using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>
/// Addition: <c>347+58=</c>. The thoughts add column by column from the right, <c>7+8+0=15 4+5+1=10 3+0+1=4</c>: digit + digit + carry.
/// The answer must be the number: the verifier <c>exact</c> does not take the sum itself, <c>347+58</c>, for its value, as <c>math</c> would.
/// </summary>
/// <remarks>Options: <c>digits</c> (1 to 6, default 3) of each number at most; <c>thoughts</c> (default true): false for the answer alone.</remarks>
internal sealed class AddTask : ITask
{
    public const string TaskName = "add";

    private readonly int _digits;
    private readonly bool _thoughts;

    private AddTask(int digits, bool thoughts)
    {
        (_digits, _thoughts) = (digits, thoughts);
        Rubric = Rewarding.Gated(thoughts ? null : Rewarding.AnswerAlone, null, Rewarding.Accuracy("exact"));
        var most = Limit - 1; // 99…9 + 99…9 has the most digits everywhere
        ContextLength = Context.RoundUp(Context.LengthOf(Prompt(most, most), Demonstration(most, most)));
    }

    public string Name => TaskName;

    public JsonElement Rubric { get; }

    public int ContextLength { get; }

    private int Limit => (int)Math.Pow(10, _digits);

    public static ITask Read(TaskOptions options) => new AddTask(options.Integer("digits", 3, 1, 6), options.Flag("thoughts", true));

    public Problem Next(Random random)
    {
        var (a, b) = (random.Next(Limit), random.Next(Limit));
        return new(Prompt(a, b), Text(a + b), Demonstration(a, b)) { Key = Prompt(Math.Min(a, b), Math.Max(a, b)) };
    }

    private static string Prompt(int a, int b) => $"{Text(a)}+{Text(b)}=";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private string Demonstration(int a, int b) =>
        _thoughts ? Rewarding.Completion(Columns(a, b), Text(a + b)) : $"<answer>{Text(a + b)}</answer>";

    private string Columns(int a, int b)
    {
        var thoughts = new StringBuilder();
        var carry = 0;
        for (var column = 0; column < _digits; column++, a /= 10, b /= 10)
        {
            var sum = (a % 10) + (b % 10) + carry;
            thoughts.Append(CultureInfo.InvariantCulture, $"{(column > 0 ? " " : "")}{a % 10}+{b % 10}+{carry}={sum}");
            carry = sum / 10;
        }
        return thoughts.ToString();
    }
}
