using System.Text;
using Verifiers.Code;
using Verifiers.Code.Files;
using static Verifiers.Tests.Code.FakeCodeRunner;

namespace Verifiers.Tests.Code.Files;

public sealed class FilesVerifierTests
{
    private const string Reference = """
        {"mode": "files", "files": {"src/a.py": "def f():\n    return 1\n", "conftest.py": "base\n", "tests/test_a.py": "old\n"},
         "test_files": {"tests/test_a.py": "the tests\n"}, "command": ["python3", "-m", "runner"],
         "report": {"format": "junit", "path": "report.xml"}, "expected": {"fail_to_pass": ["test_f"], "pass_to_pass": "[\"test_g\"]"}}
        """;

    [Theory]
    [InlineData("```python src/a.py\nnew\n```")]
    [InlineData("```python:src/a.py\nnew\n```")]
    [InlineData("```src/a.py\nnew\n```")]
    [InlineData("```python title=\"src/a.py\"\nnew\n```")]
    [InlineData("Now:\n\nsrc/a.py\n```python\nnew\n```\nDone.")]
    [InlineData("**`src/a.py`**:\n```\nnew\n```")]
    [InlineData("<think>```python src/b.py\nno\n```</think>\n### File: src/a.py\n````python\nnew\n````")]
    [InlineData("```python src/a.py\nold\n```\n```python src/a.py\nnew\n```")]
    [InlineData("```diff\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1,2 +1,1 @@\n-def f():\n-    return 1\n+new\n```")]
    [InlineData("diff --git a/src/a.py b/src/a.py\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1,2 +1,1 @@\n-def f():\n-    return 1\n+new\n")]
    [InlineData("src/a.py\n```python\n<<<<<<< SEARCH\ndef f():\n    return 1\n=======\nnew\n>>>>>>> REPLACE\n```")]
    [InlineData("```\nsrc/a.py\n<<<<<<< SEARCH\ndef f():\n    return 1\n=======\nold\n>>>>>>> REPLACE\n<<<<<<< SEARCH\nold\n=======\nnew\n>>>>>>> REPLACE\n```")]
    public void The_files_of_a_completion_are_found(string completion)
    {
        var (judgement, run) = Judge(completion, Passing);
        Assert.Equal((Verdict.Correct, "passed"), (judgement.Verdict, judgement.Reason));
        Assert.Equal("new\n", Text(run!, "src/a.py"));
        Assert.Equal(["src/a.py"], Evidence(judgement).ChangedFiles);
        Assert.Equal(["weak_isolation"], judgement.Flags.Select(flag => flag.Name));
    }

    [Theory]
    [InlineData("No file at all.", "no_code")]
    [InlineData("```python\nprint()\n```", "no_code")]
    [InlineData("```python src/a.py\nnew", "no_code")]
    [InlineData("Run this:\n```bash\npytest tests/test_a.py\n```", "no_code")]
    [InlineData("```python ../a.py\nnew\n```", "bad_path")]
    [InlineData("```python /etc/passwd\nnew\n```", "bad_path")]
    [InlineData("```python a/../../b.py\nnew\n```", "bad_path")]
    [InlineData("```python src\\..\\b.py\nnew\n```", "bad_path")]
    [InlineData("```python .verifiers/unittest_runner.py\nnew\n```", "bad_path")]
    [InlineData("```python src/a.py/x.py\nnew\n```", "bad_path")]
    [InlineData("```diff\nnothing\n```", "patch_failed")]
    [InlineData("src/a.py\n```\n<<<<<<< SEARCH\nnot there\n=======\nnew\n>>>>>>> REPLACE\n```", "patch_failed")]
    [InlineData("src/a.py\n```\n<<<<<<< SEARCH\ndef f():\n```", "patch_failed")]
    [InlineData("```\n<<<<<<< SEARCH\ndef f():\n=======\nnew\n>>>>>>> REPLACE\n```", "patch_failed")]
    public void What_cannot_be_laid_out_is_not_run(string completion, string reason)
    {
        var (judgement, run) = Judge(completion, Passing);
        Assert.Equal((Verdict.Incorrect, reason), (judgement.Verdict, judgement.Reason));
        Assert.Null(run);
    }

