using Verifiers.Api.Scoring;

namespace Verifiers.Api.WebConsole;

/// <summary>
/// Counts what leaves the service, second by second, for the live view. It holds numbers, names of verifiers and codes of reasons:
/// no text of a completion or reference. Its size does not grow with the load.
/// </summary>
internal sealed class LiveBoard(TimeProvider clock)
{
    /// <summary>Seconds that are shown.</summary>
    public const int Seconds = 300;

    /// <summary>Different pairs of verifier and reason that are counted; what comes later is counted as <c>other</c>.</summary>
    private const int MostReasons = 500;

    private const int MostFaults = 50;

    /// <summary>A reason is a code; what is longer than codes are may be text, and is counted as <c>other</c>.</summary>
    private const int LongestReason = 64;

    private readonly Lock _lock = new();
    private readonly Second[] _seconds = new Second[Seconds];
    private readonly long[] _total = new long[4];
    private readonly Dictionary<(string Verifier, Verdict Verdict, string Reason), long> _reasons = [];
    private readonly Dictionary<string, long> _flags = [];
    private readonly Dictionary<(string Protocol, string Outcome), long> _programs = [];
    private readonly LinkedList<LiveFault> _faults = new();

    /// <summary>When counting began.</summary>
    public DateTimeOffset Started { get; } = clock.GetUtcNow();

    /// <summary>Counts one result.</summary>
    public void Count(SampleResult result)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            ref var second = ref SecondOf(now.ToUnixTimeSeconds());
            second.Add(result.Verdict, result.Timing);
            _total[(int)result.Verdict]++;
            foreach (var component in result.Components)
            {
                var reason = component.Reason.Length <= LongestReason ? component.Reason : "other";
                Raise(_reasons, (component.Verifier, component.Verdict, reason), (component.Verifier, component.Verdict, "other"));
                if (component.Verdict == Verdict.Error)
                    Keep(now, component.Verifier, reason);
            }
            foreach (var flag in result.Flags)
                Raise(_flags, flag.Name, "other");
        }
    }

    /// <summary>Counts one run of a program that gets no verdict here.</summary>
    /// <param name="protocol">Who asked; one of few.</param>
    /// <param name="outcome">How it ended; one of few.</param>
    /// <param name="isFault">Whether that is a fault of ours.</param>
    public void CountProgram(string protocol, string outcome, bool isFault)
    {
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            SecondOf(now.ToUnixTimeSeconds()).AddProgram();
            Raise(_programs, (protocol, outcome), (protocol, "other"));
            if (isFault)
                Keep(now, protocol, outcome);
        }
    }

    /// <summary>What was counted up to now.</summary>
    public LiveCounts Read()
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            var series = new List<LiveSecond>(Seconds);
            for (var at = now - Seconds + 1; at <= now; at++)
            {
                var second = _seconds[at % Seconds];
                series.Add(second.At == at ? second.ToWire() : new Second { At = at }.ToWire());
            }
            return new(
                series, Tally(_total),
                [.. _reasons.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Reason, StringComparer.Ordinal)
                    .Select(pair => new LiveReason(pair.Key.Verifier, pair.Key.Verdict, pair.Key.Reason, pair.Value))],
                _flags.OrderByDescending(pair => pair.Value).ToDictionary(), [.. _faults],
                [.. _programs.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Protocol, StringComparer.Ordinal)
                    .Select(pair => new LiveProgram(pair.Key.Protocol, pair.Key.Outcome, pair.Value))]);
        }
    }

    private ref Second SecondOf(long at)
    {
        ref var second = ref _seconds[at % Seconds];
        if (second.At != at)
            second = new Second { At = at };
        return ref second;
    }

    /// <summary>Equal errors in a row are one entry: an outage of a thousand samples must not push out what came before it.</summary>
    private void Keep(DateTimeOffset now, string verifier, string reason)
    {
        if (_faults.First is { Value: var last } && last.Verifier == verifier && last.Reason == reason)
        {
            _faults.First.Value = last with { Last = now, Count = last.Count + 1 };
            return;
        }
        _faults.AddFirst(new LiveFault(now, now, verifier, reason, 1));
        if (_faults.Count > MostFaults)
            _faults.RemoveLast();
    }

    private static void Raise<TKey>(Dictionary<TKey, long> counts, TKey key, TKey other) where TKey : notnull
    {
        var counted = counts.ContainsKey(key) || counts.Count < MostReasons ? key : other;
        counts[counted] = counts.GetValueOrDefault(counted) + 1;
    }

    private static LiveTally Tally(ReadOnlySpan<long> counts) => new(
        counts[(int)Verdict.Correct], counts[(int)Verdict.Incorrect], counts[(int)Verdict.Undecided], counts[(int)Verdict.Error]);

    /// <summary>One second of the ring.</summary>
    private struct Second
    {
        private long _correct, _incorrect, _undecided, _error, _waited, _judged, _programs;

        public long At { get; init; }

        public void Add(Verdict verdict, Timing timing)
        {
            _ = verdict switch
            {
                Verdict.Correct => _correct++,
                Verdict.Incorrect => _incorrect++,
                Verdict.Undecided => _undecided++,
                Verdict.Error => _error++,
            };
            _waited += timing.WaitedUs;
            _judged += timing.JudgedUs;
        }

        public void AddProgram() => _programs++;

        public readonly LiveSecond ToWire() => new(At, _correct, _incorrect, _undecided, _error, _waited, _judged, _programs);
    }
}
