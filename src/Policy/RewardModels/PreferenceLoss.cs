using Verifiers.Policy.Torch;
using static Verifiers.Policy.Torch.torch.nn;

namespace Verifiers.Policy.RewardModels;

/// <summary>What reward models are trained by.</summary>
internal static class PreferenceLoss
{
    /// <summary>Mean of −log σ(r_chosen − r_rejected): Bradley and Terry's chance that the chosen one is preferred (Ouyang et al. 2022, arXiv:2203.02155).</summary>
    /// <param name="chosen">Shape [B].</param>
    /// <param name="rejected">Shape [B].</param>
    public static Tensor Pairwise(Tensor chosen, Tensor rejected) => -functional.logsigmoid(chosen - rejected).mean();

    /// <summary>Mean of −(y log σ(r) + (1 − y) log σ(−r)): binary cross entropy.</summary>
    /// <param name="scores">Shape [B].</param>
    /// <param name="labels">Shape [B], each 0 or 1.</param>
    public static Tensor Pointwise(Tensor scores, Tensor labels) =>
        -((labels * functional.logsigmoid(scores)) + ((-labels + 1) * functional.logsigmoid(-scores))).mean();
}
