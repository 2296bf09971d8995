using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Api.Tests.Scoring;

public sealed class AdmissionTests
{
    private readonly Features _request = new();
    private readonly Admission _admission;

    public AdmissionTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        var lanes = new ScoringLanes(new() { CpuConcurrency = 2, SandboxConcurrency = 4, RemoteConcurrency = 1 }, TimeProvider.System, (_, _) => { });
        _admission = new(
            new ServiceLimits { MaxPendingSamples = 10, MaxPendingBodyMiB = 1 },
            new QueueSettings { SandboxBacklog = TimeSpan.FromSeconds(100), RemoteBacklog = TimeSpan.FromSeconds(1000) },
            lanes, new Callers(_request), new QueueMeter(meters));
    }

    [Fact]
    public void What_is_answered_makes_room()
    {
        var first = _admission.AcceptSamples(8);
        Assert.Equal(429, Assert.Throws<RefusedException>(() => _admission.AcceptSamples(3)).Status);
        first.Dispose();
        first.Dispose(); // twice is once
        Assert.Equal(0, _admission.PendingSamples);
        using var second = _admission.AcceptSamples(10);
        Assert.Equal(10, _admission.PendingSamples);
    }

    [Fact]
    public void A_refusal_leaves_nothing_pending()
    {
        using var first = Hold(1 << 20);
        Assert.Throws<RefusedException>(() => Hold(1));
        Assert.Equal(1 << 20, _admission.PendingBytes);
    }

    [Fact]
    public void A_body_that_does_not_tell_its_length_holds_what_it_has_grown_to()
    {
        using var first = Hold(1000);
        var second = Hold(1000);
        second.Grow((1 << 20) - 2000);
        Assert.Equal(429, Assert.Throws<RefusedException>(() => second.Grow(1)).Status);
        second.Dispose();
        Assert.Equal(1000, _admission.PendingBytes);
        first.Grow(2 << 20); // alone it may
    }

    [Fact]
    public void A_request_larger_than_the_bound_is_let_in_alone_or_it_could_never_be_answered()
    {
        using var large = _admission.AcceptSamples(50);
        Assert.Throws<RefusedException>(() => _admission.AcceptSamples(1));
    }

    [Fact]
    public void Work_is_refused_above_what_a_lane_may_take_and_the_wait_is_what_must_be_done_before()
    {
        using var first = _admission.AcceptWork(new(0, Sandbox: 300, 0)); // by four places in 75 s
        var refused = Assert.Throws<RefusedException>(() => _admission.AcceptWork(new(0, Sandbox: 250, 0)));
        Assert.Equal((429, TimeSpan.FromSeconds(38)), (refused.Status, refused.RetryAfter)); // 150 s too much, by four places
        Assert.Contains("Try again in 38 s", refused.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(75), _admission.BacklogOf(Lane.Sandbox));
        using var elsewhere = _admission.AcceptWork(new(0, 0, Remote: 900));
    }

    [Fact]
    public void Work_that_is_refused_in_one_lane_holds_nothing_in_another()
    {
        using var first = _admission.AcceptWork(new(0, 0, Remote: 900));
        Assert.Throws<RefusedException>(() => _admission.AcceptWork(new(Cpu: 1, Sandbox: 1, Remote: 200)));
        Assert.Equal((TimeSpan.Zero, TimeSpan.Zero), (_admission.BacklogOf(Lane.Cpu), _admission.BacklogOf(Lane.Sandbox)));
    }

    [Fact]
    public void What_is_done_makes_room_before_the_whole_request_is()
    {
        using var first = _admission.AcceptWork(new(0, Sandbox: 400, 0));
        Assert.Throws<RefusedException>(() => _admission.AcceptWork(new(0, Sandbox: 4, 0)));
        first.Finish(new(0, Sandbox: 4, 0));
        using var second = _admission.AcceptWork(new(0, Sandbox: 4, 0));
        first.Dispose();
        Assert.Equal(TimeSpan.FromSeconds(1), _admission.BacklogOf(Lane.Sandbox));
    }

    [Fact]
    public void The_time_to_come_back_is_never_longer_than_ten_minutes_nor_less_than_a_second()
    {
        using var long_ = _admission.AcceptWork(new(0, 0, Remote: 5000));
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.Throws<RefusedException>(() => _admission.AcceptWork(new(0, 0, Remote: 1))).RetryAfter);
        using var full = _admission.AcceptSamples(10);
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.Throws<RefusedException>(() => _admission.AcceptSamples(10)).RetryAfter);
        long_.Dispose();
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Throws<RefusedException>(() => _admission.AcceptSamples(10)).RetryAfter);
    }

    [Fact]
    public void A_run_that_holds_everything_does_not_shut_another_out_and_all_together_hold_twice_the_bound()
    {
        _request.Run("large");
        using var large = _admission.AcceptSamples(10);
        Assert.Throws<RefusedException>(() => _admission.AcceptSamples(1));
        _request.Run("small");
        using var small = _admission.AcceptSamples(5);
        Assert.Throws<RefusedException>(() => _admission.AcceptSamples(1)); // more than its half
        var others = new List<IDisposable>();
        for (var run = 0; run < 100 && others.Count == run; run++)
        {
            _request.Run($"{run}");
            try
            {
                others.Add(_admission.AcceptSamples(1));
            }
            catch (RefusedException)
            {
                break;
            }
        }
        Assert.Equal(20, _admission.PendingSamples);
        others.ForEach(other => other.Dispose());
        _request.Run("large");
        Assert.Throws<RefusedException>(() => _admission.AcceptSamples(1));
    }

    /// <summary>The request that is being answered.</summary>
    private sealed class Features : IHttpContextAccessor
    {
        public HttpContext? HttpContext { get; set; }

        public void Run(string name)
        {
            HttpContext = new DefaultHttpContext();
            HttpContext.Features.Set(new CallerTerms(name, null, 0));
        }
    }

    private Admission.Ticket Hold(long bytes)
    {
        var ticket = _admission.HoldNoBytes();
        ticket.Grow(bytes);
        return ticket;
    }
}
