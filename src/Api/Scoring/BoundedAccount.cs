namespace Verifiers.Api.Scoring;

/// <summary>
/// One bounded quantity of all requests together. Runs that hold less than their share of the bound are let in when others have filled it,
/// up to twice the bound: a run that has queued very much must not shut the others out.
/// </summary>
/// <param name="limit">The bound, asked for each time.</param>
internal sealed class BoundedAccount(Func<double> limit)
{
    /// <summary>Less than this is what adding and taking fractions leaves behind.</summary>
    private const double Dust = 1e-9;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, double> _byRun = new(StringComparer.Ordinal);
    private double _pending;

    /// <summary>What is held now.</summary>
    public double Pending
    {
        get
        {
            lock (_gate)
                return _pending;
        }
    }

    /// <summary>What was accepted since the start.</summary>
    public double Accepted { get; private set; }

    /// <summary>Takes room if there is some.</summary>
    /// <param name="run">Whose it is.</param>
    /// <param name="amount">How much more.</param>
    /// <param name="own">What the same request holds already.</param>
    /// <returns>Null when it was taken; otherwise how much must be given back before there is room.</returns>
    public double? TryAdd(string run, double amount, double own)
    {
        var most = limit();
        lock (_gate)
        {
            var held = _byRun.GetValueOrDefault(run);
            var runs = _byRun.ContainsKey(run) ? _byRun.Count : _byRun.Count + 1;
            var isAlone = _pending - own < Dust; // or a request above the bound could never be answered
            var total = _pending + amount;
            if (!isAlone && total > most && (held + amount > most / runs || total > 2 * most))
                return Math.Min(total - most, _pending);
            _pending = total;
            _byRun[run] = held + amount;
            Accepted += amount;
            return null;
        }
    }

    /// <summary>Gives room back.</summary>
    public void Remove(string run, double amount)
    {
        lock (_gate)
        {
            _pending -= amount;
            if (_byRun.TryGetValue(run, out var held))
                _byRun[run] = held - amount;
            if (held - amount < Dust)
                _byRun.Remove(run);
            if (_byRun.Count == 0)
                _pending = 0;
        }
    }
}
