using Verifiers.Code.Assertions;

namespace Verifiers.Code;

/// <summary>
/// Reads the tests of the mode <c>program</c>: texts that are one program with the completion's, as in HumanEval-X. In Python the
/// test is kept apart where it can be; in other languages it shares the program's binary.
/// </summary>
internal static class ProgramTests
{
    public static IEnumerable<CodeTest> Read(JsonCursor reference, string language)
    {
        AssertTests.RefuseStray(reference, "program", "inputs", "outputs", "fn_name", "compare", "setup", "entry_point");
        var prelude = reference.Optional("prelude") is { IsPresent: true } text ? AssertTests.ReadText(text) : "";
        return reference.Required("tests", "a list of tests").Items("a list of tests").Select(test => Create(prelude, AssertTests.ReadText(test), language));
    }

    private static CodeTest Create(string prelude, string test, string language) =>
        language == "python" && AssertTests.ChooseInterpreter(prelude, test, entryPoint: null) is JudgedTest judged
            ? judged with { IsPrelude = true }
            : new SharedTest(test, prelude);
}
