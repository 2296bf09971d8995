using System.Diagnostics;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>
/// Sample groups, have the service judge them, change the policy; again. It runs on the thread that calls it, because torch's modes
/// belong to a thread; only the questions to the service run beside it.
/// </summary>
public sealed class GrpoLoop : IDisposable
{
    private readonly TrainingConfig _config;
    private readonly PolicyModel _model;
    private readonly TaskSplit _split;
    private readonly IRewardSource _rewards;
    private readonly Sampler _sampler;
    private InFlight? _resumed;

    /// <param name="resumeFrom">Folder of a checkpoint whose policy <paramref name="model"/> is; null: a new run.</param>
    public GrpoLoop(TrainingConfig config, PolicyModel model, TaskSplit split, IRewardSource rewards, string? resumeFrom = null, NcclCommunicator? others = null)
    {
        (_config, _model, _split, _rewards) = (config, model, split, rewards);
        var options = config.Grpo;
        Trainer = new GrpoTrainer(model.Transformer, options, others);
        _sampler = new Sampler(
            model.Transformer, options.Prompts * options.Group, model.Transformer.Config.Context + 1,
            new SamplingOptions { Temperature = options.Temperature, TopP = options.TopP }, options.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32);
        if (resumeFrom is not null) (NextStep, _resumed) = Checkpoint.Restore(resumeFrom, model, Trainer);
    }

    public GrpoTrainer Trainer { get; }

    /// <summary>The step that comes next; after the last one the number of steps.</summary>
    public int NextStep { get; private set; }

    /// <summary>Offsets the seeds of this process among several that train one policy.</summary>
    public int Rank { get; init; }

    /// <summary>Takes every step that is left.</summary>
    /// <param name="onStep">Called after each step with its figures and a function that writes a checkpoint into a folder of runs.</param>
    /// <exception cref="OperationCanceledException">It was cancelled, between two steps or while waiting for rewards.</exception>
    public void Run(Action<StepMetrics, Func<string, string>> onStep, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var pending = NextStep < _config.Grpo.Steps ? Begin(NextStep, cancellationToken) : null;
        while (pending is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var began = clock.Elapsed;
            var step = NextStep;
            // Overlapped, the next step is sampled while this one is judged, from the policy before this update.
            var next = _config.Grpo.Overlap && step + 1 < _config.Grpo.Steps ? Begin(step + 1, cancellationToken) : null;
            var waitBegan = clock.Elapsed;
            var batch = _config.Grpo.DynamicSampling > 0 ? FinishWithDifferences(pending, cancellationToken) : Finish(pending, cancellationToken);
            var waited = clock.Elapsed - waitBegan;

            var updateBegan = clock.Elapsed;
            var (advantages, figures) = (AdvantagesOf(batch.Rewards), batch.Sampled);
            var statistics = Trainer.Update(batch.Rollouts, advantages, batch.Old, step, measured: step % _config.MeasureEvery == 0);
            torch.cuda.synchronize();
            batch.Old?.Dispose();
            var ended = clock.Elapsed;

            NextStep++;
            clock.Stop();
            var (sampled, whole) = (pending.SampleTime + figures.MoreSampleTime, ended - began + (_config.Grpo.Overlap ? TimeSpan.Zero : pending.SampleTime));
            onStep(
                new StepMetrics(
                    step, ended.TotalSeconds, figures.Rewards.MeanReward, figures.Rewards.Accuracy, figures.Tokens / (double)figures.Rewards.Rewards.Length,
                    figures.Rewards.Errors, figures.FlatGroups, sampled.TotalMilliseconds, (waited - figures.MoreSampleTime).TotalMilliseconds,
                    figures.Rewards.Took.TotalMilliseconds, (ended - updateBegan).TotalMilliseconds, whole.TotalMilliseconds, figures.Tokens / whole.TotalSeconds)
                {
                    ThoughtLength = figures.ThoughtTokens / (double)figures.Rewards.Rewards.Length,
                    Loss = statistics?.Loss,
                    Kl = statistics?.Kl,
                    Clipped = statistics?.Clipped,
                    Entropy = statistics?.Entropy,
                    GradientNorm = statistics?.GradientNorm,
                    Flags = figures.Rewards.Flags.Count == 0 ? null : figures.Rewards.Flags,
                    Components = figures.Rewards.Components.Count == 0 ? null : figures.Rewards.Components.ToDictionary(component => component.Key, component => component.Value.Mean),
                },
                output => Checkpoint.Save(output, NextStep, _config, _model, Trainer, next is null ? null : new InFlight(next.Rollouts, next.Old)));
            clock.Start();
            pending = next ?? (NextStep < _config.Grpo.Steps ? Begin(NextStep, cancellationToken) : null);
        }
    }

    public void Dispose()
    {
        Trainer.Dispose();
        _sampler.Dispose();
    }

