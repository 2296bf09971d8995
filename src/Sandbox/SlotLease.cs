namespace Verifiers.Sandbox;

/// <summary>The right to use a slot. Disposing ends what still runs in it and gives it back.</summary>
internal sealed class SlotLease(SlotPool pool, Slot slot, IReadOnlyList<int> places) : IAsyncDisposable
{
    public Slot Slot => slot;

    public async ValueTask DisposeAsync()
    {
        await slot.SettleAsync();
        await pool.ReturnAsync(places);
    }
}
