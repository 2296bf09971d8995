using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>
/// Programs that do not solve the task and try to pass all the same, from <c>data/forgeries.txt</c>: none earns anything, and the next
/// program in the same sandbox is untouched.
/// </summary>
public abstract class ForgeryTests(SandboxFixture sandbox) : EscapeTest(sandbox)
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

    private readonly SandboxFixture _sandbox = sandbox;

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
        await AssertNextJobIsUntouchedAsync(_sandbox.Runner);
        var replaced = _sandbox.Runner.Pool!.Replaced;
        string[] tests = test switch
        {
            "outside" => ["assert vowels('education') == 5", "assert vowels('rhythm') == 0", "assert not vowels('rhythm')", "assert vowels('AaEe') in [4]"],
            "second" => [InSecondInterpreter],
            "loops" => [ByLoops],
            _ => [ByNumpy],
        };
        var limits = new { cpu_seconds = 0.5, wall_seconds = 6.0, memory_mb = 256, output_bytes = 1 << 20 };
        var judgement = await _sandbox.Runner.JudgeAsync(new { mode = "assert", tests, limits, credit = "fraction" }, Programs()[name]);
        Assert.True(judgement.Verdict == Verdict.Incorrect, judgement.ToString());
        Assert.True(judgement.Score <= (test == "outside" ? 0.5 : 0), judgement.ToString()); // a constant 0 is right about rhythm
        Assert.DoesNotContain("weak_isolation", judgement.Isolations());
        await AssertNextJobIsUntouchedAsync(_sandbox.Runner);
        Assert.Equal(replaced, _sandbox.Runner.Pool!.Replaced);
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
        var judgement = await _sandbox.Runner.JudgeAsync(new { mode = "assert", tests }, "def vowels(s): return sum(c in 'aeiou' for c in s.lower())");
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
