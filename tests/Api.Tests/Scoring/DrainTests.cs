using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;
using Verifiers.Api.Security;

namespace Verifiers.Api.Tests.Scoring;

/// <summary>A request that comes when the service was told to stop.</summary>
public sealed class DrainTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task It_is_refused_with_503_and_the_time_to_come_back_and_health_is_still_told()
    {
        using var stopping = new Lifetime();
        var meter = new QueueMeter(service.Services.GetRequiredService<IMeterFactory>());
        using var drain = new Drain(new ServiceLimits { ShutdownSeconds = 20 }, TimeProvider.System, meter, stopping);
        var gate = ActivatorUtilities.CreateInstance<Gate>(service.Services, (RequestDelegate)(_ => Task.CompletedTask), drain);

        await gate.InvokeAsync(Request());
        stopping.StopApplication();
        var refused = Assert.Throws<RefusedException>(() => { _ = gate.InvokeAsync(Request()); });
        Assert.Equal((503, TimeSpan.FromSeconds(21)), (refused.Status, refused.RetryAfter));
        Assert.False(drain.HandBack.IsCancellationRequested); // what is in flight goes on
        await gate.InvokeAsync(Request(new AllowAnonymousAttribute()));
    }

    [Fact]
    public void Without_patience_what_is_in_flight_is_handed_back_at_once()
    {
        using var stopping = new Lifetime();
        var meter = new QueueMeter(service.Services.GetRequiredService<IMeterFactory>());
        using var drain = new Drain(new ServiceLimits { ShutdownSeconds = 0 }, TimeProvider.System, meter, stopping);
        stopping.StopApplication();
        Assert.True(drain.HandBack.IsCancellationRequested);
        Assert.Equal(TimeSpan.FromSeconds(1), drain.Refuse().RetryAfter);
    }

    private static DefaultHttpContext Request(params object[] metadata)
    {
        var http = new DefaultHttpContext();
        http.SetEndpoint(new(null, new(metadata), "endpoint"));
        return http;
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
