using Verifiers.Api.Problems;

namespace Verifiers.Api.Scoring;

/// <summary>
/// What the service has accepted and not answered yet. A caller above the bound is told to come back: a queue without one only
/// moves the failure to the caller's timeout, where it looks like a wrong answer.
/// </summary>
internal sealed class Admission(ServiceLimits limits)
{
    private readonly Account _samples = new(limits.MaxPendingSamples, "samples are waiting");
    private readonly Account _bytes = new((long)limits.MaxPendingBodyMiB << 20, "bytes of requests are held");

    /// <summary>Samples accepted and not answered.</summary>
    public long PendingSamples => _samples.Pending;

    /// <summary>Bytes of bodies in memory.</summary>
    public long PendingBytes => _bytes.Pending;

    /// <summary>Bytes of bodies accepted since the start.</summary>
    public long AcceptedBytes => _bytes.Accepted;

    /// <summary>Accepts samples until the ticket is disposed.</summary>
    /// <exception cref="RefusedException">429: too many are pending.</exception>
    public Ticket AcceptSamples(long count) => Accept(_samples, count);

    /// <summary>Accepts bytes of a body until the ticket is disposed; it can grow with the body.</summary>
    /// <exception cref="RefusedException">429: too many are held.</exception>
    public Ticket AcceptBytes(long count) => Accept(_bytes, count);

    private static Ticket Accept(Account account, long count)
    {
        var ticket = new Ticket(account);
        ticket.Grow(count);
        return ticket;
    }

    /// <summary>What one request holds; disposing it makes room.</summary>
    internal sealed class Ticket(Account account) : IDisposable
    {
        private long _held;

        /// <summary>Holds more.</summary>
        /// <exception cref="RefusedException">429: too much is held. What the ticket held before it still holds.</exception>
        public void Grow(long count)
        {
            account.Add(count, _held);
            _held += count;
        }

        public void Dispose() => account.Remove(Interlocked.Exchange(ref _held, 0));
    }

    /// <summary>One bounded quantity of all requests together.</summary>
    internal sealed class Account(long limit, string what)
    {
        private long _pending;
        private long _accepted;

        public long Pending => Interlocked.Read(ref _pending);

        public long Accepted => Interlocked.Read(ref _accepted);

        /// <summary>Adds what a request that holds <paramref name="own"/> already asks for.</summary>
        public void Add(long count, long own)
        {
            // A request larger than the bound is let in when nothing else is pending, or it could never be answered.
            var others = Interlocked.Add(ref _pending, count) - count - own;
            if (others > 0 && others + own + count > limit)
            {
                Interlocked.Add(ref _pending, -count);
                throw new RefusedException(
                    StatusCodes.Status429TooManyRequests, "The service is busy.", $"{others} {what}; the limit is {limit}. Try again.")
                {
                    RetryAfter = TimeSpan.FromSeconds(1),
                };
            }
            Interlocked.Add(ref _accepted, count);
        }

        public void Remove(long count) => Interlocked.Add(ref _pending, -count);
    }
}
