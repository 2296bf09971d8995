namespace Verifiers.Api.Scoring;

/// <summary>Writes the engine's faults to the log. The completion's text is never logged.</summary>
internal sealed partial class FaultLog(ILogger<FaultLog> logger)
{
    public void OnFault(IVerifier verifier, Exception fault) => LogFault(verifier.Name, fault);

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The verifier {Verifier} failed; the sample has no reward")]
    private partial void LogFault(string verifier, Exception fault);
}
