namespace Verifiers.Code.Assertions;

/// <summary>A test that runs in a second interpreter, apart from the program, and calls it from there.</summary>
/// <param name="SetUp">Text before the test.</param>
/// <param name="Text">The test.</param>
/// <param name="EntryNames">Names that are the program's even where they are builtins; the first is also <c>candidate</c>.</param>
internal sealed record JudgedTest(string SetUp, string Text, IReadOnlyList<string> EntryNames) : CodeTest
{
    /// <summary>Whether the set-up stands before the program as well, which may need it.</summary>
    public bool IsPrelude { get; init; }

    public override Invocation Invocation => new JudgedProgram(SetUp, Text, EntryNames) { IsPrelude = IsPrelude };

    public override string Isolation => "second_interpreter";

    public override string Hidden => Text;

    public override TestFailure? Compare(InvocationResult result) => TestReports.FailureOf(result.Report);
}
