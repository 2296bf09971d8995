using Verifiers.Code;
using static Verifiers.Tests.Code.FakeCodeRunner;

namespace Verifiers.Tests.Code;

public sealed class CodeVerifierTests
{
    private const string Program = "```python\nprint(int(input()) + 1)\n```";
    private const string TwoTests = """{"mode": "stdin", "language": "python", "tests": [{"input": "1\n", "output": "2\n"}, {"input": "2\n", "output": "3\n"}]}""";
    private const string TwoTestsByFraction = """{"tests": [{"input": "1\n", "output": "2\n"}, {"input": "2\n", "output": "3\n"}], "credit": "fraction"}""";
    private const string OneCall = """{"mode": "function", "fn_name": "f", "tests": [{"args": [1, [2]], "expected": [3]}]}""";

    [Fact]
    public void A_program_that_passes_every_test_is_correct()
    {
        var runner = new FakeCodeRunner(Printed("2"), Printed("3\n"));
        var judgement = Judge(runner, TwoTests);
        Assert.Equal((Verdict.Correct, 1.0, "passed"), (judgement.Verdict, judgement.Score, judgement.Reason));
        var evidence = Assert.IsType<CodeEvidence>(judgement.Evidence);
        Assert.Equal((2, 2, 2), (evidence.TestCount, evidence.RunCount, evidence.PassedCount));
        Assert.Equal(10, evidence.CpuMilliseconds, 1e-6);
        Assert.Equal(["passed", "passed"], evidence.Tests.Select(test => test.Reason));
        Assert.Equal("print(int(input()) + 1)\n", evidence.Program!.Value.In(Program).ToString());
    }

    [Fact]
    public void The_sandbox_never_sees_what_is_expected()
    {
        var runner = new FakeCodeRunner(Printed("2"), Printed("3"));
        Judge(runner, TwoTests);
        Assert.Equal("print(int(input()) + 1)", runner.LastRun!.Source);
        Assert.Equal([new StandardInput("1\n"), new StandardInput("2\n")], runner.LastRun.Invocations);
    }

    [Fact]
    public void The_first_failure_decides_and_the_other_tests_are_not_run()
    {
        var runner = new FakeCodeRunner(Printed("7"), Printed("3"));
        var judgement = Judge(runner, TwoTests);
        Assert.Equal((Verdict.Incorrect, 0.0, "wrong_answer"), (judgement.Verdict, judgement.Score, judgement.Reason));
        Assert.Equal("Test 1 of 2: line 1, token 1: expected '2', found '7'.", judgement.Explanation);
        Assert.Equal(1, runner.Yielded);
        var evidence = Assert.IsType<CodeEvidence>(judgement.Evidence);
        Assert.Equal((1, "2", "7"), (evidence.FailedTest, evidence.Failure!.Expected, evidence.Failure.Actual));
    }

    [Fact]
    public void Partial_credit_runs_every_test()
    {
        var runner = new FakeCodeRunner(Printed("7"), Printed("3"));
        var judgement = Judge(runner, TwoTestsByFraction);
        Assert.Equal((Verdict.Incorrect, 0.5, "wrong_answer"), (judgement.Verdict, judgement.Score, judgement.Reason));
        Assert.Equal(2, runner.Yielded);
    }

    [Fact]
    public void A_program_that_exits_badly_fails_even_with_the_right_output()
    {
        var judgement = Judge(new FakeCodeRunner(Printed("2", exitCode: 3, error: "Traceback\n  line 1\nValueError: x\n")), TwoTests);
        Assert.Equal("runtime_error", judgement.Reason);
        Assert.Equal("Test 1 of 2: exit status 3: ValueError: x.", judgement.Explanation);
        var failure = Assert.IsType<CodeEvidence>(judgement.Evidence).Failure!;
        Assert.Equal((3, "Traceback\n  line 1\nValueError: x"), (failure.ExitCode, failure.StandardError));
    }

    [Fact]
    public void A_program_that_a_signal_ends_fails() =>
        Assert.Equal("Test 1 of 2: ended by signal 11.", Judge(new FakeCodeRunner(Printed("2", signal: 11)), TwoTests).Explanation);

