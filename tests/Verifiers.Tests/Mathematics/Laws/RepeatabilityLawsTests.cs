using System.Globalization;
using System.Text.Json;
using Verifiers.Fuzzing;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Algebra;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>Verdicts depend on nothing but the reference and the completion; no input throws or exceeds its budget.</summary>
public class RepeatabilityLawsTests
{
    private const int Threads = 8;

    private static readonly FuzzInputs Inputs = new(2026, LabelledAnswers.Read(Path.Combine(AppContext.BaseDirectory, "Data", "math")));

    [Fact]
    public void The_same_verdicts_on_every_thread_and_in_every_order()
    {
        var pairs = MathData.Read("dev_cases").Values.Select(example => (example.ReferenceText, example.Text))
            .Concat(Enumerable.Range(0, 700).Select(index => (Inputs[index].Reference, Inputs[index].Completion)))
            .Select(pair => (Reference: pair.Item1, Prepared: Prepare(pair.Item1), Completion: pair.Item2))
            .ToArray();
        Assert.True(pairs.Length >= 1000);
        var expected = pairs.Select(pair => Say(pair.Prepared, pair.Completion)).ToArray();
        var wrong = new List<string>[Threads];
        var workers = Enumerable.Range(0, Threads).Select(worker => new Thread(() =>
        {
            var order = Enumerable.Range(0, pairs.Length).ToArray();
            new Random(worker).Shuffle(order);
            // Odd threads judge with the references that all share, even ones prepare their own.
            wrong[worker] = [.. order.Where(index => Say(worker % 2 == 1 ? pairs[index].Prepared : Prepare(pairs[index].Reference), pairs[index].Completion) != expected[index])
                .Select(index => string.Create(CultureInfo.InvariantCulture, $"thread {worker}: {pairs[index].Completion}"))];
        })).ToArray();
        foreach (var worker in workers)
            worker.Start();
        foreach (var worker in workers)
            worker.Join();
        Assert.Empty(wrong.SelectMany(list => list));
    }

    [Fact]
    public void No_input_throws_or_takes_more_steps_than_it_may()
    {
        var run = new FuzzRun();
        for (var index = 0; index < 5_000; index++)
        {
            var input = Inputs[index];
            run.Judge(input);
            Assert.InRange(FuzzRun.Steps(input), 0, StepBudget.PerComparison + 1);
        }
    }

    /// <summary>A thread of a pool has 1.5 MB of stack; two thirds of it must do for what nests deepest, with and without brackets.</summary>
    [Theory]
    [InlineData(@"1 \pm ", "1")]
    [InlineData("3 to 2+", "1")]
    [InlineData("3 cm ", "")]
    [InlineData(@"a \mod ", "1")]
    [InlineData(@"A \cup ", "1")]
    [InlineData(@"90^\circ 5' ", "")]
    [InlineData(@"1 \cdot 5\% ", "")]
    [InlineData("2 to 3 cm ", "")]
    [InlineData(@"\frac{1}{-", "")]
    [InlineData("1-(-2x", "")]
    [InlineData(@"\sqrt{-", "")]
    [InlineData("2^{-", "")]
    [InlineData(@"\sin(-", "")]
    public void Nesting_never_exhausts_a_small_stack(string unit, string end)
    {
        var (opening, closing) = unit.Contains('{') ? ('{', '}') : ('(', ')');
        foreach (var times in (int[])[20, 38, 60, 78, 90, 1300])
        {
            var text = string.Concat(Enumerable.Repeat(unit, times)) + end;
            if (unit.Contains(opening))
                text += "x" + new string(closing, text.Count(c => c == opening) - text.Count(c => c == closing));
            var thread = new Thread(() =>
            {
                Say(Prepare(text), text + "+1");
                Say(Prepare("x^2"), text);
            }, maxStackSize: 1024 * 1024);
            thread.Start();
            thread.Join();
        }
    }

    [Fact]
    public void Inputs_are_made_again_by_their_number() => Assert.All(Enumerable.Range(0, 500).Reverse(), index => Assert.Equal(Inputs[index], Inputs[index]));

    private static IPreparedVerifier Prepare(string reference) => new MathVerifier().Prepare(JsonCursor.At(JsonSerializer.SerializeToElement(reference)), default);

    private static string Say(IPreparedVerifier prepared, string completion)
    {
        var judgement = prepared.JudgeAsync(new(completion), CancellationToken.None).Result;
        return string.Join('|', [judgement.Verdict.ToString(), judgement.Reason, judgement.Explanation, judgement.Evidence?.ToString(), .. judgement.Flags.Select(flag => flag.Name)]);
    }
}
