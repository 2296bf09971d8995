using System.Text.Json;
using Verifiers.Policy.Generation;
using Verifiers.Policy.Tasks;

namespace Verifiers.Policy.Tests.Tasks;

public sealed class TaskTests
{
    public static TheoryData<string, string> All => new()
    {
        { "add", "{}" },
        { "add", """{"digits": 1}""" },
        { "add", """{"digits": 6, "thoughts": false}""" },
        { "algebra", "{}" },
        { "algebra", """{"kinds": ["solve"]}""" },
        { "code", "{}" },
        { "code", """{"kinds": ["numbers"], "examples": 2, "tests": 10}""" },
        { "code", """{"kinds": ["lists"]}""" },
        { "countdown", "{}" },
        { "countdown", """{"numbers": 4, "largest": 99, "target": 999}""" },
        { "format", "{}" },
        { "mixed-language", "{}" },
        { "mixed-language", """{"digits": 4, "mix": 0, "language_weight": 0}""" },
        { "add", """{"noise": 0.5}""" },
    };

    [Theory, MemberData(nameof(All))]
    public void Every_problem_can_be_written_in_the_default_vocabulary_and_fits_the_context(string name, string options)
    {
        var task = Create(name, options);
        Assert.Equal(0, task.ContextLength % 8);
        var random = new Random(1);
        var longest = 0;
        for (var i = 0; i < 3000; i++)
        {
            var problem = task.Next(random);
            longest = Math.Max(longest, Tokenizer.Default.Encode(problem.Prompt).Length + Tokenizer.Default.Encode(problem.Demonstration).Length + 2);
        }
        Assert.InRange(longest, task.ContextLength / 2, task.ContextLength);
    }

    [Theory, MemberData(nameof(All))]
    public void The_same_seed_gives_the_same_problems(string name, string options)
    {
        var (first, second) = (Create(name, options), Create(name, options));
        var (a, b) = (new Random(7), new Random(7));
        for (var i = 0; i < 50; i++)
            Assert.Equal(JsonSerializer.Serialize(first.Next(a)), JsonSerializer.Serialize(second.Next(b)));
    }

