using System.Text.Json;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Network;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

[Collection(TorchCollection.Name)]
public sealed class GrpoLoopTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runs").FullName;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_interrupted_run_goes_on_exactly(bool overlap)
    {
        var config = Config(new GrpoOptions { Steps = 6, Prompts = 2, Group = 4, LearningRate = 1e-2, KlWeight = 0.01, Minibatches = 2, Overlap = overlap });
        var (whole, wholeParameters) = Train(config, NewModel(), resumeFrom: null, stopAfter: 6);
        Train(config, NewModel(), resumeFrom: null, stopAfter: 3);
        var checkpoint = Path.Combine(_folder, "checkpoint-000003");
        var (rest, parameters) = Train(config, Checkpoint.LoadModel(checkpoint, Device.CPU), checkpoint, stopAfter: 6);
        Assert.Equal([3, 4, 5], rest.Select(step => step.Step));
        Assert.Equal(whole.Skip(3).Select(Comparable), rest.Select(Comparable));
        Assert.Equal(wholeParameters, parameters);

        static object Comparable(StepMetrics step) => (step.Step, step.Reward, step.Length, step.Loss, step.Kl, step.Entropy, step.GradientNorm);
    }

    [Fact]
    public void Different_seeds_give_different_runs()
    {
        var config = Config(new GrpoOptions { Steps = 2, Prompts = 2, Group = 4, LearningRate = 1e-2 });
        var (_, first) = Train(config, NewModel(), null, 2);
        var (_, second) = Train(config with { Seed = 2 }, NewModel(), null, 2);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Overlapped_sampling_begins_before_the_rewards_are_there()
    {
        var config = Config(new GrpoOptions { Steps = 3, Prompts = 2, Group = 4, Overlap = true });
        var rewards = new LengthRewards { Gated = true };
        using var model = new Owned(NewModel());
        using var loop = new GrpoLoop(config, model.Model, Split, rewards);
        // The first question stays open until the second is asked: on-policy this would wait for ever.
        rewards.OnQuestion = count =>
        {
            if (count >= 2) rewards.Gate.TrySetResult();
        };
        var steps = 0;
        loop.Run((_, _) => steps++, CancellationToken.None);
        Assert.Equal(3, steps);
    }

    [Fact]
    public void Dynamic_sampling_asks_on_until_there_are_enough_groups_with_differences()
    {
        var config = Config(new GrpoOptions { Steps = 1, Prompts = 3, Group = 4, DynamicSampling = 4 });
        var rewards = new LengthRewards { FlatQuestions = 2 };
        using var model = new Owned(NewModel());
        using var loop = new GrpoLoop(config, model.Model, Split, rewards);
        StepMetrics? step = null;
        loop.Run((metrics, _) => step = metrics, CancellationToken.None);
        Assert.True(rewards.Questions.Count >= 3);
        Assert.Equal(2 * 3, step!.FlatGroups); // those of the first two batches, which were sampled, too
        Assert.Equal(rewards.Given.Average(), step.Reward!.Value, 12); // of all that was sampled, not of the groups that were kept
        Assert.Equal(rewards.Questions.Count, rewards.Questions.Distinct().Count()); // other problems each time

        // When nothing helps, it ends after as many batches as it may, and the step changes nothing.
        rewards = new LengthRewards { FlatQuestions = int.MaxValue };
        using var stuck = new GrpoLoop(config, model.Model, Split, rewards);
        stuck.Run((metrics, _) => step = metrics, CancellationToken.None);
        Assert.Equal((5, 5 * 3), (rewards.Questions.Count, step!.FlatGroups));
    }

    [Fact]
    public void Completions_without_a_reward_are_counted_and_left_out()
    {
        var config = Config(new GrpoOptions { Steps = 1, Prompts = 2, Group = 4, LearningRate = 1e-2 });
        var rewards = new LengthRewards { ErrorEvery = 4 };
        var (steps, _) = Train(config, NewModel(), null, 1, rewards);
        Assert.Equal(2, steps[0].Errors);
        var (none, after) = Train(config, NewModel(), null, 1, new LengthRewards { ErrorEvery = 1 });
        Assert.Equal((8, null, null), (none[0].Errors, none[0].Reward, none[0].Accuracy)); // no zero that nobody gave
        Assert.DoesNotContain("reward", none[0].ToJson(), StringComparison.Ordinal);
        using var untouched = new Owned(NewModel());
        Assert.Equal(Parameters(untouched.Model), after);
    }

    [Fact]
    public void A_service_that_can_judge_nothing_is_no_accuracy_of_zero()
    {
        using var model = new Owned(NewModel());
        using var evaluator = new Evaluator(model.Model, new LengthRewards { ErrorEvery = 1 }, Split.HeldOutProblems(4, seed: 1));
        Assert.Throws<Verifiers.Policy.Rewards.RewardServiceException>(() => evaluator.Run(CancellationToken.None));
        using var half = new Evaluator(model.Model, new LengthRewards { ErrorEvery = 2 }, Split.HeldOutProblems(4, seed: 1));
        Assert.Equal(2, half.Run(CancellationToken.None).Scored.Errors);
    }

    [Fact]
    public void Cancelling_ends_the_wait_for_rewards()
    {
        var config = Config(new GrpoOptions { Steps = 1, Prompts = 2, Group = 4 });
        using var cancelled = new CancellationTokenSource();
        var rewards = new LengthRewards { Gated = true, OnQuestion = _ => cancelled.Cancel() };
        using var model = new Owned(NewModel());
        using var loop = new GrpoLoop(config, model.Model, Split, rewards);
        Assert.ThrowsAny<OperationCanceledException>(() => loop.Run((_, _) => { }, cancelled.Token));
    }

    [Fact]
    public void A_half_written_checkpoint_is_not_resumed_from()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "checkpoint-000004"));
        Directory.CreateDirectory(Path.Combine(_folder, "checkpoint-000008.partial"));
        Assert.Equal("checkpoint-000004", Path.GetFileName(Checkpoint.Latest(_folder)));
        Assert.Contains("no state.json", Assert.Throws<InvalidDataException>(() => Checkpoint.LoadModel(Checkpoint.Latest(_folder)!, Device.CPU)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static TaskSplit Split => new(TaskCatalog.Create("add", JsonSerializer.SerializeToElement(new { digits = 2, thoughts = false })));

    private static TrainingConfig Config(GrpoOptions options) => new()
    {
        Task = JsonSerializer.SerializeToElement(new { name = "add", digits = 2, thoughts = false }),
        Grpo = options,
        MeasureEvery = 1,
    };

    private static PolicyModel NewModel()
    {
        torch.manual_seed(21);
        return new PolicyModel(new Transformer(new TransformerConfig(Tokenizer.Default.PaddedSize, Split.Task.ContextLength, 16, 1, 2), Device.CPU), Tokenizer.Default);
    }

    private (List<StepMetrics> Steps, float[] Parameters) Train(TrainingConfig config, PolicyModel model, string? resumeFrom, int stopAfter, LengthRewards? rewards = null)
    {
        using var owned = new Owned(model);
        using var loop = new GrpoLoop(config, model, Split, rewards ?? new LengthRewards(), resumeFrom);
        using var stop = new CancellationTokenSource();
        var steps = new List<StepMetrics>();
        try
        {
            loop.Run(
                (step, save) =>
                {
                    steps.Add(step);
                    if (loop.NextStep != stopAfter) return;
                    save(_folder);
                    stop.Cancel();
                },
                stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Assert.Equal(stopAfter, loop.NextStep);
        }
        return (steps, Parameters(model));
    }

    private static float[] Parameters(PolicyModel model) => [.. model.Transformer.Tensors.SelectMany(tensor => tensor.ToArray<float>())];

    private sealed record Owned(PolicyModel Model) : IDisposable
    {
        public void Dispose() => Model.Transformer.Dispose();
    }

    /// <summary>Rewards that depend on nothing but the completion.</summary>
    private sealed class LengthRewards : IRewardSource
    {
        public int FlatQuestions { get; init; }

        public int ErrorEvery { get; init; }

        public bool Gated { get; init; }

        public TaskCompletionSource Gate { get; } = new();

        public List<string> Questions { get; } = [];

        public List<double> Given { get; } = [];

        public Action<int> OnQuestion { get; set; } = _ => { };

        public async Task<RewardBatch> ScoreAsync(IReadOnlyList<SampledGroup> groups, int? step, CancellationToken cancellationToken)
        {
            Questions.Add(string.Join('|', groups.Select(group => group.Problem.Prompt)));
            OnQuestion(Questions.Count);
            if (Gated) await Gate.Task.WaitAsync(cancellationToken);
            var flat = Questions.Count <= FlatQuestions;
            var completions = groups.SelectMany(group => group.Completions).ToList();
            double?[] rewards = [.. completions.Select((text, i) => ErrorEvery > 0 && i % ErrorEvery == 0 ? (double?)null : flat ? 0 : (text.Length % 5 / 5.0) + (i % 4 == 0 ? 1 : 0))];
            Given.AddRange(rewards.OfType<double>());
            return new RewardBatch(rewards, new bool[rewards.Length], new Dictionary<string, int>(), TimeSpan.Zero);
        }
    }
}
