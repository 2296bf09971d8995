using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>
/// Addition whose thoughts are words, and whose demonstrations mix two languages: <c>7 and 5 等于 12 write 2 进位 1 然后 4 加上 2 …</c>.
/// The reward of the verifier <c>language</c> for English thoughts mends it, as in R1's second stage.
/// </summary>
/// <remarks>
/// <para>
/// The second language is Chinese because the script tells it apart word by word. Beside English, German goes unseen in thoughts this
/// short: "7 plus 5 sind 12 write 2 merke 1 …" counts as English, for its n-grams speak for no language clearly enough. The English words are
/// such that none of their mixtures counts as another language: with "plus" and "is", "plus is plus plus carry" did. Each Chinese word
/// has two characters, which count 0.5 each, so that the score is the share of English words. Thoughts without words earn nothing.
/// </para>
/// <para>
/// Options: <c>digits</c> (1 to 4, default 2); <c>mix</c> (default 0.5), the probability that a word of a demonstration is Chinese;
/// <c>language_weight</c> (0 to 0.9, default 0.3): accuracy earns 0.9 less this, so that all right is 1. With 0 the language is measured but not paid.
/// </para>
/// </remarks>
internal sealed class MixedLanguageTask : ITask
{
    public const string TaskName = "mixed-language";

    private static readonly string[] English = ["and", "gives", "write", "carry", "then"];
    private static readonly string[] Chinese = ["加上", "等于", "写下", "进位", "然后"];

    private readonly int _digits;
    private readonly double _mix;

    private MixedLanguageTask(int digits, double mix, double languageWeight)
    {
        (_digits, _mix) = (digits, mix);
        Rubric = Rewarding.Gated(
            null,
            null,
            Rewarding.Accuracy("exact", Math.Round(1 - Rewarding.FormatReward - languageWeight, 6)),
            Rewarding.Component("language", "language", null, languageWeight, decides: false));
        var most = Limit - 1;
        ContextLength = Context.RoundUp(Context.LengthOf(Prompt(most, most), Demonstration(most, most, new Random(0))));
    }

    private enum Word
    {
        And,
        Gives,
        Write,
        Carry,
        Then,
    }

    public string Name => TaskName;

    public JsonElement Rubric { get; }

    public int ContextLength { get; }

    private int Limit => (int)Math.Pow(10, _digits);

    public static ITask Read(TaskOptions options) =>
        new MixedLanguageTask(options.Integer("digits", 2, 1, 4), options.Number("mix", 0.5, 0, 1), options.Number("language_weight", 0.3, 0, 0.9));

    public Problem Next(Random random)
    {
        var (a, b) = (random.Next(Limit), random.Next(Limit));
        var reference = JsonSerializer.SerializeToElement(new { accuracy = Text(a + b), language = "en" });
        return new(Prompt(a, b), reference, Demonstration(a, b, random)) { Key = Prompt(Math.Min(a, b), Math.Max(a, b)) };
    }

    private static string Prompt(int a, int b) => $"{Text(a)}+{Text(b)}=";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Each column from the right: digit and digit (and carry) gives sum, write its last digit, carry the first if there is one, then the next.</summary>
    private string Demonstration(int a, int b, Random random)
    {
        var sum = Text(a + b);
        var thoughts = new StringBuilder();
        var carry = 0;
        for (var column = 0; column < _digits; column++, a /= 10, b /= 10)
        {
            if (column > 0)
                Say(Word.Then);
            thoughts.Append(a % 10);
            Say(Word.And);
            thoughts.Append(b % 10);
            if (carry > 0)
            {
                Say(Word.And);
                thoughts.Append(carry);
            }
            var total = (a % 10) + (b % 10) + carry;
            Say(Word.Gives);
            thoughts.Append(total);
            Say(Word.Write);
            thoughts.Append(total % 10);
            carry = total / 10;
            if (carry > 0)
            {
                Say(Word.Carry);
                thoughts.Append(carry);
            }
        }
        return Rewarding.Completion(thoughts.ToString(), sum);

        void Say(Word word) => thoughts.Append(' ').Append((random.NextDouble() < _mix ? Chinese : English)[(int)word]).Append(' ');
    }
}
