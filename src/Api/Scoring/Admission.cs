using Verifiers.Api.Problems;

namespace Verifiers.Api.Scoring;

/// <summary>
/// What the service has accepted and not answered yet. A caller above the bound is told to come back: a queue without one only
/// moves the failure to the caller's timeout, where it looks like a wrong answer.
/// </summary>
internal sealed class Admission(ServiceLimits limits)
{
    private long _samples;
    private long _bytes;
    private long _acceptedBytes;

    /// <summary>Samples accepted and not answered.</summary>
    public long PendingSamples => Interlocked.Read(ref _samples);

    /// <summary>Bytes of bodies in memory.</summary>
    public long PendingBytes => Interlocked.Read(ref _bytes);

    /// <summary>Bytes of bodies accepted since the start.</summary>
    public long AcceptedBytes => Interlocked.Read(ref _acceptedBytes);

    /// <summary>Accepts samples until the ticket is disposed.</summary>
    /// <exception cref="RefusedException">429: too many are pending.</exception>
    public Ticket AcceptSamples(int count) => Accept(ref _samples, count, limits.MaxPendingSamples, "samples are waiting", forBytes: false);

    /// <summary>Accepts bytes of a body until the ticket is disposed.</summary>
    /// <exception cref="RefusedException">429: too many are held.</exception>
    public Ticket AcceptBytes(long count)
    {
        var ticket = Accept(ref _bytes, count, (long)limits.MaxPendingBodyMiB << 20, "bytes of requests are held", forBytes: true);
        Interlocked.Add(ref _acceptedBytes, count);
        return ticket;
    }

    private Ticket Accept(ref long pending, long count, long limit, string what, bool forBytes)
    {
        // A request larger than the bound is let in when nothing else is pending, or it could never be answered.
        var before = Interlocked.Add(ref pending, count) - count;
        if (before == 0 || before + count <= limit)
            return new(this, count, forBytes);
        Interlocked.Add(ref pending, -count);
        throw new RefusedException(
            StatusCodes.Status429TooManyRequests, "The service is busy.", $"{before} {what}; the limit is {limit}. Try again.")
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };
    }

    /// <summary>What was accepted; disposing it makes room.</summary>
    internal sealed class Ticket(Admission owner, long count, bool forBytes) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
                return;
            if (forBytes)
                Interlocked.Add(ref owner._bytes, -count);
            else
                Interlocked.Add(ref owner._samples, -count);
        }
    }
}
