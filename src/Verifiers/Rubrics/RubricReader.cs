using System.Text.Json;
using Verifiers.Judges;

namespace Verifiers.Rubrics;

/// <summary>Reads a rubric from JSON and checks everything that can be checked before a completion is seen.</summary>
/// <example>
/// <code>
/// {"name": "r1-zero-math", "combine": "weighted_sum",
///  "components": [{"name": "accuracy", "verifier": "math", "weight": 1, "undecided": 0},
///                 {"verifier": "format", "weight": 1, "decides": false}]}
/// </code>
/// </example>
public static class RubricReader
{
    /// <summary>More components than this are refused.</summary>
    public const int MaxComponents = 16;

    /// <summary>Reads one rubric.</summary>
    /// <param name="json">The rubric; its options are copied, so the document may be disposed afterwards.</param>
    /// <param name="catalog">The verifiers it may name.</param>
    /// <param name="nameWhenAbsent">The name of a rubric that states none.</param>
    /// <param name="formulas">Compiles expressions; null where none are taken, as from a request: compiling costs more than judging.</param>
    /// <exception cref="InvalidInputException">Something is unknown, missing, of a wrong type or makes no sense; the path says where.</exception>
    /// <exception cref="ModelMissingException">Nothing but models is missing; all of them are named.</exception>
    public static Rubric Read(JsonCursor json, VerifierCatalog catalog, string nameWhenAbsent = "inline", IRewardFormulaCompiler? formulas = null)
    {
        json.Object("name", "description", "combine", "expression", "components");
        var combination = json.Optional("combine") is { IsPresent: true } word ? RubricWords.Read(word) : Combination.WeightedSum;
        var list = json.Required("components", "a list of components");
        var components = new List<RubricComponent>();
        var missing = new List<ModelMissingException>();
        foreach (var item in list.Items("a list of components"))
        {
            if (components.Count == MaxComponents)
                throw list.Refused($"expected at most {MaxComponents} components, found more.");
            try
            {
                components.Add(ReadComponent(item, combination, catalog));
            }
            catch (ModelMissingException model)
            {
                missing.Add(model);
            }
        }
        if (missing is [var first, ..])
            throw new ModelMissingException(first.Path, first.Problem, [.. missing.SelectMany(model => model.Models).Distinct(StringComparer.Ordinal)]);
        Check(list, combination, components);
        var rubric = new Rubric(
            json.Optional("name").StringOr(nameWhenAbsent)!, json.Optional("description").StringOr("")!, combination, components,
            ReadFormula(json, combination, components, formulas));
        return rubric.Phases.All(phase => phase.Components.Any(component => component.Decides))
            ? rubric
            : throw list.Refused("expected at least one component that decides the verdict and weighs something at every step.");
    }

    private static RewardFormula? ReadFormula(
        JsonCursor json, Combination combination, List<RubricComponent> components, IRewardFormulaCompiler? formulas)
    {
        var expression = json.Optional("expression");
        if (combination != Combination.Expression)
            return expression.IsPresent ? throw expression.Refused("expected no expression unless \"combine\" is \"expression\".") : null;
        var text = json.Required("expression", "an expression over the names of the components").String("an expression");
        if (formulas is null)
            throw expression.Refused("expressions are taken from rubric files only, not from requests.");
        try
        {
            return new(text, formulas.Compile(text, [.. components.Select(component => component.Name)]));
        }
        catch (FormatException problem)
        {
            throw expression.Refused(problem.Message);
        }
    }

    private static RubricComponent ReadComponent(JsonCursor json, Combination combination, VerifierCatalog catalog)
    {
        json.Object("name", "verifier", "weight", "gate", "undecided", "decides", "options");
        var name = json.Required("verifier", "the name of a verifier");
        if (!catalog.TryGet(name.String("the name of a verifier"), out var verifier))
        {
            throw name.Expected("one of " + string.Join(", ", catalog.All.Select(known => known.Name)));
        }
        if (combination == Combination.Product && verifier.MayScoreBelowZero)
            throw name.Refused($"expected no '{verifier.Name}' in a product: its scores may be below 0, and two penalties would multiply to a reward.");
        var weight = json.Optional("weight");
        if (weight.IsPresent && combination is (Combination.Min or Combination.Product or Combination.Expression))
            throw weight.Refused($"expected no weight: '{RubricWords.Of(combination)}' does not use weights.");
        var gate = json.Optional("gate");
        if (gate.IsPresent && combination != Combination.Gate)
            throw gate.Refused("expected no gate unless \"combine\" is \"gate\".");
        var isGate = gate.BooleanOr(false);
        if (isGate && weight.IsPresent)
            throw weight.Refused("expected no weight on a gate: it lets the others count or not.");

        var schedule = weight.IsPresent && weight.Kind == JsonValueKind.Array ? WeightSchedule.Read(weight) : null;
        var options = json.Optional("options");
        return new()
        {
            Name = json.Optional("name").StringOr(verifier.Name)!,
            Verifier = verifier,
            Weight = schedule is null ? weight.NumberOr(1, -1000, 1000) : schedule.Changes[0].Weight,
            Schedule = schedule,
            IsGate = isGate,
            UndecidedScore = json.Optional("undecided").NumberOr(0, 0, 1),
            Decides = json.Optional("decides").BooleanOr(verifier.Phase == JudgingPhase.Completion),
            Options = CheckedOptions(verifier, options),
        };
    }

    /// <summary>A wrong option is found before the first request, wherever it can be told without a reference.</summary>
    private static JsonCursor CheckedOptions(IVerifier verifier, JsonCursor options)
    {
        var kept = options.IsPresent ? JsonCursor.At(options.Element.Clone(), options.Path) : JsonCursor.Absent(options.Path);
        verifier.CheckOptions(kept);
        return kept;
    }

    private static void Check(JsonCursor list, Combination combination, List<RubricComponent> components)
    {
        if (components.Count == 0)
            throw list.Refused("expected at least one component, found none.");
        foreach (var (component, index) in components.Select((component, index) => (component, index)))
        {
            if (components.FindIndex(other => other.Name == component.Name) < index)
            {
                throw new InvalidInputException(
                    $"{list.Path}[{index}].name", $"expected a name of its own, found a second '{component.Name}'.");
            }
            if (component.Decides && component.Verifier.Phase == JudgingPhase.Group)
            {
                throw new InvalidInputException(
                    $"{list.Path}[{index}].decides", $"expected false: '{component.Verifier.Name}' judges after the verdict is known.");
            }
        }
        if (!components.Exists(component => component.Decides))
            throw list.Refused("expected at least one component that decides the verdict, found none.");
        if (combination == Combination.Gate && !components.Exists(component => component.IsGate))
            throw list.Refused("expected at least one component with \"gate\": true, found none.");
        if (components.TrueForAll(component => component.IsGate))
            throw list.Refused("expected a component that is no gate, found none: nothing would be rewarded.");
    }
}
