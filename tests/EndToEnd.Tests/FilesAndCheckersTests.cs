using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>Answers made of files, and outputs that a checker judges, sent as a trainer sends them.</summary>
public sealed class FilesAndCheckersTests(ServiceProcess service) : IClassFixture<ServiceProcess>
{
    [Fact]
    public async Task A_patch_is_judged_by_the_tests_and_says_that_isolation_is_weak()
    {
        var reference = new
        {
            mode = "files",
            files = new Dictionary<string, string> { ["calc.py"] = "def add(a, b):\n    return a - b\n" },
            test_files = new Dictionary<string, string>
            {
                ["test_calc.py"] = "import unittest, calc\nclass T(unittest.TestCase):\n    def test_add(self): self.assertEqual(calc.add(2, 3), 5)\n    def test_is_there(self): calc.add\n",
            },
            command = "python-unittest",
            expected = new { fail_to_pass = new[] { "test_calc.T.test_add" }, pass_to_pass = new[] { "test_calc.T.test_is_there" } },
            credit = "fraction",
        };
        var answer = await service.ScoreAsync(new
        {
            rubric = "code",
            groups = new[]
            {
                new
                {
                    id = "calc",
                    reference,
                    completions = new[]
                    {
                        "```diff\n--- a/calc.py\n+++ b/calc.py\n@@ -1,2 +1,2 @@\n def add(a, b):\n-    return a - b\n+    return a + b\n```",
                        "```python calc.py\ndef add(a, b):\n    return a * b\n```",
                        "```python ../calc.py\nx\n```",
                        "I do not know.",
                    },
                },
            },
        });
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.True(results[0].GetProperty("reward").GetDouble() == 1, answer.GetRawText());
        Assert.Equal([1, 0.5, 0, 0], results.Select(result => result.GetProperty("reward").GetDouble()));
        Assert.Equal(["passed", "tests_failed", "bad_path", "no_code"], results.Select(Reason));
        Assert.Contains("weak_isolation", results[0].GetProperty("flags").GetRawText(), StringComparison.Ordinal);
        var evidence = results[0].GetProperty("components")[0].GetProperty("evidence");
        Assert.True(evidence.GetProperty("weak_isolation").GetBoolean());
        Assert.Equal("calc.py", evidence.GetProperty("changed_files")[0].GetString());
    }

    [Fact]
    public async Task A_checker_accepts_any_right_output_and_its_own_faults_earn_no_reward()
    {
        object Group(string id, string checker) => new
        {
            id,
            reference = new { tests = new[] { new { input = "10\n", output = "any two numbers with that sum\n" } }, checker },
            completions = new[] { "```python\nn = int(input())\nprint(3, n - 3)\n```", "```python\nprint(1, 1)\n```" },
        };
        var answer = await service.ScoreAsync(new
        {
            rubric = "code",
            groups = new[]
            {
                Group("sum", "import sys\nn = int(open(sys.argv[1]).read())\na, b = map(int, open(sys.argv[2]).read().split())\nsys.exit(0 if a + b == n else 1)"),
                Group("broken", "import sys\nsys.exit('no such case' if False else 9)"),
            },
        });
        var results = answer.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["passed", "wrong_answer", "checker", "checker"], results.Select(Reason));
        Assert.Equal([JsonValueKind.Null, JsonValueKind.Null], results[2..].Select(result => result.GetProperty("reward").ValueKind));
    }

    private static string Reason(JsonElement result) => result.GetProperty("components")[0].GetProperty("reason").GetString()!;
}
