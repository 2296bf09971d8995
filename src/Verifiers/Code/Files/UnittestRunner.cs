namespace Verifiers.Code.Files;

/// <summary>Runs test files with Python's unittest and writes JUnit's XML, for machines without pytest.</summary>
internal static class UnittestRunner
{
    /// <summary>Arguments: the report's path, then the test files' paths.</summary>
    public const string Source = """
        import os, sys, unittest
        from xml.sax.saxutils import quoteattr

        report, paths = sys.argv[1], sys.argv[2:]
        sys.path.insert(0, os.getcwd())
        sys.argv = sys.argv[:1]


        class Result(unittest.TestResult):
            def __init__(self):
                super().__init__()
                self.cases = {}

            def put(self, test, outcome, why=""):
                name = test.id()
                if self.cases.get(name, ("passed",))[0] in ("passed", "skipped") or outcome == "failure":
                    self.cases[name] = (outcome, why)

            def addSuccess(self, test):
                self.put(test, "passed")

            def addError(self, test, error):
                self.put(test, "failure", self._exc_info_to_string(error, test))

            addFailure = addError

            def addSubTest(self, test, subtest, error):
                if error is not None:
                    self.put(test, "failure", self._exc_info_to_string(error, test))

            def addSkip(self, test, reason):
                self.put(test, "skipped", reason)

            def addExpectedFailure(self, test, error):
                self.put(test, "passed")

            def addUnexpectedSuccess(self, test):
                self.put(test, "failure", "unexpected success")


        def text(value):
            return quoteattr("".join(c if c.isprintable() else " " if c in "\n\t" else "?" for c in value[-2000:]))


        suite, result = unittest.TestSuite(), Result()
        for path in paths:
            name = path[:-3].replace("/", ".")
            try:
                suite.addTests(unittest.defaultTestLoader.loadTestsFromName(name))
            except Exception as error:
                result.cases[name + ".import"] = ("failure", repr(error))
        suite.run(result)
        with open(report, "w", encoding="utf-8", errors="replace") as file:
            file.write("<testsuites><testsuite>\n")
            for name, (outcome, why) in result.cases.items():
                owner, _, last = name.rpartition(".")
                file.write("<testcase classname=%s name=%s" % (text(owner), text(last)))
                file.write("/>\n" if outcome == "passed" else "><%s message=%s/></testcase>\n" % (outcome, text(why)))
            file.write("</testsuite></testsuites>\n")
        for name, (outcome, why) in result.cases.items():
            if outcome == "failure":
                sys.stderr.write("%s\n%s\n" % (name, why))
        sys.stderr.flush()
        os._exit(0 if result.cases and all(outcome != "failure" for outcome, _ in result.cases.values()) else 1)
        """;
}
