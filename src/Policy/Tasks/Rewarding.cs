using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifiers.Policy.Tasks;

/// <summary>The rubrics of the tasks, as R1-Zero has them: 1 for a right answer in the format, 0.1 for the format alone, else 0.</summary>
/// <remarks>
/// A request may bring weights and gates but no expression, so the format stands there twice: as the gate, which earns nothing, and as
/// the component that earns 0.1. The verdict is <c>correct</c> exactly when gate and accuracy are.
/// </remarks>
internal static class Rewarding
{
    /// <summary>What the format earns by itself.</summary>
    public const double FormatReward = 0.1;

    /// <summary>A line that is nothing but the answer in its tags: the format where no thoughts are asked for.</summary>
    public static JsonObject AnswerAlone => Lines("^<answer>[^<>]+</answer>$");

    /// <summary>The options of <c>format</c> that ask for a line that matches one of these expressions.</summary>
    public static JsonObject Lines(params string[] patterns) =>
        new() { ["mode"] = "format_verification", ["verify_regex"] = new JsonArray([.. patterns.Select(pattern => JsonValue.Create(pattern))]) };

    /// <summary>0 unless format and shape are kept; then 0.1, and what the others earn.</summary>
    /// <param name="format">Options of the verifier <c>format</c>; null for thoughts and answer in tags.</param>
    /// <param name="shape">Options of <c>format</c> for a second gate, on what an answer may look like; null for none.</param>
    /// <param name="others">The other components; their weights add up to 0.9.</param>
    public static JsonElement Gated(JsonObject? format, JsonObject? shape, params ReadOnlySpan<JsonObject> others)
    {
        var components = new JsonArray { Component("format", "format", format, gate: true) };
        if (shape is not null)
            components.Add(Component("shape", "format", shape, gate: true));
        components.Add(Component("format_reward", "format", format, FormatReward));
        foreach (var other in others)
            components.Add(other);
        return JsonSerializer.SerializeToElement(new JsonObject { ["combine"] = "gate", ["components"] = components });
    }

    /// <summary>The component that decides, worth 0.9 unless something else is paid for, too.</summary>
    public static JsonObject Accuracy(string verifier, double weight = 1 - FormatReward) => Component("accuracy", verifier, null, weight);

    /// <summary>A component of a rubric.</summary>
    public static JsonObject Component(string name, string verifier, JsonObject? options, double? weight = null, bool gate = false, bool decides = true)
    {
        var component = new JsonObject { ["name"] = name, ["verifier"] = verifier };
        if (options is not null)
            component["options"] = options.DeepClone();
        if (weight is { } number)
            component["weight"] = number;
        if (gate)
            component["gate"] = true;
        if (!decides)
            component["decides"] = false;
        return component;
    }

    /// <summary>Thoughts and answer in R1's tags.</summary>
    public static string Completion(string thoughts, string answer) => $"<think>{thoughts}</think><answer>{answer}</answer>";
}
