using System.Globalization;
using Verifiers.Api.Problems;
using Verifiers.Api.Security;
using Verifiers.Api.Telemetry;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api.Scoring;

/// <summary>
/// What the service has accepted and not answered yet. A caller above a bound is told to come back: a queue without one only moves the
/// failure to the caller's timeout, where it looks like a wrong answer.
/// </summary>
internal sealed class Admission
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly ServiceLimits _limits;
    private readonly ScoringLanes _lanes;
    private readonly Callers _callers;
    private readonly QueueMeter _meter;
    private readonly BoundedAccount _samples;
    private readonly BoundedAccount _bytes;
    private readonly Dictionary<Lane, BoundedAccount> _work;

    public Admission(ServiceLimits limits, QueueSettings queues, ScoringLanes lanes, Callers callers, QueueMeter meter)
    {
        (_limits, _lanes, _callers, _meter) = (limits, lanes, callers, meter);
        _samples = new(() => limits.MaxPendingSamples);
        _bytes = new(() => (double)limits.MaxPendingBodyMiB * (1 << 20));
        _work = lanes.All.ToDictionary(
            lane => lane.Lane, lane => new BoundedAccount(() => queues.Of(lane.Lane).TotalSeconds * lane.Places / lane.Pace));
    }

    /// <summary>Samples accepted and not answered.</summary>
    public long PendingSamples => (long)_samples.Pending;

    /// <summary>Bytes of bodies in memory.</summary>
    public long PendingBytes => (long)_bytes.Pending;

    /// <summary>Bytes of bodies accepted since the start.</summary>
    public long AcceptedBytes => (long)_bytes.Accepted;

    /// <summary>How long a lane is expected to need for what it has accepted.</summary>
    public TimeSpan BacklogOf(Lane lane) => TimeSpan.FromSeconds(_work[lane].Pending * _lanes[lane].Pace / _lanes[lane].Places);

    /// <summary>Counts one request of a key.</summary>
    /// <returns>Null when it may be served; otherwise why not now.</returns>
    public static Refusal? TryCountRequest(KeyInUse? key) => key?.FindWaitForRequest() is { } wait
        ? new("key_requests", $"The key '{key.Name}' may ask {key.RequestsPerMinute} times a minute.", wait)
        : null;

    /// <summary>Accepts samples until the ticket is disposed.</summary>
    /// <exception cref="RefusedException">429: too many are pending, or the caller's key has no more for now.</exception>
    public Ticket AcceptSamples(long count) => TryAcceptSamples(count, out var ticket) is { } refusal ? throw Refused(refusal) : ticket;

    /// <summary>Accepts samples, unless there is no room for them now.</summary>
    /// <returns>Null when they were accepted, until the ticket is disposed; otherwise why not.</returns>
    public Refusal? TryAcceptSamples(long count, out Ticket ticket)
    {
        var caller = _callers.Current;
        ticket = new Ticket(this, _samples, caller.Share, RefuseSamples);
        if (ticket.TryGrow(count) is { } full)
            return full;
        if (caller.Key?.FindWaitForSamples(count) is not { } wait)
        {
            ticket.OnUnused = () => caller.Key?.GiveSamplesBack(count);
            return null;
        }
        ticket.Dispose();
        return new("key_samples", $"The key '{caller.Key.Name}' may send {caller.Key.SamplesPerMinute} samples a minute.", wait);
    }

    /// <summary>A ticket for bytes of a body, until it is disposed; it holds none yet and grows with the body.</summary>
    public Ticket HoldNoBytes() => new(this, _bytes, run: "", RefuseBytes); // memory is no matter of shares

    /// <summary>Accepts work by what it is expected to take in each lane.</summary>
    /// <exception cref="RefusedException">429: a lane has too much to do.</exception>
    public AcceptedWork AcceptWork(LaneSeconds expected) => TryAcceptWork(expected, out var work) is { } refusal ? throw Refused(refusal) : work;

    /// <summary>Accepts work by what it is expected to take in each lane, unless one of them has too much to do now.</summary>
    /// <returns>Null when it was accepted, until it is disposed; otherwise why not.</returns>
    public Refusal? TryAcceptWork(LaneSeconds expected, out AcceptedWork work)
    {
        var share = _callers.Current.Share;
        var tickets = new Dictionary<Lane, Ticket>();
        work = new(tickets);
        foreach (var lane in _lanes.All.Where(lane => expected[lane.Lane] > 0))
        {
            tickets[lane.Lane] = new Ticket(this, _work[lane.Lane], share, (pending, excess) => RefuseWork(lane, pending, excess));
            if (tickets[lane.Lane].TryGrow(expected[lane.Lane]) is not { } refusal)
                continue;
            work.Dispose();
            return refusal;
        }
        return null;
    }

    /// <summary>What a caller is told who is sent away: 429, and when to come back. Counted.</summary>
    public RefusedException Refused(Refusal refusal)
    {
        _meter.OnRejected(refusal.Reason);
        var seconds = Math.Ceiling(Math.Clamp(refusal.Wait.TotalSeconds, 1, LongestWait.TotalSeconds));
        return new(StatusCodes.Status429TooManyRequests, "The service is busy.", $"{refusal.Sentence} Try again in {seconds} s.")
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    private Refusal RefuseSamples(double pending, double excess) => new(
        "samples", $"{pending:0} samples are waiting; the limit is {_limits.MaxPendingSamples}.", WaitFor(excess / pending));

    private Refusal RefuseBytes(double pending, double excess) => new(
        "bytes", $"{pending:0} bytes of requests are held; the limit is {(long)_limits.MaxPendingBodyMiB << 20}.", WaitFor(excess / pending));

    private Refusal RefuseWork(LaneQueue lane, double pending, double excess) => new(
        ScoringMeter.Word(lane.Lane),
        string.Create(CultureInfo.InvariantCulture, $"The lane {ScoringMeter.Word(lane.Lane)} has work for about {BacklogOf(lane.Lane).TotalSeconds:0} s."),
        BacklogOf(lane.Lane) * Math.Min(1, excess / pending));

    /// <summary>Until this share of what is pending is answered, by the lane that has most to do.</summary>
    private TimeSpan WaitFor(double share) => _lanes.All.Max(lane => BacklogOf(lane.Lane)) * Math.Clamp(share, 0, 1);

    /// <summary>What one request holds of one account; disposing it makes room.</summary>
    /// <param name="admission">Counts refusals.</param>
    /// <param name="account">The account.</param>
    /// <param name="run">Whose share is taken.</param>
    /// <param name="refusal">Why there is no room, from what is pending and how much too much it would be.</param>
    internal sealed class Ticket(Admission admission, BoundedAccount account, string run, Func<double, double, Refusal> refusal) : IDisposable
    {
        private readonly Lock _gate = new();
        private double _held;

        /// <summary>Gives back what was taken besides.</summary>
        public Action? OnUnused { get; set; }

        /// <summary>Holds more.</summary>
        /// <exception cref="RefusedException">429: too much is held. What the ticket held before it still holds.</exception>
        public void Grow(double amount)
        {
            if (TryGrow(amount) is { } full)
                throw admission.Refused(full);
        }

        /// <summary>Holds more, unless there is no room.</summary>
        /// <returns>Null when it does; otherwise why not.</returns>
        public Refusal? TryGrow(double amount)
        {
            lock (_gate)
            {
                if (account.TryAdd(run, amount, _held) is { } excess)
                    return refusal(account.Pending, excess);
                _held += amount;
                return null;
            }
        }

        /// <summary>Gives some back.</summary>
        public void Shrink(double amount)
        {
            lock (_gate)
            {
                var given = Math.Min(amount, _held);
                _held -= given;
                account.Remove(run, given);
            }
        }

        /// <summary>Does what the ticket is for. Where there is no room for that elsewhere (429), nothing was done.</summary>
        public async Task<T> UseAsync<T>(Func<Task<T>> work)
        {
            try
            {
                return await work();
            }
            catch (RefusedException busy) when (busy.Status == StatusCodes.Status429TooManyRequests)
            {
                GiveBack();
                throw;
            }
        }

        /// <summary>Nothing was done for what it holds: a quota that it was taken from has it back.</summary>
        public void GiveBack()
        {
            OnUnused?.Invoke();
            Dispose();
        }

        public void Dispose() => Shrink(double.MaxValue);
    }

    /// <summary>What one request holds of the lanes.</summary>
    internal sealed class AcceptedWork(Dictionary<Lane, Ticket> tickets) : IDisposable
    {
        /// <summary>Some of it is done.</summary>
        public void Finish(LaneSeconds done)
        {
            foreach (var (lane, ticket) in tickets)
                ticket.Shrink(done[lane]);
        }

        public void Dispose()
        {
            foreach (var ticket in tickets.Values)
                ticket.Dispose();
        }
    }
}
