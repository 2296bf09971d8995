using System.Text.Json;
using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.Tests.Tasks;

public sealed class TaskSplitTests
{
    private static readonly TaskSplit Sums = new(TaskCatalog.Create("add", JsonDocument.Parse("""{"digits": 2}""").RootElement));

    [Fact]
    public void No_problem_is_on_both_sides()
    {
        var random = new Random(1);
        var trained = Enumerable.Range(0, 5000).Select(_ => Sums.TrainingProblem(random).Prompt).ToHashSet();
        var heldOut = Enumerable.Range(0, 1000).Select(_ => Sums.HeldOutProblem(random).Prompt).ToHashSet();
        Assert.Empty(trained.Intersect(heldOut));
        Assert.Empty(trained.Intersect(heldOut.Select(prompt => string.Join('+', prompt.TrimEnd('=').Split('+').Reverse()) + "="))); // 1+2 and 2+1
    }

    [Theory]
    [InlineData("add")]
    [InlineData("mixed-language")]
    [InlineData("countdown")]
    public void Problems_that_differ_in_order_alone_are_on_one_side(string name)
    {
        var split = new TaskSplit(TaskCatalog.Create(name, JsonDocument.Parse("{}").RootElement));
        var random = new Random(2);
        static string Sorted(Problem problem) => problem.Prompt.Split(':') is [var numbers, var target]
            ? $"{string.Join(',', numbers.Split(',').Order(StringComparer.Ordinal))}:{target}"
            : string.Join('+', problem.Prompt.TrimEnd('=').Split('+').Order(StringComparer.Ordinal));
        var trained = Enumerable.Range(0, 20_000).Select(_ => Sorted(split.TrainingProblem(random))).ToHashSet();
        Assert.DoesNotContain(Enumerable.Range(0, 3000).Select(_ => split.HeldOutProblem(random)), problem => trained.Contains(Sorted(problem)));
    }

    [Fact]
    public void One_prompt_in_ten_is_held_out() => Assert.InRange(Enumerable.Range(0, 10_000).Count(number => TaskSplit.IsHeldOut($"{number}+1=")), 900, 1100);

    [Theory] // by sha256sum: the first 16 hexadecimal digits, mod 10
    [InlineData("1+1=", false)]
    [InlineData("16+1=", true)]
    public void The_split_is_the_same_everywhere(string prompt, bool isHeldOut) => Assert.Equal(isHeldOut, TaskSplit.IsHeldOut(prompt));

    [Fact]
    public void An_evaluation_can_be_repeated_and_has_no_prompt_twice()
    {
        var first = Sums.HeldOutProblems(300, seed: 4).Select(problem => problem.Prompt).ToList();
        Assert.Equal(first, Sums.HeldOutProblems(300, seed: 4).Select(problem => problem.Prompt));
        Assert.Equal(300, first.Distinct().Count());
        Assert.All(Sums.HeldOutProblems(300, seed: 4), problem => Assert.True(TaskSplit.IsHeldOut(problem.Key)));
    }

    [Fact]
    public void A_small_task_gives_what_it_has()
    {
        var few = new TaskSplit(TaskCatalog.Create("add", JsonDocument.Parse("""{"digits": 1}""").RootElement)).HeldOutProblems(1000, seed: 1);
        Assert.InRange(few.Count, 1, 30);
    }

    [Fact]
    public void A_task_without_held_out_problems_is_an_error_and_not_an_endless_search() =>
        Assert.Throws<InvalidOperationException>(() => new TaskSplit(new OnePrompt()).HeldOutProblem(new Random(1)));

    private sealed class OnePrompt : ITask
    {
        public string Name => "one";

        public JsonElement Rubric => default;

        public int ContextLength => 8;

        public Problem Next(Random random) => new("1+1=", "2", "2");
    }
}
