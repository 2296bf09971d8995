using Verifiers.Code;
using static Verifiers.Tests.Code.FakeCodeRunner;

namespace Verifiers.Tests.Code.Assertions;

public sealed class AssertReferenceTests
{
    private const string Program = "```python\ndef f(x): return x\n```";
    private const string OneAssertion = """{"mode": "assert", "tests": ["assert f(1) == 77"]}""";

    [Fact]
    public void The_sandbox_never_sees_the_expected_value_of_an_assertion()
    {
        var runner = new FakeCodeRunner(Returned("""["i", "4d"]"""));
        var judgement = Judge(runner, OneAssertion);
        Assert.Equal(Verdict.Correct, judgement.Verdict);
        Assert.Equal(new ExpressionValue("", "f(1)", null), Assert.Single(runner.LastRun!.Invocations));
        Assert.Equal("compared_outside", Assert.Single(Assert.IsType<CodeEvidence>(judgement.Evidence).Tests).Isolation);
    }

    [Fact]
    public void A_wrong_value_is_shown_beside_what_should_hold()
    {
        var judgement = Judge(new FakeCodeRunner(Returned("""["l", ["i", "1"], ["s", "a"]]""")), OneAssertion);
        Assert.Equal(("wrong_answer", "Test 1 of 1: the assertion fails: f(1) should be == 77, and is [1, 'a']."), (judgement.Reason, judgement.Explanation));
    }

    [Fact]
    public void A_value_that_is_none_fails()
    {
        Assert.Equal("function_failed", Judge(new FakeCodeRunner(Returned("5")), OneAssertion).Reason);
        Assert.Equal("function_failed", Judge(new FakeCodeRunner(Returned(null)), OneAssertion).Reason);
    }

    [Fact]
    public void A_program_that_ends_well_without_a_report_has_not_passed()
    {
        const string Reference = """{"mode": "assert", "tests": ["x = f(1)\nassert x == 1"]}""";
        Assert.Equal("runtime_error", Judge(new FakeCodeRunner(Printed("")), Reference).Reason);
        var report = Printed("") with { Report = new TestReport(Passed: true, "passed", "") };
        Assert.Equal(Verdict.Correct, Judge(new FakeCodeRunner(report), Reference).Verdict);
        Assert.Equal("runtime_error", Judge(new FakeCodeRunner(report with { ExitCode = 1 }), Reference).Reason);
    }

    [Fact]
    public void A_forbidden_weak_test_is_not_run_and_nothing_is_decided()
    {
        const string Reference = """{"mode": "program", "language": "cpp", "tests": ["int main() {}"]}""";
        var runner = new FakeCodeRunner();
        var judgement = Judge(runner, Reference, """{"weak_isolation": "forbid"}""", "```cpp\nint f();\n```");
        Assert.Equal((Verdict.Undecided, "weak_isolation"), (judgement.Verdict, judgement.Reason));
        Assert.Null(runner.LastRun);
        var allowed = Judge(new FakeCodeRunner(Printed("") with { Report = new TestReport(Passed: true, "passed", "") }), Reference, completion: "```cpp\nint f();\n```");
        Assert.Equal((Verdict.Correct, "weak_isolation"), (allowed.Verdict, Assert.Single(allowed.Flags).Name));
    }

    [Fact]
    public void HumanEval_checks_are_called_with_the_entry_point()
    {
        var runner = new FakeCodeRunner(Printed("") with { Report = new TestReport(Passed: true, "passed", "") });
        Judge(runner, """{"mode": "assert", "tests": ["def check(candidate):\n    assert candidate(1)\n"], "entry_point": "f"}""");
        var judged = Assert.IsType<JudgedProgram>(Assert.Single(runner.LastRun!.Invocations));
        Assert.EndsWith("check(f)\n", judged.Test, StringComparison.Ordinal);
        Assert.Equal("f", judged.EntryNames[0]);
    }

    [Theory]
    [InlineData("""{"mode": "assert"}""", "reference.tests")]
    [InlineData("""{"mode": "assert", "tests": []}""", "reference")]
    [InlineData("""{"mode": "assert", "tests": "assert f(1)"}""", "reference.tests")]
    [InlineData("""{"mode": "assert", "tests": [1]}""", "reference.tests[0]")]
    [InlineData("""{"mode": "assert", "language": "cpp", "tests": ["assert f(1)"]}""", "reference.language")]
    [InlineData("""{"mode": "assert", "tests": ["assert f(1)"], "prelude": "x"}""", "reference.prelude")]
    [InlineData("""{"mode": "assert", "tests": ["assert f(1)"], "fn_name": "f"}""", "reference.fn_name")]
    [InlineData("""{"mode": "assert", "tests": ["assert f(1)"], "entry_point": "f(1)"}""", "reference.entry_point")]
    [InlineData("""{"mode": "assert", "tests": ["assert f(1)"], "setup": 1}""", "reference.setup")]
    [InlineData("""{"mode": "program", "tests": ["x"], "setup": "x"}""", "reference.setup")]
    [InlineData("""{"mode": "stdin", "tests": [{"input": "", "output": ""}], "setup": "x"}""", "reference.setup")]
    [InlineData("""{"tests": [{"input": "", "output": ""}], "prelude": "x"}""", "reference.prelude")]
    public void A_reference_that_does_not_fit_is_refused_with_its_place(string reference, string path)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => Judge(new FakeCodeRunner(), reference));
        Assert.Equal(path, refusal.Path);
    }

    [Fact]
    public void An_unknown_word_for_weak_isolation_is_refused() =>
        Assert.Throws<InvalidInputException>(() => Judge(new FakeCodeRunner(), OneAssertion, """{"weak_isolation": "never"}"""));

    private static Judgement Judge(FakeCodeRunner runner, string reference, string options = "{}", string completion = Program) =>
        new CodeVerifier(runner).Prepare(Cursor(reference, "reference"), Cursor(options, "options"))
            .JudgeAsync(new Completion(completion), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    private static JsonCursor Cursor(string json, string path) => JsonCursor.At(System.Text.Json.JsonElement.Parse(json), path);
}
