using System.Text;
using Verifiers.Code;
using static Verifiers.Tests.Code.FakeCodeRunner;

namespace Verifiers.Tests.Code;

public sealed class CheckerTests
{
    private const string Reference = """{"tests": [{"input": "1\n", "output": "2\n"}, {"input": "3", "output": "4"}], "checker": "the checker"}""";
    private const string Testlib = """{"tests": [{"input": "1", "output": "2"}], "credit": "fraction", "checker": {"language": "c++", "source": "x", "order": "testlib", "files": {"testlib.h": "h"}}}""";

    [Fact]
    public void The_checker_gets_input_output_and_expected_output_after_the_program_has_ended()
    {
        var runner = new FakeCodeRunner(Printed("a")) { OnProgram = _ => Exits(0) };
        var judgement = Judge(runner, """{"tests": [{"input": "1\n", "output": "2\n"}], "checker": {"source": "the checker", "files": {"data/x": {"base64": "AAE="}}}}""");
        Assert.Equal((Verdict.Correct, "passed"), (judgement.Verdict, judgement.Reason));
        var run = Assert.Single(runner.ProgramRuns);
        Assert.Equal(("python", "the checker"), (run.Language, run.Source));
        Assert.Equal(["1\n", "a", "2\n"], run.Arguments.Select(path => Encoding.UTF8.GetString(run.DataFiles.Single(file => file.Path == path).Content.Span)));
        Assert.Equal([0, 1], run.Files.Single(file => file.Path == "data/x").Content.ToArray());
    }

    [Theory]
    [InlineData(0, Verdict.Correct, "passed")]
    [InlineData(1, Verdict.Incorrect, "wrong_answer")]
    [InlineData(2, Verdict.Error, "checker")]
    [InlineData(3, Verdict.Error, "checker")]
    [InlineData(43, Verdict.Error, "checker")]
    public void Status_0_accepts_1_rejects_and_anything_else_is_no_verdict(int status, Verdict verdict, string reason)
    {
        var judgement = Judge(new FakeCodeRunner(Printed("a"), Printed("b")) { OnProgram = _ => Exits(status, "why it is so\n") }, Reference);
        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
        if (verdict != Verdict.Correct) Assert.Contains("why it is so", judgement.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "", Verdict.Correct, 1)]
    [InlineData(1, "", Verdict.Incorrect, 0)]
    [InlineData(2, "", Verdict.Incorrect, 0)]
    [InlineData(3, "", Verdict.Error, 0)]
    [InlineData(4, "", Verdict.Incorrect, 0)]
    [InlineData(7, "points 0.25 nearly", Verdict.Incorrect, 0.25)]
    [InlineData(7, "0.25", Verdict.Incorrect, 0.25)]
    [InlineData(7, "points 40", Verdict.Error, 0)]
    [InlineData(7, "points NaN", Verdict.Error, 0)]
    [InlineData(7, "", Verdict.Error, 0)]
    [InlineData(8, "", Verdict.Incorrect, 0)]
    [InlineData(16, "", Verdict.Error, 0)]
    [InlineData(50, "", Verdict.Incorrect, 0)]
    [InlineData(90, "", Verdict.Incorrect, 0.4)]
    [InlineData(150, "", Verdict.Correct, 1)]
    [InlineData(151, "", Verdict.Error, 0)]
    public void The_statuses_of_testlib_are_known(int status, string message, Verdict verdict, double score)
    {
        var judgement = Judge(new FakeCodeRunner(Printed("a")) { OnProgram = _ => Exits(status, message) }, Testlib);
        Assert.Equal((verdict, score), (judgement.Verdict, judgement.Score));
    }

    [Fact]
    public void A_part_of_a_test_is_no_pass_where_all_is_asked_for() =>
        Assert.Equal((Verdict.Incorrect, 0.0), Judge(
            new FakeCodeRunner(Printed("a")) { OnProgram = _ => Exits(90) },
            Testlib.Replace("fraction", "all", StringComparison.Ordinal)) is var judgement ? (judgement.Verdict, judgement.Score) : default);

    [Fact]
    public void A_program_that_ended_badly_is_not_checked()
    {
        var runner = new FakeCodeRunner(Printed("a", exitCode: 1)) { OnProgram = _ => Exits(0) };
        Assert.Equal("runtime_error", Judge(runner, Reference).Reason);
        Assert.Empty(runner.ProgramRuns);
    }

    [Theory]
    [InlineData(RunOutcome.TimeLimit, "checker")]
    [InlineData(RunOutcome.MemoryLimit, "checker")]
    [InlineData(RunOutcome.SandboxFailed, "sandbox_failure")]
    [InlineData(RunOutcome.LanguageNotAvailable, "language_not_available")]
    public void A_checker_that_did_not_answer_is_no_verdict(RunOutcome outcome, string reason)
    {
        var judgement = Judge(new FakeCodeRunner(Printed("a")) { OnProgram = _ => new ProgramResult { Run = Ended(outcome, fault: "f") } }, Reference);
        Assert.Equal((Verdict.Error, reason), (judgement.Verdict, judgement.Reason));
    }

    [Fact]
    public void A_checker_that_does_not_compile_is_no_verdict() =>
        Assert.Equal("The checker does not compile: no.", Judge(
            new FakeCodeRunner(Printed("a")) { OnProgram = _ => new ProgramResult { Compilation = Ended(RunOutcome.CompileError, "no") } }, Testlib).Explanation);

    [Fact]
    public void Output_beyond_what_a_checker_is_given_is_a_limit_of_the_program()
    {
        var runner = new FakeCodeRunner(Printed(new string('x', OutputChecker.MostOutputBytes + 1))) { OnProgram = _ => Exits(0) };
        Assert.Equal("output_limit", Judge(runner, Reference).Reason);
    }

    [Fact]
    public void Weights_count_where_credit_is_weighted()
    {
        const string reference = """{"credit": "weighted", "tests": [{"input": "", "output": "1", "weight": 3}, {"input": "", "output": "2"}]}""";
        Assert.Equal(0.75, Judge(new FakeCodeRunner(Printed("1"), Printed("x")), reference).Score);
        Assert.Equal(0.25, Judge(new FakeCodeRunner(Printed("x"), Printed("2")), reference).Score);
        Assert.Equal(Verdict.Correct, Judge(new FakeCodeRunner(Printed("1"), Printed("2")), reference).Verdict);
    }

    [Fact]
    public void Stop_never_runs_and_shows_every_test_though_the_first_failure_decides()
    {
        var tests = string.Join(',', Enumerable.Repeat("""{"input": "", "output": "1"}""", 30));
        var runner = new FakeCodeRunner([Printed("x"), .. Enumerable.Repeat(Printed("1"), 29)]);
        var judgement = Judge(runner, $$"""{"stop": "never", "tests": [{{tests}}]}""");
        Assert.Equal((Verdict.Incorrect, 0.0, 30), (judgement.Verdict, judgement.Score, runner.Yielded));
        var evidence = Assert.IsType<CodeEvidence>(judgement.Evidence);
        Assert.Equal((30, 29, 1, 30), (evidence.RunCount, evidence.PassedCount, evidence.FailedTest, evidence.Tests.Count));
    }

    private static ProgramResult Exits(int status, string message = "") => new() { Run = Printed("", exitCode: status, error: message) };

    private static Judgement Judge(ICodeRunner runner, string reference) =>
        new CodeVerifier(runner)
            .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor("{}", "options"))
            .JudgeAsync(new Completion("```python\nprint()\n```"), CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
