namespace Verifiers.Code.Assertions;

/// <summary>A test that is one program with what it tests. It can always be forged.</summary>
/// <param name="Text">The test, behind the program.</param>
/// <param name="Before">Text before the program.</param>
internal sealed record SharedTest(string Text, string Before) : CodeTest
{
    public override Invocation Invocation => new SharedProgram(Before, Text);

    public override string Isolation => WeakIsolation;

    public override string Hidden => Text;

    public override TestFailure? Compare(InvocationResult result) => TestReports.FailureOf(result.Report);
}
