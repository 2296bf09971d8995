using Verifiers.Scoring.Lanes;

namespace Verifiers.Tests.Scoring.Lanes;

public sealed class LaneQueueTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly LaneQueue _lane = new ScoringLanes(
        new() { CpuConcurrency = 2, SandboxConcurrency = 1, RemoteConcurrency = 1 }, TimeProvider.System, (_, _) => { })[Lane.Cpu];

    [Fact]
    public async Task Who_finds_no_place_waits_until_one_is_left()
    {
        var first = await EnterAsync();
        var second = await EnterAsync();
        var third = EnterAsync();
        Assert.Equal((2, 1), (_lane.Running, _lane.Waiting));
        Assert.False(third.IsCompleted);
        first.Dispose();
        first.Dispose(); // twice is once
        (await third.WaitAsync(Patience)).Dispose();
        second.Dispose();
        Assert.Equal((0, 0), (_lane.Running, _lane.Waiting));
    }

    [Fact]
    public async Task Who_gives_up_frees_the_place_in_the_queue_at_once()
    {
        using var first = await EnterAsync();
        using var second = await EnterAsync();
        using var leaving = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 100).Select(_ => _lane.EnterAsync("leaving", 1, false, leaving.Token)).ToList();
        var staying = EnterAsync();
        Assert.Equal(101, _lane.Waiting);
        await leaving.CancelAsync();
        Assert.Equal(1, _lane.Waiting);
        foreach (var one in waiting)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        first.Dispose();
        (await staying.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task Many_who_come_go_and_give_up_leave_every_place_free()
    {
        var (running, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(number => Task.Run(async () =>
        {
            using var patience = new CancellationTokenSource();
            var entering = _lane.EnterAsync($"{number % 7}", 1, false, patience.Token);
            if (number % 3 == 0)
                await patience.CancelAsync();
            try
            {
                using var place = await entering;
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, number % 3);
            }
        }))).WaitAsync(Patience);
        Assert.Equal((0, 0), (_lane.Running, _lane.Waiting));
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task The_pace_says_how_much_longer_work_takes_than_was_expected()
    {
        var clock = new SteppedClock();
        var lane = new ScoringLanes(new() { CpuConcurrency = 1, SandboxConcurrency = 1, RemoteConcurrency = 1 }, clock, (_, _) => { })[Lane.Sandbox];
        Assert.Equal(1, lane.Pace);
        for (var i = 0; i < 1_000; i++)
        {
            using var place = await lane.EnterAsync("", 1, false, CancellationToken.None);
            clock.Seconds += 3;
        }
        Assert.Equal(3, lane.Pace, 0.01);
    }

    private Task<LanePlace> EnterAsync() => _lane.EnterAsync("", 1, false, CancellationToken.None);

    private sealed class SteppedClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeSpan.FromSeconds(Seconds).Ticks;
    }
}
