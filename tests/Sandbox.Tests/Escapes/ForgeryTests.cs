using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>
/// Programs that do not solve the task and try to pass all the same, from <c>data/forgeries.txt</c>: none earns anything, and the next
/// program in the same sandbox is untouched.
/// </summary>
public abstract class ForgeryTests(SandboxFixture sandbox)
{
    private const string InSecondInterpreter = """
        import math
        EXPECTED = 5
        def check(candidate):
            assert candidate('education') == EXPECTED
            assert abs(candidate('rhythm') - 0) < 1e-9
            for word, count in zip(['AaEe', 'x'], [4, 0]):
                assert candidate(word) in [count]
                assert isinstance(candidate(word), int)
                assert math.isclose(candidate(word), count)
                assert candidate(word) != count + 1 and not candidate(word) > count
        check(vowels)
        """;

    private const string ByLoops = """
        import unittest
        words = {'education': 5, 'AaEe': 4}
        assert all(map(lambda word: vowels(word) == words[word], words))
        assert list(map(vowels, words)) == [5, 4]
        assert sum(1 for word in words if vowels(word) == words[word]) == 2
        class T(unittest.TestCase):
            def test(self): self.assertEqual(vowels('education'), 5)
        unittest.main()
        """;

    private const string ByNumpy = """
        import numpy as np
        assert np.allclose(vowels('education'), 5)
        assert np.array_equal(np.array([vowels('AaEe')]), np.array([4]))
        """;

    public static TheoryData<string, string> Forgeries
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var name in Programs().Keys)
            {
                foreach (var test in new[] { "outside", "second", "loops", "numpy" }) data.Add(name, test);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Forgeries))]
    public async Task No_forgery_passes(string name, string test)
    {
        await EscapeTest.AssertNextJobIsUntouchedAsync(sandbox.Runner);
        var replaced = sandbox.Runner.Pool!.Replaced;
        string[] tests = test switch
        {
            "outside" => ["assert vowels('education') == 5", "assert vowels('rhythm') == 0", "assert not vowels('rhythm')", "assert vowels('AaEe') in [4]"],
            "second" => [InSecondInterpreter],
            "loops" => [ByLoops],
            _ => [ByNumpy],
        };
        var limits = new { cpu_seconds = 0.5, wall_seconds = 3.0, memory_mb = 256, output_bytes = 1 << 20 };
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests, limits, credit = "fraction" }, Programs()[name]);
        Assert.True(judgement.Verdict == Verdict.Incorrect, judgement.ToString());
        Assert.True(judgement.Score <= (test == "outside" ? 0.5 : 0), judgement.ToString()); // a constant 0 is right about rhythm
        Assert.DoesNotContain("weak_isolation", judgement.Isolations());
        await EscapeTest.AssertNextJobIsUntouchedAsync(sandbox.Runner);
        Assert.Equal(replaced, sandbox.Runner.Pool!.Replaced);
    }

    [Theory]
    [InlineData("outside")]
    [InlineData("second")]
    [InlineData("loops")]
    [InlineData("numpy")]
    public async Task What_the_forgeries_do_not_do_passes(string test)
    {
        string[] tests = test switch
        {
            "outside" => ["assert vowels('education') == 5"],
            "second" => [InSecondInterpreter],
            "loops" => [ByLoops],
            _ => [ByNumpy],
        };
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests }, "def vowels(s): return sum(c in 'aeiou' for c in s.lower())");
        Assert.True(judgement.Verdict == Verdict.Correct, judgement.Explanation);
    }

    /// <summary>What a test takes from the library without importing it, and a program that has something of its own by that name.</summary>
    [Theory]
    [InlineData("class Counter:\n    def __init__(self, *a): pass\n    def __eq__(self, o): return True", "assert Counter(f(1)) == Counter([1, 2])")]
    [InlineData("Counter = bool", "x = Counter(f(1))\nassert x == Counter([1, 2])")]
    [InlineData("def Counter(x): return 1", "from solution import *\nassert Counter(f(1)) == Counter([1, 2])")]
    [InlineData("def Counter(x): return 1", "def check(candidate):\n    assert Counter(candidate(1)) == Counter([1, 2])\ncheck(f)")]
    [InlineData("from collections import deque as Counter", "assert Counter(f(1), 0) == Counter([1, 2], 0)")]
    [InlineData("class deque:\n    def __init__(self, *a): pass\n    def __eq__(self, o): return True", "assert all(deque(f(n)) == deque([n, n + 1]) for n in (1, 2))")]
    [InlineData("def Decimal(x): return 0", "assert Decimal(f(1)[0]) == Decimal('1')")]
    [InlineData("class np:\n    array_equal = staticmethod(lambda *a: True)", "assert np.array_equal(f(1), [1, 2])")]
    [InlineData("class np:\n    array = list\n    all = staticmethod(lambda *a: True)", "assert np.all(np.array(f(1)) == np.array([1, 2]))")]
    [InlineData("class collections:\n    Counter = bool", "x = f(1)\nassert collections.Counter(x) == collections.Counter([1, 2])")]
    [InlineData("import operator as math", "x = f(1)[0]\nassert math.eq(x, 1) or math.ne(x, 1)")]
    [InlineData("def allclose(*a): return True", "x = f(1)\nassert allclose(x, [1, 2])")]
    public async Task A_tool_of_the_test_is_never_the_programs_own(string definition, string test)
    {
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { test } }, definition + "\ndef f(x): return [3, 4]");
        Assert.True(judgement.Verdict == Verdict.Incorrect, judgement.ToString());
        Assert.Equal(["second_interpreter"], judgement.Isolations());
    }

    [Theory]
    [InlineData("from collections import *", "assert Counter(f(1)) == Counter([2, 1]) and deque(f(1)) == deque([1, 2])")]
    [InlineData("import numpy as np", "assert np.array_equal(f(1), np.array([1, 2]))")]
    [InlineData("from copy import copy, deepcopy", "x = f(1)\nassert copy(x) == deepcopy(x) == [1, 2]")]
    [InlineData("from datetime import datetime", "assert datetime(2020, f(1)[0], 1) == datetime(2020, 1, 1)")]
    [InlineData("class Fraction:\n    def __init__(self, x): self.x = x\n    def __eq__(self, o): return self.x == o.x", "a = Fraction(1)\nassert a == Fraction(1) and a != Fraction(2)")] // what is tested
    [InlineData("def Counter(x): return sum(x)", "def check(candidate):\n    assert candidate([1, 2]) == 3\ncheck(Counter)")]
    public async Task A_tool_that_the_program_imports_is_there_for_the_test(string definition, string test)
    {
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "assert", tests = new[] { test } }, definition + "\ndef f(x): return [x, x + 1]");
        Assert.True(judgement.Verdict == Verdict.Correct, judgement.Explanation);
    }

    private static Dictionary<string, string> Programs() => File
        .ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "forgeries.txt"))
        .Split("=== ", StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('\n', 2))
        .ToDictionary(part => part[0].Trim(), part => part[1]);
}

public sealed class ForgeryTestsOnBubblewrap(BubblewrapFixture sandbox) : ForgeryTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class ForgeryTestsOnDocker(DockerFixture sandbox) : ForgeryTests(sandbox), IClassFixture<DockerFixture>;
