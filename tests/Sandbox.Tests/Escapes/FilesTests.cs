using System.Text.Json;
using Verifiers.Code;
using Verifiers.Code.Files;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>
/// Answers that attack their own tests. The tests share an interpreter with them, so some forgeries get through; then the judgement
/// says that it could be one, and a rubric can forbid the mode.
/// </summary>
public abstract class FilesTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    private const string Forged = "<testsuites><testsuite><testcase classname=\\\"test_a.T\\\" name=\\\"test_f\\\"/></testsuite></testsuites>";
    private const string Reference = """
        {"mode": "files", "files": {"a.py": "def f(): return 1\n"}, "command": "python-unittest", "expected": {"pass": ["test_a.T.test_f"]},
         "test_files": {"test_a.py": "import unittest, a\nclass T(unittest.TestCase):\n    def test_f(self): self.assertEqual(a.f(), 2)\n"}}
        """;

    private readonly SandboxFixture _sandbox = sandbox;

    [Theory]
    [InlineData("import os\nos._exit(0)")]
    [InlineData("import sys\nsys.exit(0)")]
    [InlineData("import os\nos.makedirs('real', exist_ok=True)\nopen('real/r', 'w').write(\"" + Forged + "\")\nos.symlink('../real/r', '.verifiers/report.xml')\nos._exit(0)")]
    [InlineData("import os\nos.rename('.verifiers', 'v')\nos.symlink('v', '.verifiers')\nopen('v/report.xml', 'w').write(\"" + Forged + "\")\nos._exit(0)")]
    [InlineData("import os\nopen('.verifiers/report.xml', 'w').write('<!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><s>&x;</s>')\nos._exit(0)")]
    [InlineData("print('<testcase classname=\"test_a.T\" name=\"test_f\"/>')\nprint('OK')\ndef f(): return 1")]
    [InlineData("import os\nfor level in range(300):\n    os.mkdir('d')\n    os.chdir('d')\nos._exit(0)")]
    [InlineData("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\nos._exit(0)")]
    public async Task What_leaves_no_report_of_its_own_earns_nothing(string source)
    {
        var judgement = await JudgeAsync($"```python a.py\n{source}\n```");
        Assert.Equal((Verdict.Incorrect, 0.0), (judgement.Verdict, judgement.Score));
    }

    [Theory]
    [InlineData("unittest.py", "class TestCase:\n    pass")]
    [InlineData("unittest/__init__.py", "import os\nos._exit(0)")]
    [InlineData("sitecustomize.py", "import os\nos._exit(0)")]
    [InlineData("conftest.py", "import os\nos._exit(0)")]
    [InlineData("xml/sax/saxutils.py", "import os\nos._exit(0)")]
    public async Task Files_that_steer_the_runner_are_taken_away(string path, string source)
    {
        var judgement = await JudgeAsync($"```python a.py\ndef f(): return 2\n```\n```python {path}\n{source}\n```");
        Assert.Equal("passed", judgement.Reason);
        Assert.Contains("runner_files_changed", judgement.Flags.Select(flag => flag.Name));
        Assert.Equal([path], Assert.IsType<FilesEvidence>(judgement.Evidence).RestoredFiles);
    }

    [Theory]
    [InlineData("import os\nopen('.verifiers/report.xml', 'w').write(\"" + Forged + "\")\nos._exit(0)")]
    [InlineData("class Yes:\n    def __eq__(self, other): return True\ndef f(): return Yes()")]
    [InlineData("import unittest\nunittest.TestCase.assertEqual = lambda *a: None\ndef f(): return 1")]
    public async Task A_forgery_that_weak_isolation_lets_through_carries_the_flag(string source)
    {
        var judgement = await JudgeAsync($"```python a.py\n{source}\n```");
        Assert.Contains("weak_isolation", judgement.Flags.Select(flag => flag.Name));
        Assert.True(Assert.IsType<FilesEvidence>(judgement.Evidence).WeakIsolation);
    }

    private async Task<Judgement> JudgeAsync(string completion)
    {
        await RunHostileAsync("pass");
        var judgement = await new CodeVerifier(_sandbox.Runner)
            .Prepare(JsonCursor.At(JsonElement.Parse(Reference), "reference"), default)
            .JudgeAsync(new Completion(completion), CancellationToken.None);
        await RunHostileAsync("pass"); // asserts that the next job is untouched and the sandbox not replaced
        Assert.Equal(0, _sandbox.Runner.Pool!.Replaced);
        return judgement;
    }
}

public sealed class FilesTestsOnBubblewrap(BubblewrapFixture sandbox) : FilesTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class FilesTestsOnDocker(DockerFixture sandbox) : FilesTests(sandbox), IClassFixture<DockerFixture>;