    [Fact]
    public void Tests_are_laid_over_and_files_of_the_runner_put_back()
    {
        var (judgement, run) = Judge(
            "```python src/a.py\nnew\n```\n```python tests/test_a.py\nforged\n```\n```python conftest.py\nforged\n```\n```python unittest/case.py\nforged\n```\n```ini pytest.ini\nforged\n```\n```xml report.xml\nforged\n```",
            Passing);
        Assert.Equal(["conftest.py", "src/a.py", "tests/test_a.py"], run!.Files.Select(file => file.Path));
        Assert.Equal(("base\n", "the tests\n"), (Text(run, "conftest.py"), Text(run, "tests/test_a.py")));
        Assert.Equal(["weak_isolation", "runner_files_changed", "test_files_changed"], judgement.Flags.Select(flag => flag.Name));
        Assert.Equal(["conftest.py", "pytest.ini", "unittest/case.py"], Evidence(judgement).RestoredFiles);
        var (_, allowed) = Judge("```python conftest.py\nmine\n```", Passing, Reference.Replace("\"command\"", "\"runner_files\": \"allow\", \"command\"", StringComparison.Ordinal));
        Assert.Equal("mine\n", Text(allowed!, "conftest.py"));
    }

    [Fact]
    public void A_file_where_the_tests_need_a_folder_gives_way()
    {
        var (judgement, run) = Judge("```diff\n--- a/tests/test_a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n```\n\n```python tests\nx\n```\n\n```text ./x\n```", Passing);
        Assert.Equal("bad_path", judgement.Reason); // ./x
        (judgement, run) = Judge("```diff\n--- a/tests/test_a.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n--- /dev/null\n+++ b/tests\n@@ -0,0 +1 @@\n+x\n```", Passing);
        Assert.Equal("passed", judgement.Reason);
        Assert.Equal("the tests\n", Text(run!, "tests/test_a.py"));
    }

    [Theory]
    [InlineData("<s><testcase name='test_f'/><testcase name='test_g'/></s>", "passed", 1)]
    [InlineData("<s><testcase name='test_f'/></s>", "tests_failed", 0.5)]
    [InlineData("<s><testcase name='test_f'/><testcase name='test_g'><failure/></testcase></s>", "tests_failed", 0.5)]
    [InlineData("<s><testcase name='test_f'><skipped/></testcase><testcase name='test_g'><error/></testcase></s>", "tests_failed", 0)]
    [InlineData("<s>", "bad_report", 0)]
    [InlineData(null, "no_report", 0)]
    public void The_report_decides_and_not_the_exit_status(string? report, string reason, double score)
    {
        var reference = Reference.Replace("\"command\"", "\"credit\": \"fraction\", \"command\"", StringComparison.Ordinal);
        foreach (var status in new[] { 0, 1 })
        {
            var result = new ProgramResult
            {
                Run = Printed("all passed", exitCode: status),
                Files = [new FetchedFile("report.xml", Encoding.UTF8.GetBytes(report ?? ""), report is null ? "missing" : null)],
            };
            var (judgement, _) = Judge("```python src/a.py\nnew\n```", result, reference);
            Assert.Equal((reason, score), (judgement.Reason, judgement.Score));
        }
    }

    [Theory]
    [InlineData(RunOutcome.TimeLimit, Verdict.Incorrect, "time_limit")]
    [InlineData(RunOutcome.MemoryLimit, Verdict.Incorrect, "memory_limit")]
    [InlineData(RunOutcome.SandboxFailed, Verdict.Error, "sandbox_failure")]
    [InlineData(RunOutcome.LanguageNotAvailable, Verdict.Error, "command_not_available")]
    public void Limits_are_the_answers_and_faults_are_ours(RunOutcome outcome, Verdict verdict, string reason)
    {
        var (judgement, _) = Judge("```python src/a.py\nnew\n```", new ProgramResult { Run = Ended(outcome, fault: "f") });
        Assert.Equal((verdict, reason), (judgement.Verdict, judgement.Reason));
    }

