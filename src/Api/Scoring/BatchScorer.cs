using System.Runtime.CompilerServices;
using Verifiers.Api.Problems;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Telemetry;
using Verifiers.Api.WebConsole;
using Verifiers.Flags;
using Verifiers.Groups;
using Verifiers.Rubrics;
using Verifiers.Scoring;

namespace Verifiers.Api.Scoring;

/// <summary>
/// From a checked request to the engine and back to the wire. HTTP and the command line both score through it. Whatever scores through it is
/// admitted by what it is expected to cost, shares the lanes with other runs, and ends at its deadline or when the service stops.
/// </summary>
internal sealed class BatchScorer(
    ScoringEngine engine, RubricStore rubrics, LengthBaselines lengths, FlagMeter meter, ScoringMeter verdicts, LiveBoard live, TimeProvider clock, Admission admission, Callers callers, Drain drain)
{
    /// <summary>Chooses rubrics and reads references.</summary>
    /// <exception cref="InvalidInputException">A rubric is unknown, or a reference has the wrong shape.</exception>
    public PreparedRequest Prepare(ScoreRequest request)
    {
        var step = request.Options.Step;
        var chosen = request.Rubric is { } choice ? rubrics.Choose(choice).AtStep(step) : null;
        var samples = request.Groups is null ? request.Samples! : [.. request.Groups.SelectMany(SamplesOf)];
        var toScore = new SampleToScore[samples.Count];
        for (var i = 0; i < toScore.Length; i++)
        {
            var sample = samples[i];
            toScore[i] = new(
                sample.Completion, sample.Rubric is { } own ? rubrics.Choose(own).AtStep(step) : chosen!, sample.Reference, sample.Group);
        }
        var prepared = new PreparedRequest(samples, PreparedBatch.Prepare(toScore, request.Options.Cache), request.Options, chosen);
        RequestSpans.Describe(prepared);
        return prepared;
    }

    /// <summary>Yields each result as it is reached, in any order, with its index.</summary>
    /// <exception cref="RefusedException">429: a lane has too much to do. 503: the service stops, and nothing was yielded yet.</exception>
    public async IAsyncEnumerable<SampleResult> ScoreAsync(
        PreparedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var caller = callers.Current;
        using var work = admission.AcceptWork(request.Batch.Expected);
        using var patience = new Patience(caller, request.Options.Deadline, drain, clock, cancellationToken);
        var terms = new ScoringTerms { Run = caller.Share, Deadline = patience.Deadline, Stopping = patience.HandBack };
        var drifts = lengths.Observe(request.Batch.Samples);
        var isFirst = true;
        await foreach (var scored in engine.ScoreAsync(request.Batch, terms, cancellationToken))
        {
            var result = ToResult(request, scored, drifts[scored.Index]);
            if (isFirst && IsHandedBack(result))
                throw drain.Refuse();
            isFirst = false;
            work.Finish(request.Batch.ExpectedOf(scored.Index));
            Count(request, scored.Index, result.Flags);
            verdicts.Count(result, rubrics.LabelOf(request.Batch.Samples[scored.Index].Rubric));
            live.Count(result);
            yield return result;
        }
    }

    /// <summary>The whole answer, in the order of the samples.</summary>
    /// <exception cref="RefusedException">429: a lane has too much to do. 503: the service stops, and not all was judged.</exception>
    public async Task<ScoreResponse> ScoreAllAsync(PreparedRequest request, CancellationToken cancellationToken)
    {
        var results = new SampleResult[request.Samples.Count];
        await foreach (var result in ScoreAsync(request, cancellationToken))
            results[result.Index!.Value] = result with { Index = null };
        return Array.Exists(results, IsHandedBack) ? throw drain.Refuse() : new(results, GroupsOf(request, results), EngineOf(request));
    }

    private static bool IsHandedBack(SampleResult result) => result.Components.Any(component => component.Reason == ScoringTerms.ShuttingDown);

    /// <summary>Statistics of the named groups.</summary>
    public IReadOnlyList<GroupResult> GroupsOf(PreparedRequest request, IReadOnlyList<SampleResult> results)
    {
        return [.. request.Batch.NamedGroups().Select(Summarize)];

        GroupResult Summarize((string Name, IReadOnlyList<int> Samples) group)
        {
            var statistics = GroupStatistics.Of(
                [.. group.Samples.Select(index => results[index].Verdict)], [.. group.Samples.Select(index => results[index].Reward)]);
            var flags = GroupSignals.Of([.. group.Samples.Select(index => SampleOf(request, index, results[index]))]);
            Count(request, group.Samples[0], flags);
            return new()
            {
                Id = group.Name,
                Size = group.Samples.Count,
                Mean = statistics.Mean,
                Std = statistics.StandardDeviation,
                PassRate = statistics.PassRate,
                Advantages = request.Options.Advantages ? statistics.Advantages : null,
                Flags = flags.Count > 0 ? flags : null,
            };
        }
    }

    private void Count(PreparedRequest request, int index, IReadOnlyList<Flag> flags)
    {
        if (flags.Count > 0)
            meter.Count(flags, rubrics.LabelOf(request.Batch.Samples[index].Rubric));
    }

    private static GroupSample SampleOf(PreparedRequest request, int index, SampleResult result)
    {
        var format = result.Components.Where(component => component.Verifier == "format").ToList();
        return new(
            request.Samples[index].Completion.Text, result.Verdict, format.Count > 0 ? format.TrueForAll(component => component.Verdict == Verdict.Correct) : null);
    }

    /// <summary>What judged.</summary>
    public static EngineInfo EngineOf(PreparedRequest request) =>
        new(EngineVersion.Current, request.Rubric?.Name, request.Rubric?.Hash);

    private static IEnumerable<SampleRequest> SamplesOf(GroupRequest group) =>
        group.Completions.Select(completion => new SampleRequest
        {
            Group = group.Id,
            Prompt = group.Prompt,
            Completion = completion,
            Reference = group.Reference,
        });

    private static SampleResult ToResult(PreparedRequest request, ScoredSample scored, Flag? drift)
    {
        var sample = request.Samples[scored.Index];
        var rubric = request.Batch.Samples[scored.Index].Rubric;
        var isOwn = !ReferenceEquals(rubric, request.Rubric);
        return new()
        {
            Index = scored.Index,
            Id = sample.Id,
            Group = sample.Group,
            Reward = scored.Reward,
            Verdict = scored.Verdict,
            Components = [.. rubric.Components.Zip(scored.Judgements, (component, judgement) => ToResult(request, component, judgement))],
            Flags = drift is null ? scored.Flags : [.. scored.Flags, drift],
            Timing = new((long)scored.Waited.TotalMicroseconds, (long)scored.Judged.TotalMicroseconds),
            Cached = scored.IsCopy,
            Rubric = isOwn ? rubric.Name : null,
            RubricHash = isOwn ? rubric.Hash : null,
        };
    }

    private static ComponentResult ToResult(PreparedRequest request, RubricComponent component, Judgement judgement) => new()
    {
        Name = component.Name,
        Verifier = component.Verifier.Name,
        Weight = component.Weight,
        Score = judgement.Verdict == Verdict.Error ? null : component.Worth(judgement),
        Verdict = judgement.Verdict,
        Reason = judgement.Reason,
        Explanation = judgement.Explanation,
        Evidence = request.Options.Explain ? judgement.Evidence : null,
    };
}

/// <summary>A request whose rubrics are chosen and whose references are read.</summary>
/// <param name="Samples">The samples; those of groups written out.</param>
/// <param name="Batch">The same for the engine.</param>
/// <param name="Options">How to answer.</param>
/// <param name="Rubric">The request's rubric; null when each sample names its own.</param>
internal sealed record PreparedRequest(IReadOnlyList<SampleRequest> Samples, PreparedBatch Batch, ScoreOptions Options, Rubric? Rubric);