    [Theory]
    [InlineData(RunOutcome.TimeLimit, "time_limit")]
    [InlineData(RunOutcome.MemoryLimit, "memory_limit")]
    [InlineData(RunOutcome.OutputLimit, "output_limit")]
    [InlineData(RunOutcome.ProcessLimit, "process_limit")]
    [InlineData(RunOutcome.FileLimit, "file_limit")]
    [InlineData(RunOutcome.CompileError, "compile_error")]
    [InlineData(RunOutcome.FunctionFailed, "function_failed")]
    public void Every_limit_has_its_reason(RunOutcome outcome, string reason)
    {
        var judgement = Judge(new FakeCodeRunner(Ended(outcome)), TwoTests);
        Assert.Equal((Verdict.Incorrect, reason), (judgement.Verdict, judgement.Reason));
    }

    [Theory]
    [InlineData(RunOutcome.SandboxFailed, "sandbox_failure")]
    [InlineData(RunOutcome.LanguageNotAvailable, "language_not_available")]
    public void A_fault_of_ours_is_no_verdict(RunOutcome outcome, string reason)
    {
        var judgement = Judge(new FakeCodeRunner(Printed("2"), Ended(outcome, fault: "Install it.")), TwoTests);
        Assert.Equal((Verdict.Error, reason, "Install it."), (judgement.Verdict, judgement.Reason, judgement.Explanation));
    }

    [Fact]
    public void Too_few_or_too_many_outcomes_are_a_fault_of_ours()
    {
        Assert.Equal("sandbox_failure", Judge(new FakeCodeRunner(Printed("2")), TwoTests).Reason);
        Assert.Equal("sandbox_failure", Judge(new FakeCodeRunner(Printed("2"), Printed("3"), Printed("4")), TwoTests).Reason);
        Assert.Equal("sandbox_failure", Judge(new FakeCodeRunner(Printed("7")), TwoTestsByFraction).Reason);
    }

    [Fact]
    public void A_program_that_does_not_compile_gets_no_partial_credit()
    {
        var judgement = Judge(new FakeCodeRunner(Ended(RunOutcome.CompileError, "  File x\nSyntaxError: invalid syntax\n")), TwoTestsByFraction);
        Assert.Equal(("compile_error", 0.0), (judgement.Reason, judgement.Score));
        Assert.Equal("The program does not compile: SyntaxError: invalid syntax.", judgement.Explanation);
    }

    [Theory]
    [InlineData("no program", "There is no complete code block in python.")]
    [InlineData("```python\nprint(", "The only code block is cut off: its closing fence is missing.")]
    [InlineData("<think>```python\n1\n```", "The thoughts are not closed, and there is no program outside them.")]
    public void Without_a_program_nothing_is_run(string completion, string explanation)
    {
        var runner = new FakeCodeRunner();
        var judgement = Judge(runner, TwoTests, completion);
        Assert.Equal((Verdict.Incorrect, "no_code", explanation), (judgement.Verdict, judgement.Reason, judgement.Explanation));
        Assert.Null(runner.LastRun);
    }

    [Fact]
    public void A_function_is_called_with_the_arguments_and_its_value_compared()
    {
        var runner = new FakeCodeRunner(Returned("[3.0]"));
        Assert.Equal("passed", Judge(runner, OneCall).Reason);
        Assert.Equal([new FunctionCall("f", "[1, [2]]")], runner.LastRun!.Invocations);
    }

    [Theory]
    [InlineData("[4]", "wrong_answer", "Test 1 of 1: expected [3], returned [4].")]
    [InlineData(null, "function_failed", "Test 1 of 1: the program ended before the function returned.")]
    public void A_wrong_value_is_shown(string? value, string reason, string explanation)
    {
        var judgement = Judge(new FakeCodeRunner(Returned(value)), OneCall);
        Assert.Equal((reason, explanation), (judgement.Reason, judgement.Explanation));
    }

    [Fact]
    public void A_value_that_is_no_JSON_is_no_answer() =>
        Assert.Equal("function_failed", Judge(new FakeCodeRunner(Returned("[" + new string('[', 1000))), OneCall).Reason);

