using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>
/// The objective of group relative policy optimisation (Shao et al. 2024, arXiv:2402.03300, equation 3), as a loss:
/// <code>
/// ρ = exp(log π − log π_old)
/// loss = Σ w · ( −min(ρ·A, clip(ρ, 1 − ε_low, 1 + ε_high)·A) + β · k₃ )
/// k₃ = exp(log π_ref − log π) − (log π_ref − log π) − 1        (Schulman 2020, joschu.net/blog/kl-approx.html)
/// </code>
/// The weights w of the tokens hold the normalisation, and are 0 for prompts, padding and completions without a reward.
/// </summary>
internal static class GrpoLoss
{
    /// <param name="logProbabilities">log π of the tokens, with gradient; shape [B, T], like the others but the advantages.</param>
    /// <param name="old">log π_old: of the policy that sampled.</param>
    /// <param name="reference">log π_ref; null: no divergence is added.</param>
    /// <param name="advantages">Shape [B, 1].</param>
    /// <returns>The loss with gradient, and without: the weighted sums of k₃ (null when there is no reference) and of the clipped tokens.</returns>
    public static (Tensor Loss, Tensor? Kl, Tensor Clipped) Of(
        Tensor logProbabilities, Tensor old, Tensor? reference, Tensor advantages, Tensor weights, GrpoOptions options)
    {
        var ratio = (logProbabilities - old).exp();
        var clipped = ratio.clamp(1 - options.ClipLow, 1 + options.ClipHigh);
        var losses = -torch.minimum(ratio * advantages, clipped * advantages);
        Tensor? divergence = null;
        if (reference is not null)
        {
            var difference = reference - logProbabilities;
            divergence = difference.exp() - difference - 1;
            losses = losses + (divergence * options.KlWeight);
        }
        var loss = (losses * weights).sum();
        using var noGrad = torch.no_grad();
        var outside = (ratio.detach() - clipped.detach()).abs().gt(0).to(weights.dtype);
        return (loss, divergence is null ? null : (divergence.detach() * weights).sum(), (outside * weights).sum());
    }
}
