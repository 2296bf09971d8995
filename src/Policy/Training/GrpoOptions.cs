namespace Verifiers.Policy.Training;

/// <summary>What the losses of the tokens are divided by.</summary>
public enum LossNormalisation
{
    /// <summary>All tokens of the minibatch (Yu et al. 2025, arXiv:2503.14476, "DAPO").</summary>
    TokenMean,

    /// <summary>The tokens of the sequence, then the number of sequences (Shao et al. 2024, arXiv:2402.03300, equation 3).</summary>
    SequenceMean,

    /// <summary>
    /// The same number for every sequence, the most tokens a completion may have; the advantages are not divided by their standard
    /// deviation (Liu et al. 2025, arXiv:2503.20783, "Dr. GRPO").
    /// </summary>
    DrGrpo,
}

/// <summary>The settings of group relative policy optimisation.</summary>
public sealed record GrpoOptions
{
    /// <summary>Updates of the policy's rollouts. Default: 200.</summary>
    public int Steps { get; init; } = 200;

    /// <summary>Problems in one step. Default: 64.</summary>
    public int Prompts { get; init; } = 64;

    /// <summary>Completions of each problem, at least 2. Default: 16.</summary>
    public int Group { get; init; } = 16;

    /// <summary>Default: 5e-5.</summary>
    public double LearningRate { get; init; } = 5e-5;

    /// <summary>Steps over which the learning rate rises from 0. Default: 20.</summary>
    public int WarmUp { get; init; } = 20;

    /// <summary>Changes of the policy in one step, each on its share of the rollouts. Default: 1.</summary>
    public int Minibatches { get; init; } = 1;

    /// <summary>Parts of a minibatch whose gradients are added up, so that less memory is needed. Default: 1.</summary>
    public int Microbatches { get; init; } = 1;

    /// <summary>The ratio of new to old probability counts down to 1 − this. Default: 0.2.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>The ratio of new to old probability counts up to 1 + this. Default: 0.2.</summary>
    public double ClipHigh { get; init; } = 0.2;

    /// <summary>β, the weight of the divergence from the reference policy; 0: there is none. Default: 0.</summary>
    public double KlWeight { get; init; }

    /// <summary>The reference policy is replaced by the current one after so many steps; 0: never (R1: every 400). Default: 0.</summary>
    public int ReferenceEvery { get; init; }

    /// <summary>Default: <see cref="LossNormalisation.TokenMean"/>.</summary>
    public LossNormalisation Normalisation { get; init; }

    /// <summary>Gradients longer than this in all are shortened to it; 0: never. Default: 1.</summary>
    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>Default: 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Default: 1.</summary>
    public double Temperature { get; init; } = 1;

    /// <summary>Default: 1.</summary>
    public double TopP { get; init; } = 1;

    /// <summary>
    /// The rewards of one step are asked for while the next step is sampled, which is then one update behind. Off: strictly on-policy.
    /// </summary>
    public bool Overlap { get; init; }

    /// <summary>
    /// Batches that may be sampled more until enough groups have different rewards; groups of equal rewards are left out
    /// (DAPO's dynamic sampling). 0: every group is used. Default: 0.
    /// </summary>
    public int DynamicSampling { get; init; }

    /// <summary>Matrix products in bfloat16; off: float32 (TF32 on a GPU). Default: off.</summary>
    public bool Bf16 { get; init; }

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    internal string? Fault => this switch
    {
        { Steps: < 0 } => $"steps: {Steps} is below 0",
        { Prompts: < 1 } => $"prompts: {Prompts}, at least 1 is needed",
        { Group: < 2 } => $"group: {Group}, at least 2 are needed: an advantage is a difference to the others of the group",
        { LearningRate: not > 0 } => $"learning_rate: {LearningRate} is not above 0",
        { WarmUp: < 0 } => $"warm_up: {WarmUp} is below 0",
        { Minibatches: < 1 } or { Microbatches: < 1 } => "minibatches, microbatches: at least 1 is needed",
        _ when Prompts * Group % (Minibatches * Microbatches) != 0 =>
            $"minibatches: {Prompts} · {Group} completions do not divide into {Minibatches} · {Microbatches} parts",
        { ClipLow: not (> 0 and < 1) } => $"clip_low: {ClipLow} is not in (0, 1)",
        { ClipHigh: not > 0 } => $"clip_high: {ClipHigh} is not above 0",
        { KlWeight: not >= 0 } => $"kl_weight: {KlWeight} is below 0",
        { ReferenceEvery: < 0 } => $"reference_every: {ReferenceEvery} is below 0",
        { MaxGradientNorm: not >= 0 } => $"max_gradient_norm: {MaxGradientNorm} is below 0",
        { WeightDecay: not >= 0 } => $"weight_decay: {WeightDecay} is below 0",
        { Temperature: not > 0 } => $"temperature: {Temperature} is not above 0",
        { TopP: not (> 0 and <= 1) } => $"top_p: {TopP} is not in (0, 1]",
        { DynamicSampling: < 0 } => $"dynamic_sampling: {DynamicSampling} is below 0",
        { DynamicSampling: > 0, Overlap: true } => "dynamic_sampling: needs the rewards before it samples on, and cannot overlap",
        _ => null,
    };
}
