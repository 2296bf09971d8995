namespace Verifiers.Rubrics;

/// <summary>A named composition of verifiers: which components there are, and how their scores become one reward.</summary>
public sealed class Rubric
{
    private readonly int[] _steps;
    private readonly Rubric[] _phases;

    /// <summary>A checked rubric; <see cref="RubricReader"/> makes them.</summary>
    internal Rubric(string name, string description, Combination combination, IReadOnlyList<RubricComponent> components, RewardFormula? formula = null)
    {
        Name = name;
        Description = description;
        Combination = combination;
        Components = components;
        Formula = formula;
        Hash = RubricHash.Of(this);
        Whole = this;
        _steps = [.. components.Where(component => component.Schedule is not null)
            .SelectMany(component => component.Schedule!.Changes.Select(change => change.FromStep)).Distinct().Order()];
        _phases = [.. _steps.Select(step => new Rubric(this, step))];
    }

    /// <summary>The rubric as it is from a step on.</summary>
    private Rubric(Rubric whole, int step)
    {
        Name = whole.Name;
        Description = whole.Description;
        Combination = whole.Combination;
        Components = [.. whole.Components.Select(component => component.At(step)).OfType<RubricComponent>()];
        Hash = whole.Hash;
        Whole = whole;
        (_steps, _phases) = ([], []);
    }

    /// <summary>The name requests use; <c>inline</c> for one that came with the request.</summary>
    public string Name { get; }

    /// <summary>What it rewards, in a sentence.</summary>
    public string Description { get; }

    /// <summary>How the scores become one reward.</summary>
    public Combination Combination { get; }

    /// <summary>At least one; names are unique.</summary>
    public IReadOnlyList<RubricComponent> Components { get; }

    /// <summary>For <see cref="Combination.Expression"/>.</summary>
    public RewardFormula? Formula { get; }

    /// <summary>
    /// SHA-256, in hexadecimal, over everything that can change a reward: components, options, weights, schedules, combination and
    /// the semantics version of each verifier. Name and description do not count.
    /// </summary>
    public string Hash { get; }

    /// <summary>Whether weights change with the trainer's step.</summary>
    public bool HasSchedule => _phases.Length > 0;

    /// <summary>The rubric with everything that counts at some step: references are written for all of it.</summary>
    internal Rubric Whole { get; }

    /// <summary>What there is from the first step on, and from each step that changes a weight.</summary>
    internal IReadOnlyList<Rubric> Phases => HasSchedule ? _phases : [this];

    /// <summary>
    /// The rubric as it is at a step of the trainer: weights picked, and components that weigh nothing then left out, so that they
    /// are not asked either. A rubric without schedule is the same at every step.
    /// </summary>
    /// <exception cref="InvalidInputException">Weights change with the step, and none was given.</exception>
    public Rubric AtStep(long? step)
    {
        if (!HasSchedule)
            return this;
        if (step is not { } given)
            throw new InvalidInputException("options.step", $"expected the trainer's step: the weights of the rubric '{Name}' change with it.");
        return _phases[Array.FindLastIndex(_steps, from => from <= given)];
    }
}

/// <summary>One verifier's part in a rubric.</summary>
public sealed class RubricComponent
{
    private IPreparedVerifier? _withoutReference;

    /// <summary>Unique within the rubric; the verifier's name unless the rubric says otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>What judges.</summary>
    public required IVerifier Verifier { get; init; }

    /// <summary>The verifier's options, as the rubric states them.</summary>
    public required JsonCursor Options { get; init; }

    /// <summary>Factor of the score in <see cref="Combination.WeightedSum"/> and <see cref="Combination.Gate"/>.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The weight by the trainer's step; null when it is always the same.</summary>
    public WeightSchedule? Schedule { get; init; }

    /// <summary>For <see cref="Combination.Gate"/>: nothing counts unless this component is correct.</summary>
    public bool IsGate { get; init; }

    /// <summary>What <see cref="Verdict.Undecided"/> is worth, in [0, 1]. Stated in every listing of the rubric, never hidden.</summary>
    public double UndecidedScore { get; init; }

    /// <summary>Whether the sample's verdict, and with it the pass rate, depends on this component.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>The verifier, having read its part of a reference. One that takes none is prepared once for all references.</summary>
    /// <exception cref="InvalidInputException">The reference has the wrong shape.</exception>
    internal IPreparedVerifier Prepare(JsonCursor reference) => Verifier.ReferenceUse == ReferenceUse.None
        ? LazyInitializer.EnsureInitialized(ref _withoutReference, () => Verifier.Prepare(JsonCursor.Absent("reference"), Options))
        : Verifier.Prepare(reference, Options);

    /// <summary>The component from a step on; null when it weighs nothing then.</summary>
    internal RubricComponent? At(int step)
    {
        if (Schedule is not { } schedule)
            return this;
        var weight = schedule.At(step);
        return weight == 0 ? null : new()
        {
            Name = Name,
            Verifier = Verifier,
            Options = Options,
            Weight = weight,
            UndecidedScore = UndecidedScore,
            Decides = Decides,
        };
    }

    /// <summary>The score that this judgement is worth here.</summary>
    public double Worth(Judgement judgement) => judgement.Verdict == Verdict.Undecided ? UndecidedScore : judgement.Score;
}
