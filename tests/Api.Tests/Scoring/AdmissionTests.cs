using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Tests.Scoring;

public sealed class AdmissionTests
{
    private readonly Admission _admission = new(new ServiceLimits { MaxPendingSamples = 10, MaxPendingBodyMiB = 1 });

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
        using var first = _admission.AcceptBytes(1 << 20);
        Assert.Throws<RefusedException>(() => _admission.AcceptBytes(1));
        Assert.Equal(1 << 20, _admission.PendingBytes);
    }

    [Fact]
    public void A_body_that_does_not_tell_its_length_holds_what_it_has_grown_to()
    {
        using var first = _admission.AcceptBytes(1000);
        var second = _admission.AcceptBytes(1000);
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
}
