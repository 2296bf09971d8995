using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Verifiers.Api.Catalog;
using Verifiers.Api.Rubrics;

namespace Verifiers.Api.Tests.Rubrics;

/// <summary>A service looks at folders again only where there are folders.</summary>
public sealed class ReloadLoopTests(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("Rubrics:Folder", 1)]
    [InlineData("Plugins:Folder", 1)]
    public async Task The_clock_is_set_only_when_a_folder_can_change(string? setting, int timers)
    {
        var settings = new Dictionary<string, string?>();
        if (setting is not null)
            settings[setting] = "anywhere";
        var clock = new CountingClock();
        using var reload = new CatalogReload(
            service.Services.GetRequiredService<VerifierSource>(), service.Services.GetRequiredService<RubricStore>(),
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), clock, NullLogger<CatalogReload>.Instance);
        await reload.StartAsync(CancellationToken.None);
        await Task.WhenAny(reload.ExecuteTask!, clock.FirstTimer).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(timers, clock.Timers);
        await reload.StopAsync(CancellationToken.None);
    }

    private sealed class CountingClock : TimeProvider
    {
        private readonly TaskCompletionSource _first = new();

        public int Timers { get; private set; }

        public Task FirstTimer => _first.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Timers++;
            _first.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
