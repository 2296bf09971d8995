using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>What a test can do with a program that runs in another interpreter, from <c>data/assertions.txt</c>.</summary>
public abstract class SecondInterpreterTests(SandboxFixture sandbox)
{
    private static readonly Dictionary<string, string> _cases = File
        .ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "assertions.txt"))
        .Split("=== ", StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('\n', 2))
        .ToDictionary(part => part[0].Trim(), part => part[1]);

    public static TheoryData<string> Cases => [.. _cases.Keys];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_test_ends_as_labelled(string name)
    {
        var parts = _cases[name].Split("\n---", 2);
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { parts[1][parts[1].IndexOf('\n', StringComparison.Ordinal)..] + "\npass" } }, parts[0]);
        Assert.True(judgement.Verdict == (name.StartsWith("pass", StringComparison.Ordinal) ? Verdict.Correct : Verdict.Incorrect), judgement.Explanation);
        Assert.Equal(["second_interpreter"], judgement.Isolations());
    }

    [Fact]
    public async Task The_test_runs_under_another_user_id_and_sees_no_process_of_the_program()
    {
        var judgement = await sandbox.Runner.JudgeAsync(
            new { mode = "assert", tests = new[] { "import os\nseen = program()\nassert [p for p in os.listdir('/proc') if p.isdigit()] == [str(os.getpid())], seen\nassert os.listdir('/tmp') == []\nassert seen[0] == ['solution.py'] and seen[1] == 1" } },
            "import os\ndef program(): return os.listdir('/tmp'), len([p for p in os.listdir('/proc') if p.isdigit()])");
        Assert.True(judgement.Verdict == Verdict.Correct, judgement.Explanation);
    }

    [Theory]
    [InlineData("def check(candidate):\n    assert candidate(1) == 2")] // nobody calls it: the entry point was forgotten
    [InlineData("import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(f(1), 2)")]
    [InlineData("def test_f(): assert f(1) == 2")]
    [InlineData("# nothing")]
    [InlineData("assert f(1) ==")]
    public async Task A_test_that_can_judge_nobody_is_an_error_and_no_reward(string test)
    {
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { test } }, "def f(x): return 0");
        Assert.True((judgement.Verdict, judgement.Reason) == (Verdict.Error, "test_error"), judgement.Explanation);
    }

    [Fact]
    public async Task A_class_that_poses_as_a_module_of_the_test_decides_nothing()
    {
        var judgement = await sandbox.Runner.JudgeAsync(
            new { mode = "assert", tests = new[] { "x = f(1)\nassert math.isclose(x, 2.5)" } },
            "class math:\n    isclose = staticmethod(lambda *a, **k: True)\ndef f(x): return 0");
        Assert.Equal(Verdict.Incorrect, judgement.Verdict);
    }

    [Fact]
    public async Task A_constant_of_the_program_is_asked_as_well()
    {
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { "x = LIMIT\nassert x == 7" } }, "LIMIT = 7");
        Assert.True(judgement.Verdict == Verdict.Correct, judgement.Explanation);
    }

    [Fact]
    public async Task The_failing_line_is_named()
    {
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { "x = f(1)\nassert x == 1\nassert x == 2, 'two'\n" } }, "def f(x): return x");
        Assert.Equal(("wrong_answer", "Test 1 of 1: AssertionError: two in line 3: assert x == 2, 'two'."), (judgement.Reason, judgement.Explanation));
    }

    [Fact]
    public async Task The_time_of_both_counts()
    {
        var limits = new { cpu_seconds = 0.5, wall_seconds = 20.0 };
        var byTest = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { "f()\nwhile True: pass" }, limits }, "def f(): pass");
        var byProgram = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { "f()\npass" }, limits }, "def f():\n    while True: pass");
        Assert.Equal(("time_limit", "time_limit"), (byTest.Reason, byProgram.Reason));
    }

    [Fact]
    public async Task A_program_that_does_not_compile_says_so()
    {
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { "x = f(1)\nassert x == 1" } }, "def f(x) return x");
        Assert.Equal("compile_error", judgement.Reason);
    }

    [Fact]
    public async Task A_test_that_looks_into_the_program_shares_its_interpreter_or_decides_nothing()
    {
        var reference = new { mode = "assert", tests = new[] { "import inspect\nassert 'return' in inspect.getsource(f)", "assert f(1) == 1" } };
        var allowed = await sandbox.Runner.JudgeAsync(reference, "def f(x): return x");
        Assert.Equal((Verdict.Correct, "weak_isolation"), (allowed.Verdict, Assert.Single(allowed.Flags).Name));
        Assert.Equal(["weak_isolation", "compared_outside"], allowed.Isolations());
        var forbidden = await sandbox.Runner.JudgeAsync(reference, "def f(x): return x", "forbid");
        Assert.Equal((Verdict.Undecided, "weak_isolation"), (forbidden.Verdict, forbidden.Reason));
        var wrong = await sandbox.Runner.JudgeAsync(reference, "def f(x): return x + 1", "forbid");
        Assert.Equal((Verdict.Incorrect, "wrong_answer"), (wrong.Verdict, wrong.Reason));
        var failing = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { "import inspect\nassert 'yield' in inspect.getsource(f)" } }, "def f(x): return x");
        Assert.Equal(Verdict.Incorrect, failing.Verdict);
    }

    [Fact]
    public async Task Printed_output_can_be_asserted()
    {
        const string Test = "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out: f(1)\nassert out.getvalue() == 'one\\n'";
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { Test } }, "def f(x): print('one')");
        Assert.True(judgement.Verdict == Verdict.Correct, judgement.Explanation);
        Assert.Equal(["weak_isolation"], judgement.Isolations());
    }

    [Fact]
    public async Task Set_up_and_entry_point_are_those_of_HumanEval()
    {
        const string SetUp = "def check(candidate):\n    assert candidate(2) == 4\n    assert candidate(3) == 9\n";
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { SetUp }, entry_point = "square" }, "def square(x): return x * x");
        Assert.True(judgement.Verdict == Verdict.Correct, judgement.Explanation);
        var wrong = await sandbox.Runner.JudgeAsync(new { mode = "assert", setup = SetUp, tests = new[] { "check(square)" } }, "def square(x): return x + x");
        Assert.Equal("wrong_answer", wrong.Reason);
        var imports = await sandbox.Runner.JudgeAsync(new { mode = "assert", setup = "import math", tests = new[] { "assert math.isclose(candidate(2), 4)", "assert candidate(math.pi) > 9" }, entry_point = "square" }, "def square(x): return x * x");
        Assert.True(imports.Verdict == Verdict.Correct, imports.Explanation);
        Assert.Equal(["compared_outside", "compared_outside"], imports.Isolations());
    }
}

public sealed class SecondInterpreterTestsOnBubblewrap(BubblewrapFixture sandbox) : SecondInterpreterTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class SecondInterpreterTestsOnDocker(DockerFixture sandbox) : SecondInterpreterTests(sandbox), IClassFixture<DockerFixture>;
