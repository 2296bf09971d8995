namespace Verifiers.Rubrics;

/// <summary>How the scores of the components become one reward.</summary>
public enum Combination
{
    /// <summary>Σ weight · score: R1's accuracy + format.</summary>
    WeightedSum,

    /// <summary>The weighted sum of the other components when every gate is correct, else 0.</summary>
    Gate,

    /// <summary>The smallest score.</summary>
    Min,

    /// <summary>The product of the scores.</summary>
    Product,

    /// <summary>An expression over the scores, by the components' names.</summary>
    Expression,
}

/// <summary>The arithmetic of rubrics.</summary>
internal static class Combine
{
    /// <summary>The sample's verdict and reward from one judgement a component, in the rubric's order.</summary>
    /// <returns>A reward of null exactly when the verdict is <see cref="Verdict.Error"/>.</returns>
    public static (Verdict Verdict, double? Reward) Judgements(Rubric rubric, ReadOnlySpan<Judgement> judgements)
    {
        var verdict = SampleVerdict(rubric, judgements);
        if (verdict == Verdict.Error)
            return (verdict, null);
        // A division by zero in an expression is the rubric's fault, and no number that a trainer could use.
        var reward = Reward(rubric, judgements);
        return double.IsFinite(reward) ? (verdict, reward) : (Verdict.Error, null);
    }

    /// <summary>One faulty component spoils the sample: a reward made of the others would punish or favour it by accident.</summary>
    public static Verdict SampleVerdict(Rubric rubric, ReadOnlySpan<Judgement> judgements)
    {
        var verdict = Verdict.Correct;
        for (var i = 0; i < judgements.Length; i++)
        {
            if (judgements[i].Verdict == Verdict.Error)
                return Verdict.Error;
            if (!rubric.Components[i].Decides)
                continue;
            if (judgements[i].Verdict == Verdict.Incorrect)
                verdict = Verdict.Incorrect;
            else if (judgements[i].Verdict == Verdict.Undecided && verdict == Verdict.Correct)
                verdict = Verdict.Undecided;
        }
        return verdict;
    }

    private static double Reward(Rubric rubric, ReadOnlySpan<Judgement> judgements)
    {
        var (sum, min, product, open) = (0.0, double.PositiveInfinity, 1.0, true);
        Span<double> scores = stackalloc double[RubricReader.MaxComponents];
        for (var i = 0; i < judgements.Length; i++)
        {
            var component = rubric.Components[i];
            var score = scores[i] = component.Worth(judgements[i]);
            min = Math.Min(min, score);
            product *= score;
            if (component.IsGate)
                open &= judgements[i].Verdict == Verdict.Correct;
            else
                sum += component.Weight * score;
        }
        return rubric.Combination switch
        {
            Combination.WeightedSum => sum,
            Combination.Gate => open ? sum : 0,
            Combination.Min => min,
            Combination.Product => product,
            Combination.Expression => rubric.Formula!.Function(scores[..judgements.Length]),
        };
    }
}
