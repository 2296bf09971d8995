using System.Text;
using Verifiers.Code.Files;

namespace Verifiers.Tests.Code.Files;

public sealed class ReportTests
{
    [Theory]
    [InlineData("test_a", ReportedOutcome.Passed)]
    [InlineData("tests.test_m.TestC::test_a", ReportedOutcome.Passed)]
    [InlineData("tests.test_m.TestC.test_a", ReportedOutcome.Passed)]
    [InlineData("tests/test_m.py::TestC::test_a", ReportedOutcome.Passed)]
    [InlineData("tests/test_m.py::test_p[1-x]", ReportedOutcome.Failed)]
    [InlineData("test_e", ReportedOutcome.Failed)]
    [InlineData("test_s", ReportedOutcome.Skipped)]
    [InlineData("twice", ReportedOutcome.Failed)]
    [InlineData("test_none", null)]
    internal void JUnit_names_tests_in_every_usual_way(string id, ReportedOutcome? outcome) => Assert.Equal(outcome, Junit("""
        <?xml version="1.0" encoding="utf-8"?>
        <testsuites><testsuite name="pytest" errors="0" failures="0" tests="99">
          <testcase classname="tests.test_m.TestC" name="test_a" time="0.1"><system-out>&lt;failure/&gt;</system-out></testcase>
          <testcase classname="tests.test_m" name="test_p[1-x]"><failure message="no">assert</failure></testcase>
          <testcase classname="tests.test_m" name="test_e"><error message="no" /></testcase>
          <testcase classname="tests.test_m" name="test_s"><skipped /></testcase>
          <testcase classname="a" name="twice"/><testcase classname="b" name="twice"><properties><p/></properties><failure/></testcase>
        </testsuite></testsuites>
        """).Find(id));

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "b">]><testsuite><testcase name="t"/></testsuite>""")]
    [InlineData("""<!DOCTYPE x SYSTEM "file:///etc/passwd"><testsuite><testcase name="t"/></testsuite>""")]
    [InlineData("""<testsuite><testcase name="t"/>""")]
    [InlineData("""<testsuite><testcase name="&xxe;"/></testsuite>""")]
    [InlineData("""<?xml version="1.0" encoding="no-such"?><testsuite><testcase name="t"/></testsuite>""")]
    [InlineData("""<?xml version="1.0" encoding="utf-7"?><testsuite><testcase name="t"/></testsuite>""")]
    [InlineData("")]
    [InlineData("\0")]
    public void Hostile_XML_cannot_be_read(string document) => Assert.NotNull(Junit(document).Fault);

    [Fact]
    public void Nesting_and_numbers_are_bounded()
    {
        Assert.Equal("it is nested too deeply", Junit(string.Concat(Enumerable.Repeat("<a>", 100_000))).Fault);
        Assert.Equal("it is nested too deeply", Junit("<testcase name=\"t\">" + string.Concat(Enumerable.Repeat("<a>", 100_000))).Fault);
        Assert.NotNull(Junit("<s>" + string.Concat(Enumerable.Repeat("<testcase name='t'/>", 100_001)) + "</s>").Fault);
        Assert.NotNull(Tap("1..1\n" + string.Concat(Enumerable.Repeat("ok\n", 100_001))).Fault);
    }

    [Fact]
    public void A_test_inside_a_failed_test_does_not_hide_it() =>
        Assert.Equal(ReportedOutcome.Failed, Junit("<s><testcase name='t'><testcase name='t'/><failure/></testcase></s>").Find("t"));

    [Theory]
    [InlineData("adds", ReportedOutcome.Passed)]
    [InlineData("math > adds", ReportedOutcome.Passed)]
    [InlineData("math > fails", ReportedOutcome.Failed)]
    [InlineData("math", ReportedOutcome.Failed)]
    [InlineData("later", ReportedOutcome.Skipped)]
    [InlineData("some day", ReportedOutcome.Skipped)]
    [InlineData("a # b", ReportedOutcome.Passed)]
    [InlineData("hidden", null)]
    internal void TAP_is_read_with_its_subtests(string id, ReportedOutcome? outcome) => Assert.Equal(outcome, Tap("""
        TAP version 13
        # Subtest: math
            # Subtest: adds
            ok 1 - adds
              ---
              duration_ms: 1
              ok 9 - hidden
              ...
            # Subtest: fails
            not ok 2 - fails
            1..2
        not ok 1 - math
        ok 2 - later # SKIP not now
        not ok 3 - some day # TODO
        ok 4 - a \# b
        okay then
        1..4
        # tests 5
        """).Find(id));

    [Theory]
    [InlineData("ok 1 - a\n")]
    [InlineData("1..2\nok 1 - a\n")]
    [InlineData("1..1\nok 1 - a\nok 2 - b\n")]
    [InlineData("1..1\n1..1\nok 1 - a\n")]
    [InlineData("1..1\nok 1 - a\nBail out! no\n")]
    public void A_plan_that_is_not_kept_spoils_the_report(string text) => Assert.NotNull(Tap(text).Fault);

    [Theory]
    [InlineData("tests/t.py::test_a", ReportedOutcome.Passed)]
    [InlineData("tests/t.py::test_b[x y]", ReportedOutcome.Failed)]
    [InlineData("tests/t.py::test_early", null)]
    internal void Pytest_prints_a_summary(string id, ReportedOutcome? outcome) => Assert.Equal(outcome, PytestSummary.Read("""
        PASSED tests/t.py::test_early
        =========== short test summary info ============
        PASSED tests/t.py::test_a
        FAILED tests/t.py::test_b[x y] - assert 1 == 2
        SKIPPED [1] tests/t.py:3: no
        ======== 1 failed, 1 passed in 0.01s ==========
        """).Find(id));

    [Fact]
    public void Dotnet_test_leaves_TRX_or_prints()
    {
        var trx = DotnetReport.ReadTrx([Encoding.UTF8.GetBytes("""
            <TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
              <UnitTestResult testId="1" testName="Adds" outcome="Passed" /><UnitTestResult testId="2" testName="N.C.Fails" outcome="Failed"><Output/></UnitTestResult>
              <UnitTestResult testId="3" testName="N.C.Waits" outcome="NotExecuted" /></Results>
              <TestDefinitions><UnitTest name="Adds" id="1"><Execution/><TestMethod className="N.C, N" name="Adds" /></UnitTest></TestDefinitions></TestRun>
            """)]);
        Assert.Equal(
            [ReportedOutcome.Passed, ReportedOutcome.Passed, ReportedOutcome.Failed, ReportedOutcome.Skipped],
            new[] { "Adds", "N.C.Adds", "N.C.Fails", "N.C.Waits" }.Select(id => trx.Find(id)!.Value));
        var console = DotnetReport.ReadConsole("  Passed N.C.Adds(x: 1) [2 ms]\n  Failed N.C.Fails [< 1 ms]\nPassed!  - Failed: 0, Passed: 1\n");
        Assert.Equal((2, ReportedOutcome.Passed, ReportedOutcome.Failed), (console.Count, console.Find("N.C.Adds(x: 1)"), console.Find("N.C.Fails")));
    }

    [Theory]
    [InlineData("report.xml", "report.xml", true)]
    [InlineData("r/*.xml", "r/TEST-a.xml", true)]
    [InlineData("r/*.xml", "r/s/TEST-a.xml", false)]
    [InlineData("r/*.xml", "r/a.txt", false)]
    [InlineData(null, "report.xml", false)]
    public void An_answer_leaves_no_file_where_the_report_will_stand(string? report, string path, bool covers) =>
        Assert.Equal(covers, new ReportPlace(ReportFormat.Junit, report).Covers(path));

    private static TestReport Junit(string document) => JunitReport.Read([Encoding.UTF8.GetBytes(document)]);

    private static TestReport Tap(string text) => TapReport.Read(text);
}
