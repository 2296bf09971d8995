using System.Threading.Channels;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox;

/// <summary>A bounded number of slots. A slot is started when its place is first leased, and replaced on any doubt.</summary>
internal sealed class SlotPool : IAsyncDisposable
{
    private readonly ILauncher _launcher;
    private readonly SandboxOptions _options;
    private readonly Slot?[] _slots;
    private readonly Channel<int> _idle = Channel.CreateUnbounded<int>();
    private readonly SemaphoreSlim _aloneGate = new(1);
    private readonly CancellationTokenSource _closing = new();
    private int _waiting;
    private int _busy;
    private long _replaced;

    public SlotPool(ILauncher launcher, SandboxOptions options)
    {
        _launcher = launcher;
        _options = options;
        _slots = new Slot?[options.EffectiveSlots];
        for (var place = 0; place < _slots.Length; place++) _idle.Writer.TryWrite(place);
    }

    public int Size => _slots.Length;

    public int Waiting => Volatile.Read(ref _waiting);

    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Places that nobody holds.</summary>
    public int Idle => Size - Busy;

    /// <summary>Slots thrown away since the start because something about them was doubtful.</summary>
    public long Replaced => Interlocked.Read(ref _replaced);

    /// <summary>Waits for a slot.</summary>
    /// <exception cref="SandboxException">The queue is full, or no slot can be started.</exception>
    public async Task<SlotLease> LeaseAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var place = await TakePlaceAsync(either.Token);
        return await FillAsync([place], either.Token);
    }

    /// <summary>Waits until every other slot is idle and holds them so: for a program that the machine was too busy to judge.</summary>
    public async Task<SlotLease> LeaseAloneAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        var places = new List<int>(_slots.Length);
        await _aloneGate.WaitAsync(either.Token); // two that each hold half would wait for ever
        try
        {
            while (places.Count < _slots.Length) places.Add(await TakePlaceAsync(either.Token));
        }
        catch
        {
            foreach (var place in places) Return(place);
            throw;
        }
        finally
        {
            _aloneGate.Release();
        }

        return await FillAsync(places, either.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        // Every place comes back once its lease ends; a lease ends when its enumeration does.
        for (var i = 0; i < _slots.Length; i++)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await _idle.Reader.ReadAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        await Task.WhenAll(_slots.OfType<Slot>().Select(slot => slot.DisposeAsync().AsTask()));
        _closing.Dispose();
        _aloneGate.Dispose();
    }

    internal async Task ReturnAsync(IReadOnlyList<int> places)
    {
        foreach (var place in places)
        {
            if (_slots[place] is { IsFit: false } unfit)
            {
                _slots[place] = null;
                Interlocked.Increment(ref _replaced);
                await unfit.DisposeAsync();
            }

            Return(place);
        }
    }

    private async Task<int> TakePlaceAsync(CancellationToken cancellationToken)
    {
        if (!_idle.Reader.TryRead(out var place))
        {
            if (Interlocked.Increment(ref _waiting) > _options.QueueLimit)
            {
                Interlocked.Decrement(ref _waiting);
                throw new SandboxException($"The sandbox is overloaded: {_options.QueueLimit} runs wait already. Send fewer at a time, or raise Sandbox:QueueLimit.");
            }

            try
            {
                place = await _idle.Reader.ReadAsync(cancellationToken);
            }
            finally
            {
                Interlocked.Decrement(ref _waiting);
            }
        }

        Interlocked.Increment(ref _busy);
        return place;
    }

    private async Task<SlotLease> FillAsync(List<int> places, CancellationToken cancellationToken)
    {
        try
        {
            var slot = _slots[places[0]];
            if (slot is { IsFit: false })
            {
                _slots[places[0]] = null;
                Interlocked.Increment(ref _replaced);
                await slot.DisposeAsync();
                slot = null;
            }

            slot = _slots[places[0]] ??= await Slot.StartAsync(_launcher, places[0], cancellationToken);
            return new SlotLease(this, slot, places);
        }
        catch
        {
            foreach (var place in places) Return(place);
            throw;
        }
    }

    private void Return(int place)
    {
        Interlocked.Decrement(ref _busy);
        _idle.Writer.TryWrite(place);
    }
}
