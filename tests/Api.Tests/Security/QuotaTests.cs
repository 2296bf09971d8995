using Verifiers.Api.Security;

namespace Verifiers.Api.Tests.Security;

public sealed class QuotaTests
{
    private readonly SteppedClock _clock = new();

    [Fact]
    public void A_minutes_amount_may_be_taken_at_once_and_comes_back_all_the_time()
    {
        var quota = new Quota(60, _clock);
        Assert.Null(quota.Take(60));
        Assert.Equal(TimeSpan.FromSeconds(1), quota.Take(1));
        _clock.Seconds = 1;
        Assert.Null(quota.Take(1));
        Assert.Equal(TimeSpan.FromSeconds(30), quota.Take(30));
        _clock.Seconds = 1000; // no more than a minute's is saved
        Assert.Null(quota.Take(60));
        Assert.NotNull(quota.Take(1));
    }

    [Fact]
    public void What_is_larger_than_a_minutes_amount_is_let_through_once_and_paid_off()
    {
        var quota = new Quota(60, _clock);
        Assert.Null(quota.Take(180));
        Assert.Equal(TimeSpan.FromSeconds(121), quota.Take(1));
        Assert.Equal(TimeSpan.FromMinutes(3), quota.Take(180));
        _clock.Seconds = 180;
        Assert.Null(quota.Take(180));
    }

    [Fact]
    public void What_was_taken_for_nothing_is_given_back_and_never_more_than_a_minutes_amount()
    {
        var quota = new Quota(60, _clock);
        Assert.Null(quota.Take(50));
        quota.Give(50);
        quota.Give(50);
        Assert.Null(quota.Take(60));
        Assert.NotNull(quota.Take(1));
    }

    private sealed class SteppedClock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeSpan.FromSeconds(Seconds).Ticks;
    }
}
