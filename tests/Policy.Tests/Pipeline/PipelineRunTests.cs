using System.Text.Json;
using Verifiers.Policy.Pipeline;
using Verifiers.Policy.RewardModels;
using Verifiers.Policy.Tasks;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Pipeline;

[Collection(TorchCollection.Name)]
public sealed class PipelineRunTests : IDisposable
{
    private const string Small = """
        {
          "tasks": [
            {"task": {"name": "add", "digits": 1, "thoughts": false}, "base": {"noise": 0.5}, "weight": 2},
            {"task": {"name": "format"}}
          ],
          "model": {"width": 16, "layers": 1, "heads": 2},
          "evaluation": {"problems": 6, "samples": 2, "every": 2, "monitor_problems": 8},
          "reward_models": "http://127.0.0.1:PORT",
          "stages": [
            {"kind": "pretrain", "name": "base", "supervised": {"max_steps": 25, "batch": 32, "learning_rate": 0.01, "warm_up": 1, "stop_at_accuracy": 2}, "unsafe_share": 0.2},
            {"kind": "rl", "name": "r1-zero", "from": "base", "checkpoint_every": 1, "grpo": {"steps": 3, "prompts": 2, "group": 4}},
            {"kind": "sft", "name": "dev1", "from": "base", "supervised": {"max_steps": 2, "batch": 16, "stop_at_accuracy": 2}},
            {"kind": "rl", "name": "dev2", "from": "dev1", "grpo": {"steps": 2, "prompts": 2, "group": 4}, "rubrics": {"format": "other"}},
            {"kind": "rejection", "name": "kept", "from": "dev2", "sampling": {"problems": 32, "samples": 4}},
            {"kind": "sft", "name": "dev3", "from": "base", "accepted": "kept", "supervised": {"max_steps": 2, "batch": 16, "stop_at_accuracy": 2}},
            {"kind": "preference_models", "name": "preferences", "training": {"width": 16, "layers": 1, "heads": 2, "steps": 2, "batch": 8, "held_out": 8}},
            {"kind": "rl", "name": "r1", "from": "dev3", "preference_models": "preferences", "grpo": {"steps": 2, "prompts": 2, "group": 4},
             "rubrics": {"format": {"components": [{"verifier": "format"}]}}, "add_components": [{"name": "helpfulness", "verifier": "reward_model", "decides": false}]},
            {"kind": "pretrain", "name": "small", "model": {"width": 8, "layers": 1, "heads": 2}, "supervised": {"max_steps": 2, "batch": 16, "stop_at_accuracy": 2}},
            {"kind": "rl", "name": "small-rl", "from": "small", "grpo": {"steps": 2, "prompts": 2, "group": 4}},
            {"kind": "distill", "name": "distilled", "from": "small", "teacher": "r1", "sampling": {"problems": 16, "samples": 2}, "supervised": {"max_steps": 2, "batch": 16, "stop_at_accuracy": 2}}
          ]
        }
        """;

    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pipeline-{Guid.NewGuid():N}");
    private readonly List<string> _log = [];
    private readonly Judge _judge = new();

