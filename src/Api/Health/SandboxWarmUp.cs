using Verifiers.Sandbox;

namespace Verifiers.Api.Health;

/// <summary>Looks for a launcher while the service starts, so that the first program does not wait for it, and tells the log.</summary>
internal sealed partial class SandboxWarmUp(SandboxedCodeRunner sandbox, ILogger<SandboxWarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        SandboxStatus status;
        try
        {
            status = await sandbox.GetStatusAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return; // the service ends, or could not start: nothing to tell the log
        }
        if (status.Ready)
            LogReady(status.Sentence);
        else
            LogUnable(status.Sentence);
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "{Sentence}")]
    private partial void LogReady(string sentence);

    [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Programs cannot be judged, everything else can: {Sentence}")]
    private partial void LogUnable(string sentence);
}
