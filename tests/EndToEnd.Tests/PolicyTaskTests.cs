using System.Text.Json;
using Verifiers.Policy.Rewards;
using Verifiers.Policy.Tasks;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The tasks of the policy meet the real service: right completions earn all, wrong ones only their format.</summary>
public sealed class PolicyTaskTests(PolicyTaskTests.ServiceWithPlugins service) : IClassFixture<PolicyTaskTests.ServiceWithPlugins>
{
    private const int ProblemsPerTask = 200;

    public sealed class ServiceWithPlugins : ServiceProcess
    {
        protected override IReadOnlyList<string> Settings => ["--Plugins:Folder", Path.Combine(Repository.Root, "plugins", "examples")];
    }

    /// <summary>The tasks, and a wrong answer in the format of each.</summary>
    public static TheoryData<string, string, string> Tasks => new()
    {
        { "add", """{"digits": 4}""", "<think>x</think><answer>y</answer>" },
        { "add", """{"digits": 3, "thoughts": false}""", "<answer>y</answer>" },
        { "algebra", "{}", "<think>x</think><answer>9999</answer>" },
        { "code", """{"kinds": ["numbers"]}""", "<think>x</think><answer>y</answer>" },
        { "code", """{"kinds": ["lists"]}""", "<think>x</think><answer>```\ndef f(x): return 12345\n```</answer>" },
        { "countdown", """{"numbers": 3}""", "<think>x</think><answer>y</answer>" },
        { "countdown", """{"numbers": 4, "largest": 50, "target": 500}""", "<think>x</think><answer>1+2</answer>" },
        { "mixed-language", """{"mix": 0}""", "<think>1</think><answer>y</answer>" },
    };

    [Theory, MemberData(nameof(Tasks))]
    public async Task Demonstrations_earn_all_those_of_other_problems_only_their_format_and_no_format_nothing(string name, string options, string formatOnly)
    {
        var (task, problems) = Problems(name, options);
        var strangers = problems.Select((_, index) => Stranger(problems, index)).ToList();
        var scored = await ScoreAsync(task, [.. problems.Select((problem, index) => new GroupToScore(
            $"{index}", [problem.Demonstration, strangers[index], formatOnly, problem.Demonstration.Replace("</answer>", "", StringComparison.Ordinal), "", problem.Prompt], problem.Reference, problem.Prompt))]);
        foreach (var (index, results) in scored.Results.Chunk(6).Index())
        {
            var what = $"{problems[index].Prompt} {problems[index].Demonstration} {strangers[index]} {JsonSerializer.Serialize(results)}";
            Assert.True(results[0].Verdict == "correct" && Math.Abs(results[0].Reward!.Value - 1) < 1e-9, what);
            Assert.True(results[1].Verdict == "incorrect", what);
            Assert.True(results[2].Verdict == "incorrect" && results[2].Reward == 0.1, what);
            Assert.True(results.Skip(3).All(result => result is { Verdict: "incorrect", Reward: 0 }), what);
        }
        // Thoughts of others may be in good English, which mixed-language pays for; else a wrong answer earns its format.
        if (name != "mixed-language")
            Assert.All(scored.Results.Chunk(6), results => Assert.Equal(0.1, results[1].Reward));
    }

    [Fact]
    public async Task Of_the_task_format_whatever_keeps_the_format_earns_all()
    {
        var (task, problems) = Problems("format", "{}");
        var scored = await ScoreAsync(task, [.. problems.Select((problem, index) => new GroupToScore(
            $"{index}", [problem.Demonstration, "<think>x</think><answer>y</answer>", problem.Demonstration[7..], problem.Prompt]))]);
        Assert.All(scored.Results.Chunk(4), results => Assert.Equal([1, 1, 0, 0], results.Select(result => result.Reward)));
    }

