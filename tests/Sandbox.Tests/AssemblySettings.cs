namespace Verifiers.Sandbox.Tests;

/// <summary>
/// Tests that look at the processes, descriptors, control groups or containers of this very process, or at how busy the machine is:
/// one at a time, after all the others, which share the cores.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
