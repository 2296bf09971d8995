"""Runs the tests: `python3 clients/python/tests`. With a file as argument, a line of JSON for each test is written to it."""
import json
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE)]


class Report(unittest.TextTestResult):
    """Writes how each test ended, with the traceback of one that did not end well."""

    file = None

    def stopTest(self, test):
        super().stopTest(test)
        ended = [(str(text), kind) for kind, list_ in (("failed", self.failures), ("failed", self.errors), ("skipped", self.skipped))
                 for case, text in list_ if case is test or getattr(case, "test_case", None) is test]
        text, outcome = ("\n".join(text for text, _ in ended), ended[0][1]) if ended else ("", "passed")
        if self.file:
            self.file.write(json.dumps({"test": test.id(), "outcome": outcome, "text": text}) + "\n")
            self.file.flush()


if __name__ == "__main__":
    names = [argument for argument in sys.argv[1:] if argument.startswith("test_")]
    files = [argument for argument in sys.argv[1:] if not argument.startswith("test_")]
    Report.file = open(files[0], "w", encoding="utf-8") if files else None
    loader = unittest.defaultTestLoader
    suite = loader.loadTestsFromNames(names) if names else loader.discover(str(HERE))
    sys.exit(not unittest.TextTestRunner(resultclass=Report, verbosity=2).run(suite).wasSuccessful())