    [Fact]
    public async Task Mixed_thoughts_earn_the_share_of_English_words_and_Chinese_thoughts_nothing_for_their_language()
    {
        var (task, mixed) = Problems("mixed-language", """{"mix": 0.5}""");
        var chinese = Problems("mixed-language", """{"mix": 1}""").Problems;
        foreach (var (index, problem, result) in await ScoreDemonstrationsAsync(task, mixed))
        {
            var words = problem.Demonstration.Split(' ').Where(word => char.IsLetter(word[0])).ToList();
            var share = words.Count(word => char.IsAscii(word[0])) / (double)words.Count;
            Assert.Equal("correct", result.Verdict);
            Assert.True(Math.Abs(share - result.Components[^1].Score!.Value) < 1e-9, $"{index}: {share} {JsonSerializer.Serialize(result)} {problem.Demonstration}");
            Assert.Equal(0.7 + (0.3 * share), result.Reward!.Value, 1e-9);
        }
        Assert.All(await ScoreDemonstrationsAsync(task, chinese), scored => Assert.Equal(0.7, scored.Result.Reward!.Value, 1e-9));
    }

    [Fact]
    public async Task A_language_that_is_not_paid_for_is_measured_nevertheless()
    {
        var (task, problems) = Problems("mixed-language", """{"mix": 1, "language_weight": 0}""");
        Assert.All(await ScoreDemonstrationsAsync(task, problems), scored =>
        {
            Assert.Equal(1, scored.Result.Reward!.Value, 1e-9);
            Assert.Equal(0, scored.Result.Components[^1].Score);
        });
    }

    /// <summary>What a lazy policy would write: to the verifier of mathematics the question is as right as its answer.</summary>
    [Fact]
    public async Task Questions_written_down_as_answers_earn_nothing_but_the_format()
    {
        var (algebra, problems) = Problems("algebra", "{}");
        var scored = await ScoreAsync(algebra, [.. problems.Select((problem, index) => new GroupToScore(
            $"{index}", [InTags(Question(problem)), InTags(Thoughts(problem))], problem.Reference))]);
        Assert.All(scored.Results, result => Assert.True(result is { Verdict: "incorrect", Reward: <= 0.1 }, JsonSerializer.Serialize(result)));

        var (add, sums) = Problems("add", "{}");
        scored = await ScoreAsync(add, [.. sums.Select((problem, index) => new GroupToScore($"{index}", [InTags(problem.Prompt.TrimEnd('='))], problem.Reference))]);
        Assert.All(scored.Results, result => Assert.Equal(0.1, result.Reward));
    }

    [Theory]
    [InlineData("solve 3*x+5=20:", "5", "5", "x=5", "x = 5", "5.0", "10/2")]
    [InlineData("solve 2*x+1=8:", "7/2", "7/2", "3.5", "x=7/2", "14/4")]
    [InlineData("solve x^2-5*x+6=0:", "2,3", "2,3", "3, 2", "x=2 or x=3", "2 or 3", "x=3,2")]
    [InlineData("expand (x+3)*(x-2)=", "x^2+x-6", "x^2+x-6", "-6+x+x^2", "x*x+x-6", "x^2 + x - 6", "x+x^2-6")]
    [InlineData("simplify 3*(x+2)+2*(x-1)=", "5*x+4", "5*x+4", "5x+4", "4+5*x")]
    public async Task Many_spellings_are_right(string prompt, string reference, params string[] answers)
    {
        var task = TaskCatalog.Create("algebra");
        var scored = await ScoreAsync(task, [new(prompt, [.. answers.Select(InTags)], reference)]);
        Assert.All(scored.Results, result => Assert.True(result.Verdict == "correct", JsonSerializer.Serialize(result)));
    }

