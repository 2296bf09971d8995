using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Tests.Torch;

/// <summary>Tests with tensors run one after another: they share torch's generator, and count what is alive.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchCollection : ICollectionFixture<OneThread>
{
    public const string Name = "torch";
}

public sealed class OneThread
{
    public OneThread() => torch.set_num_threads(1);
}