    [Fact]
    public void The_tests_may_have_the_shape_of_LiveCodeBench()
    {
        var runner = new FakeCodeRunner(Returned("null"));
        Assert.Equal("passed", Judge(runner, """{"inputs": ["[1, 2, 3]\n2"], "outputs": ["null"], "fn_name": "f"}""").Reason);
        Assert.Equal([new FunctionCall("f", "[[1, 2, 3],2]")], runner.LastRun!.Invocations);
        Assert.Equal("passed", Judge(new FakeCodeRunner(Printed("3")), """{"inputs": ["1 2"], "outputs": ["3"]}""").Reason);
        Assert.Equal("passed", Judge(new FakeCodeRunner(Returned("3")), """{"inputs": [[1, 2]], "outputs": [3], "fn_name": "f"}""").Reason);
    }

    [Fact]
    public void Limits_and_comparison_are_those_of_the_reference()
    {
        var runner = new FakeCodeRunner(Printed("0.3000000001"));
        var judgement = Judge(runner, """
            {"tests": [{"input": "", "output": "0.3"}], "compare": "float:1e-6",
             "limits": {"cpu_seconds": 2.5, "wall_seconds": 30, "memory_mb": 256, "output_bytes": 1000}}
            """);
        Assert.Equal("passed", judgement.Reason);
        Assert.Equal(
            new RunLimits { CpuTime = TimeSpan.FromSeconds(2.5), WallTime = TimeSpan.FromSeconds(30), MemoryMiB = 256, OutputBytes = 1000 },
            runner.LastRun!.Limits);
    }

    [Theory]
    [InlineData("print(1)\n# </think>")]
    [InlineData("print('<think>')")]
    [InlineData("```\nprint(1)\n```")]
    public void A_completion_can_be_the_program_to_the_letter(string program)
    {
        var runner = new FakeCodeRunner(Printed("2"), Printed("3"));
        Assert.Equal("passed", Judge(runner, TwoTests, program, """{"verbatim": true}""").Reason);
        Assert.Equal(program, runner.LastRun!.Source);
    }

    [Fact]
    public void The_whole_text_can_be_the_program()
    {
        var runner = new FakeCodeRunner(Printed("2"), Printed("3"));
        Assert.Equal("passed", Judge(runner, TwoTests, "print(1)", """{"whole_text": true}""").Reason);
        Assert.Equal("print(1)", runner.LastRun!.Source);
    }

    [Fact]
    public void Evidence_shows_at_most_twenty_tests()
    {
        var tests = string.Join(',', Enumerable.Repeat("""{"input": "", "output": "1"}""", 50));
        var judgement = Judge(new FakeCodeRunner([.. Enumerable.Repeat(Printed("1"), 50)]), $$"""{"tests": [{{tests}}]}""");
        var evidence = Assert.IsType<CodeEvidence>(judgement.Evidence);
        Assert.Equal((50, 20), (evidence.PassedCount, evidence.Tests.Count));
    }

