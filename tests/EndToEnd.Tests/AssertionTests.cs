using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>Assertions and programs with their tests, sent as a trainer sends them.</summary>
public sealed class AssertionTests(ServiceProcess service) : IClassFixture<ServiceProcess>
{
    private const string Check = "def check(candidate):\n    for word, count in [('education', 5), ('rhythm', 0)]:\n        assert candidate(word) == count\ncheck(vowels)\n";
    private const string Right = "def vowels(s):\n    return sum(c in 'aeiou' for c in s)";

    [Theory]
    [InlineData("assert", Right, "correct", "passed")]
    [InlineData("program", Right, "correct", "passed")]
    [InlineData("assert", "def vowels(s):\n    return len(s)", "incorrect", "wrong_answer")]
    [InlineData("assert", "import os\ndef vowels(s):\n    os._exit(0)", "incorrect", "function_failed")]
    [InlineData("assert", "class P:\n    def __eq__(self, other): return True\ndef vowels(s):\n    return P()", "incorrect", "wrong_answer")]
    public async Task Tests_that_are_programs_are_judged(string mode, string program, string verdict, string reason)
    {
        var answer = await service.ScoreAsync(new
        {
            rubric = "code",
            samples = new[] { new { completion = $"```python\n{program}\n```", reference = new { mode, language = "python", tests = mode == "assert" ? new[] { "assert vowels('education') == 5", Check } : [Check] } } },
        });
        var result = answer.GetProperty("results")[0];
        var component = result.GetProperty("components")[0];
        Assert.True((verdict, reason) == (result.GetProperty("verdict").GetString(), component.GetProperty("reason").GetString()), result.GetRawText());
        if (verdict != "correct") return;
        var isolations = component.GetProperty("evidence").GetProperty("tests").EnumerateArray().Select(test => test.GetProperty("isolation").GetString());
        Assert.Equal(mode == "assert" ? ["compared_outside", "second_interpreter"] : new[] { "second_interpreter" }, isolations);
    }
}
