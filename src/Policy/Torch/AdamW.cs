using System.Runtime.InteropServices;

namespace Verifiers.Policy.Torch;

/// <summary>AdamW (Loshchilov &amp; Hutter 2019, arXiv:1711.05101), fused on a GPU, with clipping of the gradients' norm.</summary>
public sealed class AdamW : IDisposable
{
    private readonly IReadOnlyList<Tensor> _parameters;
    private readonly AdamWHandle _handle;

    /// <param name="parameters">Leaves with requires_grad; kept alive by the optimizer.</param>
    public unsafe AdamW(IReadOnlyList<Tensor> parameters, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, double weightDecay = 0)
    {
        _parameters = parameters;
        AdamWHandle? made = null;
        Native.Check(Tensor.WithBoxes(parameters, boxes => Native.vt_adamw_new((nint*)boxes, parameters.Count, beta1, beta2, epsilon, weightDecay, out made)));
        _handle = made!;
    }

    /// <summary>Forgets all gradients.</summary>
    public void zero_grad() => Native.Check(Native.vt_adamw_zero_grad(_handle));

    /// <summary>Changes the parameters along their gradients.</summary>
    /// <param name="maxNorm">Gradients longer than this in all are shortened to it; 0: never.</param>
    /// <returns>The norm of all gradients before, a scalar on the device (reading it waits for the device).</returns>
    public Tensor step(double learningRate, double maxNorm = 0) =>
        Tensor.Made(Native.vt_adamw_step(_handle, learningRate, maxNorm, out var norm), norm);

    /// <summary>The state, shared with the optimizer: what is copied into it is what the next step goes on from.</summary>
    /// <returns>For each parameter in order: mean of gradients, mean of squared gradients, number of steps.</returns>
    public IReadOnlyList<(Tensor Mean, Tensor Square, Tensor Steps)> State() =>
        [.. Enumerable.Range(0, _parameters.Count).Select(i => (State(i, 0), State(i, 1), State(i, 2)))];

    public void Dispose() => _handle.Dispose();

    private Tensor State(int index, int which) => Tensor.Made(Native.vt_adamw_state(_handle, index, which, out var result), result);
}

internal sealed class AdamWHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Native.vt_adamw_free(handle);
        return true;
    }
}
