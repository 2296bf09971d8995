namespace Verifiers.Sandbox;

/// <summary>How busy the pool of sandboxes is.</summary>
/// <param name="Slots">Programs that can run at the same time.</param>
/// <param name="Busy">Slots in use.</param>
/// <param name="Waiting">Runs that wait for a slot.</param>
/// <param name="Replaced">Slots thrown away since the start because something about them was doubtful.</param>
public readonly record struct SandboxOccupancy(int Slots, int Busy, int Waiting, long Replaced);
