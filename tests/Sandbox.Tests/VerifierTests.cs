using System.Text.Json;
using Verifiers.Code;
using Verifiers.Code.Files;

namespace Verifiers.Sandbox.Tests;

/// <summary>The code verifier on a real sandbox, where a judgement takes more than one run: checkers and answers made of files.</summary>
public abstract class VerifierTests(SandboxFixture sandbox)
{
    private const string Unittest = """
        {"mode": "files", "files": {"pkg/__init__.py": "", "pkg/a.py": "def f():\n    return 1\n"}, "command": "python-unittest",
         "test_files": {"tests/__init__.py": "", "tests/test_a.py": "import unittest\nfrom pkg.a import f\nclass T(unittest.TestCase):\n    def test_f(self): self.assertEqual(f(), 2)\n    def test_g(self): self.assertTrue(f)\n    @unittest.skip('no')\n    def test_s(self): pass\n"},
         "expected": {"pass": ["tests.test_a.T.test_f", "tests/test_a.py::T::test_g"]}}
        """;

    [Fact]
    public async Task A_checker_sees_binary_output_and_nothing_of_the_candidate()
    {
        const string checker = """
            import os, sys
            data = open(sys.argv[2], 'rb').read()
            ok = data == bytes(range(256)) * 1000 and not os.path.exists('left') and not os.path.exists('/dev/shm/left')
            ok = ok and sorted(os.listdir('/tmp')) == ['case', 'solution.py'] and open(sys.argv[1]).read() == 'in' and open(sys.argv[3]).read() == 'out'
            sys.exit(0 if ok else 1)
            """;
        const string candidate = "import os, sys\nfor p in '/tmp/left', '/dev/shm/left': open(p, 'w')\nif os.fork() == 0:\n    import time; time.sleep(60)\nsys.stdout.buffer.write(bytes(range(256)) * 1000)";
        var judgement = await JudgeAsync(new { tests = new[] { new { input = "in", output = "out" } }, checker }, $"```python\n{candidate}\n```");
        Assert.Equal("passed", judgement.Reason);
    }

    [Fact]
    public async Task A_candidate_never_finds_what_is_expected_where_it_runs_after_a_checker()
    {
        const string candidate = """
            import os, sys
            secret = 'expected-' + 'secret'
            for folder, _, names in os.walk('/tmp'):
                for name in names:
                    if name != 'solution.py' and secret in open(os.path.join(folder, name), errors='replace').read(): print(name)
            import gc
            if any(isinstance(o, (str, bytes)) and secret in str(o) for o in gc.get_objects()): print('heap')
            """;
        var judgement = await JudgeAsync(
            new { tests = Enumerable.Repeat(new { input = "", output = "expected-" + "secret" }, 3), checker = "import sys\nsys.exit(1 if open(sys.argv[2]).read() else 0)" },
            $"```python\n{candidate}\n```");
        Assert.Equal("passed", judgement.Reason);
    }

