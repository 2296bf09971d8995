using System.Diagnostics;
using System.Runtime.CompilerServices;
using Verifiers.Code;

namespace Verifiers.Api.Telemetry;

/// <summary>Makes each run of a program a span: language, how many invocations, how the last one ended.</summary>
internal sealed class TracedCodeRunner(ICodeRunner inner, RequestSpans spans) : ICodeRunner
{
    private const string SpanName = "run program";

    public RunLimits Ceiling => inner.Ceiling;

    public bool Runs(string language) => inner.Runs(language);

    public async IAsyncEnumerable<InvocationResult> RunAsync(CodeRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var span = Start(run.Language, run.Invocations.Count);
        var done = 0;
        await foreach (var result in inner.RunAsync(run, cancellationToken))
        {
            Describe(span, result, ++done);
            yield return result;
        }
    }

    public async Task<ProgramResult> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        using var span = Start(run.Language ?? "command", 1);
        var result = await inner.RunAsync(run, cancellationToken);
        Describe(span, result.Run, 1);
        return result;
    }

    private Activity? Start(string language, int invocations) => spans.Start(SpanName)?
        .SetTag("verifiers.language", language)
        .SetTag("verifiers.invocations", invocations);

    private static void Describe(Activity? span, InvocationResult? result, int done)
    {
        if (span is null || result is null)
            return;
        span.SetTag("verifiers.invocations.done", done).SetTag("verifiers.outcome", result.Outcome.ToString());
        if (result.Outcome is RunOutcome.SandboxFailed or RunOutcome.LanguageNotAvailable)
            span.SetStatus(ActivityStatusCode.Error, result.Outcome.ToString());
    }
}
