using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Verifiers.Flags;
using Verifiers.Rubrics;
using Verifiers.Scoring.Lanes;

namespace Verifiers.Scoring;

/// <summary>
/// Judges batches. Each component runs on the lane its verifier declares; each sample leaves as soon as its verdict is reached.
/// This is the one place where an exception, which is always a fault of ours, becomes the verdict Error.
/// </summary>
public sealed class ScoringEngine(ScoringLanes lanes, TimeProvider clock, IScoringObserver observer, IJudgementCache? cache = null)
{
    /// <summary>Judges a batch and yields each sample as its verdict is reached, in any order.</summary>
    /// <param name="batch">What to judge.</param>
    /// <param name="terms">For whom, and until when.</param>
    /// <param name="cancellationToken">The caller left: the work stops and the enumeration throws.</param>
    public async IAsyncEnumerable<ScoredSample> ScoreAsync(
        PreparedBatch batch, ScoringTerms terms, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(terms.Deadline, terms.Stopping, abandoned.Token);
        var call = new Call(terms, late.Token, abandoned.Token, batch.MayBeKnown ? cache : null);
        var finished = Channel.CreateUnbounded<ScoredSample>(new() { SingleReader = true });
        var work = JudgeAllAsync(batch, call, finished.Writer);
        try
        {
            await foreach (var sample in finished.Reader.ReadAllAsync(cancellationToken))
                yield return sample;
        }
        finally
        {
            await abandoned.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await work;
    }

    private async Task JudgeAllAsync(PreparedBatch batch, Call call, ChannelWriter<ScoredSample> finished)
    {
        try
        {
            var jobs = batch.Jobs.ToDictionary(job => job, job => JudgeAsync(job, call)); // which only queues them
            await Task.WhenAll(batch.Groups.Select(group => FinishGroupAsync(group, jobs, call, finished)));
            finished.Complete();
        }
        catch (Exception fault)
        {
            finished.Complete(fault);
            throw;
        }
    }

    /// <summary>The components that judge a completion by itself; those of the group phase are left open.</summary>
    private async Task<JudgedJob> JudgeAsync(Job job, Call call)
    {
        var components = job.Plan.Rubric.Components;
        var judged = new JudgedJob(new Judgement?[components.Count]);
        for (var i = 0; i < components.Count; i++)
        {
            if (components[i].Verifier.Phase == JudgingPhase.Completion)
                judged.Judgements[i] = await JudgeComponentAsync(job, i, job.Completion, judged, call);
        }
        return judged;
    }

    /// <summary>What the completion shows by itself. No judgement waits for it, and none depends on it.</summary>
    private static IReadOnlyList<Flag> SignalsOf(Job job)
    {
        var leak = job.Completion.Prompt is null ? null : job.Plan.Leak?.Find(job.Completion);
        return [.. SampleSignals.Of(job.Completion), .. leak is null ? Array.Empty<Flag>() : [leak]];
    }

    private async Task FinishGroupAsync(
        SampleGroup group, Dictionary<Job, Task<JudgedJob>> jobs, Call call, ChannelWriter<ScoredSample> finished)
    {
        var whole = group.Members.Exists(member => member.Job.Plan.HasGroupPhase);
        if (whole)
            await Task.WhenAll(group.Members.Select(member => jobs[member.Job]));
        var lengths = whole ? GroupLengths.Of(group) : default;

        async Task FinishAsync(GroupMember member, int place)
        {
            var judged = await jobs[member.Job];
            if (member.Job.Plan.HasGroupPhase)
                judged = await JudgeInGroupAsync(member, judged, lengths, place, call);
            finished.TryWrite(Scored(member, judged));
        }

        await Task.WhenAll(group.Members.Select(FinishAsync));
    }

    private async Task<JudgedJob> JudgeInGroupAsync(GroupMember member, JudgedJob alone, GroupLengths lengths, int place, Call call)
    {
        var rubric = member.Job.Plan.Rubric;
        var judged = alone.Copy();
        var standing = new GroupStanding(Decided(rubric, alone), lengths.Values, place, lengths.InTokens);
        var completion = member.Job.Completion with { Standing = standing };
        for (var i = 0; i < rubric.Components.Count; i++)
            judged.Judgements[i] ??= await JudgeComponentAsync(member.Job, i, completion, judged, call);
        return judged;
    }

    /// <summary>What the deciding components said, while the group phase is still open.</summary>
    private static Verdict Decided(Rubric rubric, JudgedJob judged)
    {
        var neutral = Judgement.Correct("open", "Not judged yet.");
        return Combine.SampleVerdict(rubric, [.. judged.Judgements.Select(judgement => judgement ?? neutral)]);
    }

    private async Task<Judgement> JudgeComponentAsync(Job job, int component, Completion completion, JudgedJob judged, Call call)
    {
        var part = job.Plan.Rubric.Components[component];
        var verifier = part.Verifier;
        try
        {
            return call.Cache is null || !JudgementKey.Exists(part)
                ? await JudgeOnLaneAsync(job, component, completion, judged, call.Terms.Run, call.Late)
                : await RecallAsync(job, component, completion, judged, call);
        }
        catch (OperationCanceledException) when (call.Late.IsCancellationRequested)
        {
            call.Abandoned.ThrowIfCancellationRequested();
            return TooLate(call, judged.Begun == component
                ? $"'{verifier.Name}' had not reached a verdict."
                : $"The sample waited for its turn to be judged by '{verifier.Name}', which was not begun.");
        }
        catch (Exception fault)
        {
            observer.OnFault(verifier, completion, fault);
            return Judgement.Error(
                "internal_error", $"The verifier '{verifier.Name}' failed ({fault.GetType().Name}): a fault of the service, not of the completion.");
        }
    }

    /// <summary>Known from before, or judged now; equal work in flight is waited for.</summary>
    private async Task<Judgement> RecallAsync(Job job, int component, Completion completion, JudgedJob judged, Call call)
    {
        var verifier = job.Plan.Rubric.Components[component].Verifier;
        var asked = clock.GetTimestamp();
        var (judgement, wasKnown) = await call.Cache!.GetAsync(
            job.Plan.Keys[component].Of(completion),
            leaving => JudgeOnLaneAsync(job, component, completion, judged, call.Terms.Run, leaving),
            reached => JudgementKey.MayKeep(verifier, reached),
            call.Late);
        if (wasKnown)
        {
            judged.Waited += clock.GetElapsedTime(asked);
            judged.Signals ??= SignalsOf(job);
        }
        return judgement;
    }

    /// <summary>Judges as soon as the lane has a place; <paramref name="leaving"/> is cancelled when nobody waits for it any longer.</summary>
    private async Task<Judgement> JudgeOnLaneAsync(
        Job job, int component, Completion completion, JudgedJob judged, string run, CancellationToken leaving)
    {
        var verifier = job.Plan.Rubric.Components[component].Verifier;
        judged.IsNew = true;
        using var place = await EnterAsync(job, component, completion, judged, run, leaving);
        judged.Begun = component;
        judged.Signals ??= SignalsOf(job);
        var started = clock.GetTimestamp();
        try
        {
            using var begun = observer.OnBegin(verifier);
            var judgement = Checked(verifier, await job.Plan.Prepared[component].JudgeAsync(completion, leaving));
            observer.OnJudged(verifier, judgement, clock.GetElapsedTime(started), begun);
            return judgement;
        }
        finally
        {
            judged.Judged += clock.GetElapsedTime(started);
        }
    }

    private async Task<LanePlace> EnterAsync(Job job, int component, Completion completion, JudgedJob judged, string run, CancellationToken leaving)
    {
        var lane = job.Plan.Rubric.Components[component].Verifier.Lane;
        var asked = clock.GetTimestamp();
        try
        {
            return await lanes[lane].EnterAsync(
                run, LaneSeconds.Of(lane, job.Plan.Prepared[component], completion), hasBegun: judged.Signals is not null, leaving);
        }
        finally
        {
            judged.Waited += clock.GetElapsedTime(asked);
        }
    }

    private static Judgement TooLate(Call call, string state) => call.Terms.Stopping.IsCancellationRequested
        ? Judgement.Error(ScoringTerms.ShuttingDown, $"The service was told to stop. {state}")
        : Judgement.Error(ScoringTerms.DeadlineExceeded, $"The request's deadline passed. {state}");

    /// <summary>A score outside its range would poison the group's statistics, so it counts as a fault of the verifier.</summary>
    private static Judgement Checked(IVerifier verifier, Judgement judgement)
    {
        var least = verifier.Phase == JudgingPhase.Group ? -1 : 0;
        return judgement.Score >= least && judgement.Score <= 1
            ? judgement
            : throw new InvalidOperationException($"'{verifier.Name}' gave the score {judgement.Score}, outside [{least}, 1].");
    }

    private static ScoredSample Scored(GroupMember member, JudgedJob judged)
    {
        var judgements = Array.ConvertAll(judged.Judgements, judgement => judgement!);
        var (verdict, reward) = Combine.Judgements(member.Job.Plan.Rubric, judgements);
        return new()
        {
            Index = member.Index,
            Verdict = verdict,
            Reward = reward,
            Judgements = judgements,
            Flags = [.. judgements.SelectMany(judgement => judgement.Flags), .. judged.Signals ?? []],
            IsCopy = member.IsCopy || (!judged.IsNew && verdict != Verdict.Error),
            Waited = judged.Waited,
            Judged = judged.Judged,
        };
    }

    /// <summary>What ends a batch early.</summary>
    /// <param name="Terms">The caller's.</param>
    /// <param name="Late">The deadline passed, the service stops, or the caller left.</param>
    /// <param name="Abandoned">The caller left.</param>
    /// <param name="Cache">Judgements reached before; null when none may be taken.</param>
    private sealed record Call(ScoringTerms Terms, CancellationToken Late, CancellationToken Abandoned, IJudgementCache? Cache);

    private sealed class JudgedJob(Judgement?[] judgements)
    {
        /// <summary>The component that was begun last; null when none was.</summary>
        public int? Begun { get; set; }

        /// <summary>Whether a component was judged for this job; otherwise all were known from before.</summary>
        public bool IsNew { get; set; }

        /// <summary>What the completion shows; null for one that was never begun.</summary>
        public IReadOnlyList<Flag>? Signals { get; set; }

        public Judgement?[] Judgements { get; } = judgements;

        public TimeSpan Waited { get; set; }

        public TimeSpan Judged { get; set; }

        /// <summary>Several samples may share what was judged by itself, each with its own standing in the group.</summary>
        public JudgedJob Copy() => new([.. Judgements]) { Signals = Signals, Waited = Waited, Judged = Judged, IsNew = IsNew };
    }

    private readonly record struct GroupLengths(IReadOnlyList<int> Values, bool InTokens)
    {
        public static GroupLengths Of(SampleGroup group)
        {
            var inTokens = group.Members.TrueForAll(member => member.Job.Completion.TokenCount is not null);
            return new(
                [.. group.Members.Select(member => inTokens ? member.Job.Completion.TokenCount!.Value : member.Job.Completion.CountCharacters())],
                inTokens);
        }
    }
}