    [Theory]
    [InlineData("import sys\nsys.exit(5)", "ended with status 5")]
    [InlineData("raise ValueError('no')\n", null)] // Python's own status for that is 1: a checker that can crash should say so
    [InlineData("while True: pass", "TimeLimit")]
    [InlineData("def f(:", "CompileError")]
    [InlineData("import os\nos.kill(os.getpid(), 11)\nos.abort()", "signal")]
    public async Task A_broken_checker_is_no_verdict(string source, string? explanation)
    {
        var judgement = await JudgeAsync(
            new { tests = new[] { new { input = "", output = "1" } }, checker = new { source, limits = new { cpu_seconds = 1 } } }, "```python\nprint(1)\n```");
        Assert.Equal(explanation is null ? "wrong_answer" : "checker", judgement.Reason);
        if (explanation is not null) Assert.Contains(explanation, judgement.Explanation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compiled_checker_is_compiled_once_with_its_header()
    {
        if (!sandbox.Runner.Runs("cpp")) return;
        var before = sandbox.Runner.Compilations;
        var reference = new
        {
            tests = Enumerable.Repeat(new { input = "3", output = "9" }, 6),
            checker = new
            {
                language = "c++",
                order = "testlib",
                files = new Dictionary<string, string> { ["lib.h"] = "#include <fstream>\n#include <cstdio>\n" },
                source = "#include \"lib.h\"\nint main(int c, char **v) { long a, b; std::ifstream(v[2]) >> a; std::ifstream(v[3]) >> b; if (a == b) return 0; if (a * 2 == b) { fputs(\"points 0.5 half\", stderr); return 7; } return 2; }",
            },
            credit = "fraction",
        };
        Assert.Equal("passed", (await JudgeAsync(reference, "```python\nprint(int(input()) ** 2)\n```")).Reason);
        Assert.Equal(0.0, (await JudgeAsync(reference, "```python\nprint('x')\n```")).Score);
        Assert.Equal(before + 1, sandbox.Runner.Compilations);
    }

    [Fact]
    public async Task A_patch_makes_tests_pass()
    {
        var judgement = await JudgeAsync(Unittest, "```diff\n--- a/pkg/a.py\n+++ b/pkg/a.py\n@@ -1,2 +1,2 @@\n def f():\n-    return 1\n+    return 2\n```");
        Assert.True(judgement.Reason == "passed", judgement.ToString());
        Assert.Equal((2, 3), Assert.IsType<FilesEvidence>(judgement.Evidence) is var evidence ? (evidence.PassedCount, evidence.ReportedCount!.Value) : default);
    }

    [Fact]
    public async Task Tests_that_fail_are_named()
    {
        var judgement = await JudgeAsync(Unittest, "```python pkg/a.py\ndef f(): return 3\n```");
        Assert.Equal("tests_failed", judgement.Reason);
        Assert.Equal([new FailedTest("tests.test_a.T.test_f", "failed")], Assert.IsType<FilesEvidence>(judgement.Evidence).FailedTests);
        Assert.Equal("no_report", (await JudgeAsync(Unittest, "```python pkg/a.py\nimport os\nos._exit(0)\n```")).Reason);
        Assert.Equal("tests_failed", (await JudgeAsync(Unittest, "```python pkg/a.py\nraise ValueError\n```")).Reason);
        Assert.Equal("no_report", (await JudgeAsync(Unittest, "```python pkg/a.py\nimport sys\nsys.exit(0)\n```")).Reason);
        Assert.Equal("time_limit", (await JudgeAsync(Unittest.Replace("\"command\"", "\"limits\": {\"cpu_seconds\": 1}, \"command\"", StringComparison.Ordinal), "```python pkg/a.py\nwhile True: pass\n```")).Reason);
    }

    [Fact]
    public async Task Node_reports_in_TAP()
    {
        if (!sandbox.Runner.Runs("javascript")) return;
        var reference = new
        {
            mode = "files",
            language = "javascript",
            files = new Dictionary<string, string> { ["a.js"] = "module.exports = () => 1;\n" },
            test_files = new Dictionary<string, string>
            {
                ["a.test.js"] = "const test = require('node:test'), assert = require('node:assert'), f = require('./a.js');\ntest('two', () => assert.equal(f(), 2));\ntest('outer', async t => { await t.test('inner', () => {}); });\n",
            },
            command = "node-test",
            expected = new { pass = new[] { "two", "outer > inner" } },
        };
        var judgement = await JudgeAsync(reference, "```js a.js\nmodule.exports = () => 2;\n```");
        Assert.True(judgement.Reason == "passed", judgement.ToString());
        Assert.Equal("tests_failed", (await JudgeAsync(reference, "```js a.js\nmodule.exports = () => 3;\n```")).Reason);
    }

    [Fact]
    public async Task Pytest_is_an_error_where_it_is_missing()
    {
        var reference = Unittest.Replace("python-unittest", "pytest", StringComparison.Ordinal);
        var judgement = await JudgeAsync(reference, "```python pkg/a.py\ndef f(): return 2\n```");
        Assert.Contains(judgement.Reason, new[] { "command_not_available", "passed" });
    }

    [Fact]
    public async Task A_command_of_its_own_reports_on_standard_output()
    {
        var reference = new
        {
            mode = "files",
            command = new[] { "bash", "-c", "source ./f.sh; echo 1..2; [ \"$(f)\" = 2 ] && echo ok 1 - f || echo not ok 1 - f; echo ok 2 - g" },
            report = new { format = "tap" },
            expected = new { pass = new[] { "f", "g" } },
        };
        Assert.Equal("passed", (await JudgeAsync(reference, "```bash f.sh\nf() { echo 2; }\n```")).Reason);
        Assert.Equal("tests_failed", (await JudgeAsync(reference, "```bash f.sh\nf() { echo 3; }\n```")).Reason);
    }

    private Task<Judgement> JudgeAsync(object reference, string completion) => JudgeAsync(JsonSerializer.Serialize(reference), completion);

    private async Task<Judgement> JudgeAsync(string reference, string completion) =>
        await new CodeVerifier(sandbox.Runner)
            .Prepare(JsonCursor.At(JsonElement.Parse(reference), "reference"), default)
            .JudgeAsync(new Completion(completion), CancellationToken.None);
}

public sealed class VerifierTestsOnBubblewrap(BubblewrapFixture sandbox) : VerifierTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class VerifierTestsOnDocker(DockerFixture sandbox) : VerifierTests(sandbox), IClassFixture<DockerFixture>;
