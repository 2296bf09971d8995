namespace Verifiers.Rubrics;

/// <summary>A named composition of verifiers: which components there are, and how their scores become one reward.</summary>
public sealed class Rubric
{
    /// <summary>A checked rubric; <see cref="RubricReader"/> makes them.</summary>
    internal Rubric(string name, string description, Combination combination, IReadOnlyList<RubricComponent> components)
    {
        Name = name;
        Description = description;
        Combination = combination;
        Components = components;
        Hash = RubricHash.Of(this);
    }

    /// <summary>The name requests use; <c>inline</c> for one that came with the request.</summary>
    public string Name { get; }

    /// <summary>What it rewards, in a sentence.</summary>
    public string Description { get; }

    /// <summary>How the scores become one reward.</summary>
    public Combination Combination { get; }

    /// <summary>At least one; names are unique.</summary>
    public IReadOnlyList<RubricComponent> Components { get; }

    /// <summary>
    /// SHA-256, in hexadecimal, over everything that can change a reward: components, options, weights, combination and the
    /// semantics version of each verifier. Name and description do not count.
    /// </summary>
    public string Hash { get; }
}

/// <summary>One verifier's part in a rubric.</summary>
public sealed class RubricComponent
{
    /// <summary>Unique within the rubric; the verifier's name unless the rubric says otherwise.</summary>
    public required string Name { get; init; }

    /// <summary>What judges.</summary>
    public required IVerifier Verifier { get; init; }

    /// <summary>The verifier's options, as the rubric states them.</summary>
    public required JsonCursor Options { get; init; }

    /// <summary>Factor of the score in <see cref="Combination.WeightedSum"/> and <see cref="Combination.Gate"/>.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>For <see cref="Combination.Gate"/>: nothing counts unless this component is correct.</summary>
    public bool IsGate { get; init; }

    /// <summary>What <see cref="Verdict.Undecided"/> is worth, in [0, 1]. Stated in every listing of the rubric, never hidden.</summary>
    public double UndecidedScore { get; init; }

    /// <summary>Whether the sample's verdict, and with it the pass rate, depends on this component.</summary>
    public bool Decides { get; init; } = true;

    /// <summary>The score that this judgement is worth here.</summary>
    public double Worth(Judgement judgement) => judgement.Verdict == Verdict.Undecided ? UndecidedScore : judgement.Score;
}