    [Fact]
    public void An_exit_status_can_decide_where_the_reference_says_so()
    {
        const string reference = """{"mode": "files", "command": ["make", "check"], "report": {"format": "exit_status"}}""";
        Assert.Equal("passed", Judge("```c a.c\nx\n```", new ProgramResult { Run = Printed("") }, reference).Judgement.Reason);
        Assert.Equal("tests_failed", Judge("```c a.c\nx\n```", new ProgramResult { Run = Printed("", exitCode: 2) }, reference).Judgement.Reason);
        Assert.Equal("runtime_error", Judge("```c a.c\nx\n```", new ProgramResult { Run = Printed("", signal: 9) }, reference).Judgement.Reason);
    }

    [Theory]
    [InlineData("\"junit\", \"path\": \"report.xml\"", "\"junit\"", "reference.report.path")]
    [InlineData("\"junit\", \"path\": \"report.xml\"", "\"exit_status\"", "reference.expected")]
    [InlineData("\"junit\", \"path\": \"report.xml\"", "\"junit\", \"path\": \"../x\"", "reference.report.path")]
    [InlineData("\"junit\", \"path\": \"report.xml\"", "\"junit\", \"path\": \"*/x\"", "reference.report.path")]
    [InlineData("\"junit\", \"path\": \"report.xml\"", "\"html\"", "reference.report.format")]
    [InlineData("[\"python3\", \"-m\", \"runner\"]", "\"make\"", "reference.command")]
    [InlineData("[\"python3\", \"-m\", \"runner\"]", "[]", "reference.command")]
    [InlineData("[\"python3\", \"-m\", \"runner\"]", "\"pytest\"", "reference.report")]
    [InlineData("\"src/a.py\"", "\"/src/a.py\"", "reference.files./src/a.py")]
    [InlineData("\"src/a.py\"", "\".verifiers/a.py\"", "reference.files")]
    [InlineData("\"the tests\\n\"", "{\"base64\": \"?\"}", "reference.test_files.tests/test_a.py.base64")]
    [InlineData("[\"test_f\"]", "[\"\"]", "reference.expected.fail_to_pass[0]")]
    [InlineData("\"[\\\"test_g\\\"]\"", "\"test_g\"", "reference.expected.pass_to_pass")]
    [InlineData("\"fail_to_pass\": [\"test_f\"], \"pass_to_pass\": \"[\\\"test_g\\\"]\"", "\"pass\": []", "reference.expected")]
    [InlineData("\"mode\": \"files\"", "\"mode\": \"files\", \"limits\": {\"disk_mb\": 0}", "reference.limits.disk_mb")]
    [InlineData("\"mode\": \"files\"", "\"mode\": \"files\", \"credit\": \"weighted\"", "reference.credit")]
    public void References_that_make_no_sense_are_refused_with_their_path(string old, string @new, string path)
    {
        Assert.Contains(old, Reference, StringComparison.Ordinal);
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge("", Passing, Reference.Replace(old, @new, StringComparison.Ordinal))).Path);
    }

    [Fact]
    public void A_rubric_can_forbid_weak_isolation() =>
        Assert.Equal("reference.mode", Assert.Throws<InvalidInputException>(() => Judge("", Passing, options: """{"weak_isolation": "forbid"}""")).Path);

    private static ProgramResult Passing => new()
    {
        Run = Printed(""),
        Files = [new FetchedFile("report.xml", Encoding.UTF8.GetBytes("<s><testcase name='test_f'/><testcase name='test_g'/></s>"))],
    };

    private static FilesEvidence Evidence(Judgement judgement) => Assert.IsType<FilesEvidence>(judgement.Evidence);

    private static string Text(ProgramRun run, string path) => Encoding.UTF8.GetString(run.Files.Single(file => file.Path == path).Content.Span);

    private static (Judgement Judgement, ProgramRun? Run) Judge(string completion, ProgramResult result, string reference = Reference, string options = "{}")
    {
        var runner = new FakeCodeRunner { OnProgram = _ => result };
        var judgement = new CodeVerifier(runner)
            .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"))
            .JudgeAsync(new Completion(completion), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return (judgement, runner.ProgramRuns.SingleOrDefault());
    }
}
