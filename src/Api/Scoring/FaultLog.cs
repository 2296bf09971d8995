using Verifiers.Api.Security;

namespace Verifiers.Api.Scoring;

/// <summary>Writes the engine's faults to the log, without the completion's text unless the operator asks for it.</summary>
internal sealed partial class FaultLog(ILogger<FaultLog> logger, FaultText text)
{
    public void OnFault(IVerifier verifier, Completion completion, Exception fault)
    {
        LogFault(verifier.Name, text.Of(fault));
        if (text.ShowsCompletions)
            LogCompletion(verifier.Name, text.Of(completion));
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Error, Message = "The verifier {Verifier} failed; the sample has no reward: {Fault}")]
    private partial void LogFault(string verifier, string fault);

    [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "The completion on which {Verifier} failed: {Completion}")]
    private partial void LogCompletion(string verifier, string completion);
}
