using System.Diagnostics;
using Verifiers.Api.Scoring;
using Verifiers.Scoring;

namespace Verifiers.Api.Telemetry;

/// <summary>Hears the engine: faults go to the log, times to the meter, and each judgement is a span within the request's bound.</summary>
internal sealed class JudgementWatch(FaultLog log, ScoringMeter meter, RequestSpans spans) : IScoringObserver
{
    private const string SpanName = "judge";

    public IDisposable? OnBegin(IVerifier verifier) => spans.Start(SpanName)?
        .SetTag("verifiers.verifier", verifier.Name)
        .SetTag("verifiers.lane", ScoringMeter.Word(verifier.Lane));

    public void OnJudged(IVerifier verifier, Judgement judgement, TimeSpan elapsed, IDisposable? begun)
    {
        meter.Time(verifier, elapsed);
        if (begun is not Activity span)
            return;
        span.SetTag("verifiers.verdict", ScoringMeter.Word(judgement.Verdict)).SetTag("verifiers.reason", judgement.Reason);
        if (judgement.Verdict == Verdict.Error)
            span.SetStatus(ActivityStatusCode.Error, judgement.Reason);
    }

    public void OnFault(IVerifier verifier, Completion completion, Exception fault) => log.OnFault(verifier, completion, fault);
}