    /// <summary>Samples the groups of a step and asks for their rewards.</summary>
    private Pending Begin(int step, CancellationToken cancellationToken, int round = 0)
    {
        var began = Stopwatch.GetTimestamp();
        var options = _config.Grpo;
        var problems = Problems(step, round);
        Rollouts rollouts;
        Tensor? old = null;
        if (_resumed is { } resumed && Rank == 0) // the rollouts under way are those of the first process
        {
            (rollouts, old, _resumed) = (resumed.Rollouts, resumed.Old, null);
        }
        else
        {
            _sampler.Prepare();
            torch.manual_seed(Seed(Seeds.Purpose.Sampling, step, round));
            rollouts = _sampler.Sample([.. problems.SelectMany(problem => Enumerable.Repeat(_model.Encode(problem), options.Group))]);
        }
        var completions = _model.Completions(rollouts);
        var groups = problems.Select((problem, i) => new SampledGroup(problem, [.. completions.Skip(i * options.Group).Take(options.Group)])).ToList();
        var sampled = Stopwatch.GetElapsedTime(began);
        var scoring = Task.Run(() => _rewards.ScoreAsync(groups, step, cancellationToken), cancellationToken);
        if (options.Overlap) old ??= Trainer.LogProbabilities(rollouts).DetachFromDisposeScope();
        return new Pending(step, rollouts, old, scoring, sampled);
    }

    private Problem[] Problems(int step, int round)
    {
        var random = new Random(Seed(Seeds.Purpose.Problems, step, round));
        return [.. Enumerable.Range(0, _config.Grpo.Prompts).Select(_ => _split.TrainingProblem(random))];
    }

    private int Seed(Seeds.Purpose purpose, int step, int round) => Seeds.Of(Seeds.Of(_config.Seed, purpose, step), purpose, (Rank << 16) + round);

    private Scored Finish(Pending pending, CancellationToken cancellationToken)
    {
        var rewards = pending.Scoring.WaitAsync(cancellationToken).GetAwaiter().GetResult();
        return new Scored(pending.Rollouts, pending.Old, rewards, SampledFigures.Of([(pending.Rollouts, rewards)], _config.Grpo.Group, TimeSpan.Zero));
    }

    /// <summary>
    /// Samples further batches of other problems until there are enough groups with different rewards; when the batches run out,
    /// the rest is groups of equal rewards, which change nothing.
    /// </summary>
    private Scored FinishWithDifferences(Pending pending, CancellationToken cancellationToken)
    {
        var (group, wanted) = (_config.Grpo.Group, _config.Grpo.Prompts);
        var batches = new List<Scored> { Finish(pending, cancellationToken) };
        var (different, flat) = (new List<(Scored Batch, int Start)>(), new List<(Scored Batch, int Start)>());
        var moreSampling = TimeSpan.Zero;
        for (var round = 1; ; round++)
        {
            var newest = batches[^1];
            for (var start = 0; start < newest.Rollouts.Count; start += group)
            {
                (Advantages.AreFlat(newest.Rewards.Rewards.AsSpan(start, group)) ? flat : different).Add((newest, start));
            }
            if (different.Count >= wanted || round > _config.Grpo.DynamicSampling) break;
            var more = Begin(pending.Step, cancellationToken, round);
            moreSampling += more.SampleTime;
            batches.Add(Finish(more, cancellationToken));
        }
        var kept = different.Concat(flat).Take(wanted).ToList();
        var length = pending.Rollouts.Length;
        var rollouts = new Rollouts(
            [.. kept.SelectMany(part => part.Batch.Rollouts.Tokens.Skip(part.Start * length).Take(group * length))], length,
            [.. kept.SelectMany(part => part.Batch.Rollouts.PromptLengths.Skip(part.Start).Take(group))]);
        var rewards = new RewardBatch(
            [.. kept.SelectMany(part => part.Batch.Rewards.Rewards.Skip(part.Start).Take(group))],
            [.. kept.SelectMany(part => part.Batch.Rewards.Correct.Skip(part.Start).Take(group))],
            new Dictionary<string, int>(), TimeSpan.Zero);
        return new Scored(rollouts, null, rewards, SampledFigures.Of([.. batches.Select(batch => (batch.Rollouts, batch.Rewards))], group, moreSampling));
    }

    private double?[] AdvantagesOf(RewardBatch batch)
    {
        var group = _config.Grpo.Group;
        var advantages = new double?[batch.Rewards.Length];
        for (var start = 0; start < advantages.Length; start += group)
        {
            Advantages.Of(batch.Rewards.AsSpan(start, group), scaled: _config.Grpo.Normalisation != LossNormalisation.DrGrpo).CopyTo(advantages.AsSpan(start));
        }
        return advantages;
    }

    private sealed record Pending(int Step, Rollouts Rollouts, Tensor? Old, Task<RewardBatch> Scoring, TimeSpan SampleTime);

    /// <param name="Rollouts">To learn from.</param>
    /// <param name="Rewards">Of these rollouts.</param>
    /// <param name="Sampled">Of all that was sampled for the step.</param>
    private sealed record Scored(Rollouts Rollouts, Tensor? Old, RewardBatch Rewards, SampledFigures Sampled);
}