    [Theory]
    [InlineData("nope", "{}", "add, algebra, code, countdown, format, mixed-language")]
    [InlineData("add", """{"digit": 3}""", "expected one of digits, noise, thoughts")]
    [InlineData("add", """{"digits": 7}""", "a whole number from 1 to 6")]
    [InlineData("add", """{"digits": "3"}""", "a whole number from 1 to 6")]
    [InlineData("add", """{"thoughts": 1}""", "true or false")]
    [InlineData("add", """{"noise": 1.5}""", "a number from 0 to 1")]
    [InlineData("algebra", """{"kinds": ["factor"]}""", "simplify, expand, solve, derive")]
    [InlineData("algebra", """{"kinds": []}""", "simplify, expand, solve, derive")]
    [InlineData("format", "[]", "no JSON object")]
    public void What_does_not_exist_is_refused_with_what_does(string name, string options, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Create(name, options)).Message, StringComparison.Ordinal);

    [Fact]
    public void Thoughts_add_column_by_column()
    {
        var task = Create("add", """{"digits": 3}""");
        var random = new Random(3);
        for (var i = 0; i < 100; i++)
        {
            var problem = task.Next(random);
            var numbers = problem.Prompt.TrimEnd('=').Split('+').Select(int.Parse).ToList();
            var sums = problem.Demonstration[7..problem.Demonstration.IndexOf("</think>", StringComparison.Ordinal)].Split(' ');
            Assert.Equal(3, sums.Length);
            Assert.All(sums, sum => Assert.Equal(sum.Split('=')[1], sum.Split('=')[0].Split('+').Sum(int.Parse).ToString()));
            Assert.Equal(numbers.Sum().ToString(), problem.Reference);
        }
    }

    [Fact]
    public void Answers_without_thoughts_stand_alone() =>
        Assert.Matches("^<answer>[0-9]+</answer>$", Create("add", """{"thoughts": false}""").Next(new Random(1)).Demonstration);

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.5, 0.35, 0.65)]
    [InlineData(1, 1, 1)]
    public void Mixed_thoughts_have_the_share_of_Chinese_words_that_is_asked_for(double mix, double least, double most)
    {
        var task = Create("mixed-language", JsonSerializer.Serialize(new { mix }));
        var random = new Random(1);
        var words = Enumerable.Range(0, 50).SelectMany(_ => task.Next(random).Demonstration.Split(' ')).Where(word => char.IsLetter(word[0])).ToList();
        Assert.InRange(words.Count(word => word[0] > 'z') / (double)words.Count, least, most);
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(0.5, 80, 120)]
    [InlineData(1, 195, 200)]
    public void Noise_gives_a_problem_the_demonstration_of_another(double noise, int least, int most)
    {
        var task = Create("add", JsonSerializer.Serialize(new { noise, digits = 4 }));
        var random = new Random(5);
        var strange = Enumerable.Range(0, 200).Select(_ => task.Next(random))
            .Count(problem => !problem.Demonstration.EndsWith($"<answer>{problem.Reference}</answer>", StringComparison.Ordinal));
        Assert.InRange(strange, least, most);
    }

    [Theory]
    [InlineData("algebra")]
    [InlineData("code")]
    public void Noise_leaves_no_problem_too_long_for_the_context(string name)
    {
        var task = Create(name, """{"noise": 1}""");
        var random = new Random(6);
        for (var i = 0; i < 2000; i++)
        {
            var problem = task.Next(random);
            Assert.InRange(Context.LengthOf(problem.Prompt, problem.Demonstration), 1, task.ContextLength);
        }
    }

    [Fact]
    public void Programs_of_the_code_task_are_different_functions()
    {
        var numbers = NumberPrograms.Families.SelectMany(family => family).ToList();
        var values = numbers.Select(program => string.Join(' ', Enumerable.Range(-9, 50).Select(x => program.Function(x))));
        Assert.Equal(numbers.Count, values.Distinct().Count());
        Assert.Equal(numbers.Count, numbers.Select(program => program.Expression).Distinct().Count());
    }

    [Fact]
    public void Every_family_of_programs_is_asked_for()
    {
        var task = Create("code", "{}");
        var random = new Random(1);
        var seen = Enumerable.Range(0, 2000).Select(_ => task.Next(random).Demonstration).ToList();
        foreach (var program in new[] { "*x+", "x*x", "x*(x", "x%", "x//", "max(x,", "min(x,", "abs(x", " if x%2 else x", "sum(x)", "len(x)", "max(x)-min(x)", "x[-1]", "sorted(x)", "x[::-1]", "*v for v in x", "v+", "if v%2==0]", "if v>" })
            Assert.Contains(seen, demonstration => demonstration.Contains(program, StringComparison.Ordinal));
    }

    private static ITask Create(string name, string options) => TaskCatalog.Create(name, JsonDocument.Parse(options).RootElement);

    [Fact]
    public void Lookups_and_a_weak_judge_are_there_to_show_reward_hacking()
    {
        var task = TaskCatalog.Create("code", JsonDocument.Parse("""{"kinds": ["numbers"], "judged_on_examples": true, "lookups": 0.5}""").RootElement);
        var random = new Random(3);
        var problems = Enumerable.Range(0, 200).Select(_ => task.Next(random)).ToList();
        Assert.InRange(problems.Count(problem => problem.Demonstration.Contains("}[x]", StringComparison.Ordinal)), 70, 130);
        Assert.All(problems, problem =>
        {
            var tests = ((JsonElement)problem.Reference!).GetProperty("tests").EnumerateArray();
            var shown = string.Join(',', tests.Select(test => $"f({test.GetProperty("args")[0]})={test.GetProperty("expected")}")) + ":";
            Assert.Equal(problem.Prompt, shown);
        });
    }
}