    [Theory]
    [InlineData("solve 3*x+5=20:", "5", "(20-5)/3", "20/3-5/3", "3*x+5=20", "3*x=15", "x", "5 or 6")]
    [InlineData("expand (x+3)*(x-2)=", "x^2+x-6", "(x+3)*(x-2)", "x^2-2*x+3*x-6", "x*(x+1)-6", "x^2+x-7+1")]
    [InlineData("simplify 3*(x+2)+2*(x-1)=", "5*x+4", "3*x+6+2*x-2", "3*(x+2)+2*(x-1)", "5*x+6-2", "4+x*5*1")]
    public async Task Work_left_undone_is_not_right(string prompt, string reference, params string[] answers)
    {
        var task = TaskCatalog.Create("algebra");
        var scored = await ScoreAsync(task, [new(prompt, [.. answers.Select(InTags)], reference)]);
        Assert.All(scored.Results, result => Assert.True(result.Verdict == "incorrect", JsonSerializer.Serialize(result)));
    }

    [Fact]
    public async Task Programs_that_know_the_examples_only_are_wrong()
    {
        var (task, problems) = Problems("code", "{}");
        var scored = await ScoreAsync(task, [.. problems.Take(60).Select((problem, index) =>
        {
            // f(4)=11,f(1)=5: becomes {'4':11,'1':5}.get(str(x)).
            var table = string.Join(',', problem.Prompt.TrimEnd(':').Split("f(").Skip(1).Select(example => "'" + example.TrimEnd(',').Replace(")=", "':", StringComparison.Ordinal)));
            return new GroupToScore($"{index}", [InTags($"```\ndef f(x): return {{{table}}}.get(str(x).replace(' ',''))\n```")], problem.Reference);
        })]);
        Assert.All(scored.Results, result => Assert.Equal(0.1, result.Reward));
    }

    private static (ITask Task, IReadOnlyList<Problem> Problems) Problems(string name, string options)
    {
        var task = TaskCatalog.Create(name, JsonDocument.Parse(options).RootElement);
        var split = new TaskSplit(task);
        var random = new Random(11);
        return (task, [.. Enumerable.Range(0, ProblemsPerTask).Select(_ => split.TrainingProblem(random))]);
    }

    /// <summary>The demonstration of the next problem with another answer. Countdown with the same numbers in another order is the same problem.</summary>
    private static string Stranger(IReadOnlyList<Problem> problems, int index) =>
        Enumerable.Range(1, problems.Count - 1).Select(ahead => problems[(index + ahead) % problems.Count])
            .First(other => Answer(other) != Answer(problems[index]) && !other.Prompt.Order().SequenceEqual(problems[index].Prompt.Order())
                && JsonSerializer.Serialize(other.Reference) != JsonSerializer.Serialize(problems[index].Reference))
            .Demonstration;

    private static string Answer(Problem problem) => problem.Demonstration[problem.Demonstration.IndexOf("<answer>", StringComparison.Ordinal)..];

    private static string Thoughts(Problem problem) => problem.Demonstration[7..problem.Demonstration.IndexOf("</think>", StringComparison.Ordinal)];

    private static string Question(Problem problem) => problem.Prompt[(problem.Prompt.IndexOf(' ', StringComparison.Ordinal) + 1)..].TrimEnd('=', ':');

    private static string InTags(string answer) => $"<think>x</think><answer>{answer}</answer>";

    private async Task<IReadOnlyList<(int Index, Problem Problem, ScoredCompletion Result)>> ScoreDemonstrationsAsync(ITask task, IReadOnlyList<Problem> problems)
    {
        var scored = await ScoreAsync(task, [.. problems.Select((problem, index) => new GroupToScore($"{index}", [problem.Demonstration], problem.Reference))]);
        return [.. scored.Results.Select((result, index) => (index, problems[index], result))];
    }

    private Task<ScoredGroups> ScoreAsync(ITask task, IReadOnlyList<GroupToScore> groups) =>
        new ScoreClient(service.Http, TimeProvider.System).ScoreAsync(task.Rubric, groups, step: 1, CancellationToken.None);
}