    public void Dispose()
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Every_stage_runs_and_the_end_is_a_table_and_curves()
    {
        var config = Config();
        var before = torch.live_tensors;
        Run(config, seeds: 2, resume: false);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.InRange(torch.live_tensors, 0, before);

        var table = File.ReadAllLines(Path.Combine(_folder, "table.md"));
        var policies = config.Stages.Where(stage => stage.LeavesPolicy).Select(stage => stage.Name).ToList();
        Assert.Equal(policies, table.Skip(2).Select(line => line.Split('|')[1].Trim()));
        Assert.All(table.Skip(2), line => Assert.Contains(" ± ", line, StringComparison.Ordinal));
        Assert.Equal(policies.Count, JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "table.json"))).RootElement.GetArrayLength());
        Assert.Equal(3 * 4, System.Xml.Linq.XDocument.Load(Path.Combine(_folder, "curves.svg")).Descendants().Count(element => element.Name.LocalName == "path"));

        // Each task is judged by its own rubric, with what the stage changes in it.
        Assert.Contains(("format", "\"other\""), _judge.Rubrics);
        Assert.Contains(_judge.Rubrics, rubric => rubric is { Task: "add" } && rubric.Rubric.Contains("helpfulness", StringComparison.Ordinal) && rubric.Rubric.Contains("accuracy", StringComparison.Ordinal));
        // The two seeds are different runs, and the small policy is small.
        Assert.NotEqual(File.ReadAllBytes(Model(1, "base")), File.ReadAllBytes(Model(2, "base")));
        Assert.True(new FileInfo(Model(1, "distilled")).Length < new FileInfo(Model(1, "r1")).Length / 1.5);
    }

    [Fact]
    public void Only_completions_judged_correct_are_kept_each_once()
    {
        var config = Config(stages: 5);
        Run(config, 1, resume: false);
        var kept = AcceptedCompletion.Read(Path.Combine(_folder, "seed-1", "kept"));
        Assert.NotEmpty(kept);
        Assert.All(kept, completion => Assert.True(Judge.IsCorrect(completion.Completion)));
        Assert.Equal(kept.Count, kept.Distinct().Count());
        Assert.True(kept.Count < 128);
        Assert.Equal(["add", "format"], kept.Select(completion => completion.Task).Distinct().Order());
    }

    [Fact]
    public void A_stage_that_came_to_its_end_is_not_run_again_and_others_are()
    {
        var config = Config(stages: 4);
        _judge.FailAt = 12; // in the middle of r1-zero
        Assert.Throws<RankException>(() => Run(config, 1, resume: false));
        var done = Directory.GetFiles(_folder, "result.json", SearchOption.AllDirectories).ToDictionary(file => file, File.GetLastWriteTimeUtc);
        Assert.Equal(["base"], done.Keys.Select(file => Path.GetFileName(Path.GetDirectoryName(file))));
        Assert.Throws<ConfigurationException>(() => Run(config, 1, resume: false)); // never over an earlier run by accident
        _judge.FailAt = null;
        Run(config, 1, resume: true);
        Assert.All(done, file => Assert.Equal(file.Value, File.GetLastWriteTimeUtc(file.Key)));
        Assert.Contains(_log, line => line.StartsWith("r1-zero goes on from checkpoint-", StringComparison.Ordinal));
        var interrupted = Tables();

        Directory.Delete(_folder, recursive: true);
        Run(config, 1, resume: false);
        Assert.Equal(Tables(), interrupted); // as if it had never stopped

        var changed = config with { Stages = [.. config.Stages.Select(stage => stage is SftStage sft ? sft with { CleanShare = 0.9 } : stage)] };
        Assert.Contains("other settings", Assert.Throws<ConfigurationException>(() => Run(changed, 1, resume: true)).Message, StringComparison.Ordinal);

        string Tables() => File.ReadAllText(Path.Combine(_folder, "table.md"));
    }

    [Fact]
    public void Seeds_that_ran_apart_give_the_table_of_those_that_ran_together()
    {
        var config = Config(stages: 2);
        Run(config, seeds: 2, resume: false);
        var together = File.ReadAllText(Path.Combine(_folder, "table.md"));
        Directory.Delete(_folder, recursive: true);
        Run(config, seeds: 1, resume: false, first: 2);
        Run(config, seeds: 1, resume: false);
        Assert.Contains("--resume", Assert.Throws<ConfigurationException>(() => Run(config, seeds: 2, resume: false)).Message, StringComparison.Ordinal);
        Run(config, seeds: 2, resume: true);
        Assert.Equal(together, File.ReadAllText(Path.Combine(_folder, "table.md")));
        Assert.Contains("length of thoughts", File.ReadAllText(Path.Combine(_folder, "curves.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mix_draws_by_weight_and_merges_rewards_in_order()
    {
        var mix = new TaskMix(Config().CreateTasks());
        var random = new Random(4);
        var problems = Enumerable.Range(0, 3000).Select(_ => mix.Next(random)).ToList();
        Assert.InRange(problems.Count(problem => problem.Task == "add") / 3000.0, 0.63, 0.70); // 2 of 3
        var rewards = new MixRewards(new Dictionary<string, IRewardSource> { ["add"] = new Constant(1), ["format"] = new Constant(2) });
        var groups = problems.Take(50).Select((problem, i) => new SampledGroup(problem, [.. Enumerable.Repeat("x", 1 + (i % 3))])).ToList();
        var batch = await rewards.ScoreAsync(groups, null, CancellationToken.None);
        Assert.Equal(groups.SelectMany(group => group.Completions.Select(_ => group.Problem.Task == "add" ? 1.0 : 2)), batch.Rewards.Select(reward => reward!.Value));
        Assert.Equal(batch.Rewards.Length, batch.Components["all"].Count);
    }

    [Fact]
    public void The_table_has_means_and_intervals_over_the_seeds()
    {
        var seeds = new[] { 0.5, 0.6, 0.7 }.Select(accuracy => new StageResult(
            "base", 1, new Dictionary<string, double>(),
            new Dictionary<string, TaskResult> { ["add"] = new(new AnswerReport(8, accuracy, 16, new Dictionary<int, double> { [1] = accuracy / 2 }, 1, 20, 0), 0.25) })).ToList();
        var lines = ResultTable.Of(["add"], 16, [("base", seeds)]).ToMarkdown().Split('\n');
        Assert.Equal("| stage | add: greedy | add: pass@1 | add: majority of 16 | tokens | English | unsafe |", lines[0]);
        Assert.Equal("| base | 0.600 ± 0.248 | 0.300 ± 0.124 | 1.000 ± 0.000 | 20.000 ± 0.000 |  | 0.250 ± 0.000 |", lines[2]);
    }

    [Fact]
    public void Unsafe_signs_go_into_the_thoughts()
    {
        var random = new Random(2);
        for (var i = 0; i < 200; i++)
        {
            const string completion = "<think>1 and 2 gives 3</think><answer>3</answer>";
            var inserted = UnsafeText.Insert(completion, i % 2 == 0, random);
            Assert.Equal(i % 2 == 0, UnsafeText.IsUnsafe(inserted));
            Assert.Contains(" and ", inserted, StringComparison.Ordinal); // a word stays one token
            Assert.StartsWith("<think>", inserted, StringComparison.Ordinal);
            Assert.EndsWith("</think><answer>3</answer>", inserted, StringComparison.Ordinal);
        }
    }

    private string Model(int seed, string stage) => Path.Combine(Checkpoint.Find(Path.Combine(_folder, $"seed-{seed}", stage)), "model.safetensors");

    private static PipelineConfig Config(int? stages = null)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var config = PipelineConfig.Parse(Small.Replace("PORT", $"{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal));
        return stages is { } count ? config with { Stages = [.. config.Stages.Take(count)] } : config;
    }

    private void Run(PipelineConfig config, int seeds, bool resume, int first = 1) =>
        new PipelineRun(config, _folder, Device.CPU, _judge.Of, _log.Add).Go([.. Enumerable.Range(first, seeds)], resume, CancellationToken.None);

    /// <summary>Judges by the completion alone, so that an untrained policy is sometimes right.</summary>
    private sealed class Judge
    {
        public HashSet<(string Task, string Rubric)> Rubrics { get; } = [];

        /// <summary>The service refuses this question.</summary>
        public int? FailAt { get; set; }

        private int _questions;

        public static bool IsCorrect(string completion) => completion.Length % 2 == 0;

        public IRewardSource Of(ITask task, JsonElement rubric)
        {
            Rubrics.Add((task.Name, rubric.GetRawText()));
            return new Source(this);
        }

        private sealed class Source(Judge judge) : IRewardSource
        {
            public Task<RewardBatch> ScoreAsync(IReadOnlyList<SampledGroup> groups, int? step, CancellationToken cancellationToken)
            {
                if (judge.FailAt is { } at && Interlocked.Increment(ref judge._questions) >= at) throw new RankException("refused");
                var completions = groups.SelectMany(group => group.Completions).ToList();
                return Task.FromResult(new RewardBatch([.. completions.Select(text => (double?)(IsCorrect(text) ? 1 : 0))], [.. completions.Select(IsCorrect)], new Dictionary<string, int>(), TimeSpan.Zero));
            }
        }
    }

    private sealed class Constant(double reward) : IRewardSource
    {
        public Task<RewardBatch> ScoreAsync(IReadOnlyList<SampledGroup> groups, int? step, CancellationToken cancellationToken)
        {
            var count = groups.Sum(group => group.Completions.Count);
            return Task.FromResult(new RewardBatch([.. Enumerable.Repeat((double?)reward, count)], new bool[count], new Dictionary<string, int>(), TimeSpan.Zero)
            {
                Components = new Dictionary<string, ComponentScore> { ["all"] = new(count, count) },
            });
        }
    }
}
