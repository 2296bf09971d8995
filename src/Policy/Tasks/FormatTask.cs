using System.Globalization;
using System.Text.Json;

namespace Verifiers.Policy.Tasks;

/// <summary>Only the format earns: thoughts and answer in tags, whatever they say. The prompt is a sum, as in <see cref="AddTask"/>.</summary>
internal sealed class FormatTask : ITask
{
    public const string TaskName = "format";

    private const int Limit = 100;

    public string Name => TaskName;

    public JsonElement Rubric { get; } = JsonSerializer.SerializeToElement(new { components = new[] { new { verifier = "format" } } });

    public int ContextLength { get; } = Context.RoundUp(Context.LengthOf(Make(Limit - 1, Limit - 1).Prompt, Make(Limit - 1, Limit - 1).Demonstration));

    public static ITask Read(TaskOptions options) => new FormatTask();

    public Problem Next(Random random) => Make(random.Next(Limit), random.Next(Limit));

    private static Problem Make(int a, int b)
    {
        var sum = string.Create(CultureInfo.InvariantCulture, $"{a}+{b}");
        return new($"{sum}=", null, Rewarding.Completion(sum, (a + b).ToString(CultureInfo.InvariantCulture)));
    }
}
