using Verifiers.Api.Scoring;
using Verifiers.Api.WebConsole;

namespace Verifiers.Api.Tests.WebConsole;

/// <summary>What the live view counts.</summary>
public sealed class LiveBoardTests
{
    private readonly Clock _clock = new();

    [Fact]
    public void A_second_is_shown_for_five_minutes()
    {
        var board = new LiveBoard(_clock);
        board.Count(Result(Verdict.Correct, "exact"));
        Assert.Equal(1, board.Read().Seconds[^1].Correct);
        _clock.Now += TimeSpan.FromSeconds(LiveBoard.Seconds - 1);
        Assert.Equal(1, board.Read().Seconds[0].Correct);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.All(board.Read().Seconds, second => Assert.Equal(0, second.Correct));
        Assert.Equal(1, board.Read().Total.Correct);
    }

    [Fact]
    public void A_place_of_the_ring_is_emptied_before_it_is_used_again()
    {
        var board = new LiveBoard(_clock);
        board.Count(Result(Verdict.Correct, "exact"));
        _clock.Now += TimeSpan.FromSeconds(LiveBoard.Seconds);
        board.Count(Result(Verdict.Incorrect, "different_value"));
        var last = board.Read().Seconds[^1];
        Assert.Equal((0, 1), (last.Correct, last.Incorrect));
    }

    [Fact]
    public void Equal_errors_in_a_row_are_one_entry_and_the_newest_is_first()
    {
        var board = new LiveBoard(_clock);
        board.Count(Result(Verdict.Error, "no_sandbox"));
        board.Count(Result(Verdict.Error, "deadline_exceeded"));
        _clock.Now += TimeSpan.FromSeconds(5);
        board.Count(Result(Verdict.Error, "deadline_exceeded"));
        var faults = board.Read().Faults;
        Assert.Equal([("deadline_exceeded", 2), ("no_sandbox", 1)], faults.Select(fault => (fault.Reason, (int)fault.Count)));
        Assert.Equal(TimeSpan.FromSeconds(5), faults[0].Last - faults[0].First);
    }

    [Fact]
    public void Reasons_are_codes_of_bounded_number_and_length()
    {
        var board = new LiveBoard(_clock);
        board.Count(Result(Verdict.Incorrect, new string('x', 1000)));
        for (var i = 0; i < 2000; i++)
            board.Count(Result(Verdict.Incorrect, "reason_" + i));
        var reasons = board.Read().Reasons;
        Assert.InRange(reasons.Count, 500, 510);
        Assert.Equal(2001, reasons.Sum(reason => reason.Count));
        Assert.All(reasons, reason => Assert.True(reason.Reason.Length <= 64));
    }

    private static SampleResult Result(Verdict verdict, string reason) => new()
    {
        Verdict = verdict,
        Components = [new() { Name = "math", Verifier = "math", Weight = 1, Score = 0, Verdict = verdict, Reason = reason, Explanation = "" }],
        Flags = [],
        Timing = new(1, 2),
        Cached = false,
    };

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
