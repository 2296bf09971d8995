using Verifiers.Api.Rubrics;
using Verifiers.Api.Settings;

namespace Verifiers.Api.Catalog;

/// <summary>
/// Looks every few seconds whether plug-ins or rubrics have changed. By looking, not by being told: a mounted volume of a
/// cluster is exchanged behind the back of whoever watches its files.
/// </summary>
internal sealed partial class CatalogReload(
    VerifierSource verifiers, RubricStore rubrics, IConfiguration configuration, TimeProvider clock, ILogger<CatalogReload> log) : BackgroundService
{
    /// <summary>Whether there is a folder that can change; what is built in does not.</summary>
    private bool HasFolders => configuration["Rubrics:Folder"] is not null || configuration["Plugins:Folder"] is not null;

    /// <summary>Looks once. Verifiers first, for rubrics name them.</summary>
    public void Look()
    {
        var changed = verifiers.Reload() | rubrics.Reload();
        if (!changed)
            return;
        LogReloaded(rubrics.All.Count, verifiers.Current.All.Count);
        foreach (var problem in verifiers.Problems.Concat(rubrics.Problems))
            LogProblem(problem);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seconds = (configuration.GetSection("Reload").Get<ReloadSettings>() ?? new()).Seconds;
        if (seconds <= 0 || !HasFolders)
            return;
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(seconds), clock);
        using var stopping = stoppingToken.Register(timer.Dispose); // which ends the wait: stopping is no fault
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            try
            {
                Look();
            }
            catch (Exception fault) when (fault is not OperationCanceledException)
            {
                LogFault(fault); // what is in force stays in force
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded: {Rubrics} rubrics, {Verifiers} verifiers.")]
    private partial void LogReloaded(int rubrics, int verifiers);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Rubrics and plug-ins could not be read again.")]
    private partial void LogFault(Exception fault);
}