    [Theory]
    [InlineData("[]", "reference")]
    [InlineData("{}", "reference")]
    [InlineData("""{"tests": []}""", "reference")]
    [InlineData("""{"tests": [{"input": "", "output": "", "x": 1}]}""", "reference.tests[0].x")]
    [InlineData("""{"tests": [{"input": 1, "output": ""}]}""", "reference.tests[0].input")]
    [InlineData("""{"tests": [{"input": ""}]}""", "reference.tests[0].output")]
    [InlineData("""{"mode": "files", "tests": ["x"]}""", "reference.tests")]
    [InlineData("""{"fn_name": "f", "language": "cpp", "tests": [{"args": [], "expected": 1}]}""", "reference.language")]
    [InlineData("""{"mode": "stdio", "tests": []}""", "reference.mode")]
    [InlineData("""{"mode": "function", "tests": [{"args": [], "expected": 1}]}""", "reference.fn_name")]
    [InlineData("""{"mode": "stdin", "fn_name": "f", "tests": []}""", "reference.fn_name")]
    [InlineData("""{"fn_name": "f", "tests": [{"args": 1, "expected": 1}]}""", "reference.tests[0].args")]
    [InlineData("""{"fn_name": "f", "tests": [{"args": []}]}""", "reference.tests[0].expected")]
    [InlineData("""{"fn_name": "f", "compare": "tokens", "tests": [{"args": [], "expected": 1}]}""", "reference.compare")]
    [InlineData("""{"compare": "fuzzy", "tests": [{"input": "", "output": ""}]}""", "reference.compare")]
    [InlineData("""{"checker": 1, "tests": [{"input": "", "output": ""}]}""", "reference.checker")]
    [InlineData("""{"checker": {"language": "python"}, "tests": [{"input": "", "output": ""}]}""", "reference.checker.source")]
    [InlineData("""{"checker": {"source": "", "order": "x"}, "tests": [{"input": "", "output": ""}]}""", "reference.checker.order")]
    [InlineData("""{"checker": {"source": "", "language": "pyton"}, "tests": [{"input": "", "output": ""}]}""", "reference.checker.language")]
    [InlineData("""{"checker": {"source": "", "files": {"../x": ""}}, "tests": [{"input": "", "output": ""}]}""", "reference.checker.files.../x")]
    [InlineData("""{"checker": {"source": "", "files": {"case": ""}}, "tests": [{"input": "", "output": ""}]}""", "reference.checker.files")]
    [InlineData("""{"checker": {"source": "", "limits": {"cpu_seconds": 999}}, "tests": [{"input": "", "output": ""}]}""", "reference.checker.limits.cpu_seconds")]
    [InlineData("""{"checker": "x", "compare": "exact", "tests": [{"input": "", "output": ""}]}""", "reference.compare")]
    [InlineData("""{"checker": "x", "fn_name": "f", "tests": [{"args": [], "expected": 1}]}""", "reference.checker")]
    [InlineData("""{"tests": [{"input": "", "output": "", "weight": 2}]}""", "reference.tests[0].weight")]
    [InlineData("""{"credit": "fraction", "tests": [{"input": "", "output": "", "weight": 2}]}""", "reference.tests[0].weight")]
    [InlineData("""{"credit": "weighted", "tests": [{"input": "", "output": "", "weight": 0}]}""", "reference.tests[0].weight")]
    [InlineData("""{"credit": "fraction", "stop": "first_failure", "tests": [{"input": "", "output": ""}]}""", "reference.stop")]
    [InlineData("""{"stop": "sometimes", "tests": [{"input": "", "output": ""}]}""", "reference.stop")]
    [InlineData("""{"credit": "half", "tests": [{"input": "", "output": ""}]}""", "reference.credit")]
    [InlineData("""{"limits": {"cpu_seconds": 0}, "tests": [{"input": "", "output": ""}]}""", "reference.limits.cpu_seconds")]
    [InlineData("""{"language": "pyton", "tests": [{"input": "", "output": ""}]}""", "reference.language")]
    [InlineData("""{"limits": {"cpu_seconds": 121}, "tests": [{"input": "", "output": ""}]}""", "reference.limits.cpu_seconds")]
    [InlineData("""{"limits": {"memory_mb": 4097}, "tests": [{"input": "", "output": ""}]}""", "reference.limits.memory_mb")]
    [InlineData("""{"limits": {"cpu": 1}, "tests": [{"input": "", "output": ""}]}""", "reference.limits.cpu")]
    [InlineData("""{"inputs": ["a"], "outputs": []}""", "reference")]
    [InlineData("""{"inputs": ["a"]}""", "reference.outputs")]
    [InlineData("""{"inputs": ["a"], "outputs": ["1"], "fn_name": "f"}""", "reference.inputs[0]")]
    [InlineData("""{"tests": [{"input": "\ud800", "output": ""}]}""", "reference.tests[0].input")]
    public void References_that_make_no_sense_are_refused_with_their_path(string reference, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge(new FakeCodeRunner(), reference)).Path);

    [Theory]
    [InlineData("```python\nprint(1)\n```")]
    [InlineData("```rust\nfn main() {}\n```")]
    [InlineData("no code at all")]
    public void A_language_that_is_missing_is_an_error_whatever_the_completion_holds(string completion)
    {
        var judgement = Judge(new FakeCodeRunner(), """{"language": "rust", "tests": [{"input": "", "output": "1"}]}""", completion);
        Assert.Equal((Verdict.Error, "language_not_available"), (judgement.Verdict, judgement.Reason));
    }

    [Fact]
    public void Unknown_options_are_refused() =>
        Assert.Equal("options.x", Assert.Throws<InvalidInputException>(() => Judge(new FakeCodeRunner(), TwoTests, options: """{"x": 1}""")).Path);

    private static Judgement Judge(ICodeRunner runner, string reference, string completion = Program, string options = "{}") =>
        new CodeVerifier(runner)
            .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"))
            .JudgeAsync(new Completion(completion), CancellationToken.None).AsTask().GetAwaiter().GetResult();
}
