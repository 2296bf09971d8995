using System.Text;

namespace Verifiers.Code;

/// <summary>One test case: what to run, and what should come of it. What should come never leaves this side.</summary>
internal abstract record CodeTest
{
    /// <summary>The isolation of a test that shares the program's interpreter or binary.</summary>
    public const string WeakIsolation = "weak_isolation";

    private const int ExcerptLength = 200;

    /// <summary>What it counts for where credit is weighted.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>What the sandbox is asked to do.</summary>
    public abstract Invocation Invocation { get; }

    /// <summary>How the test is kept from the program: <c>compared_outside</c>, <c>second_interpreter</c> or <c>weak_isolation</c>.</summary>
    public virtual string Isolation => "compared_outside";

    /// <summary>What of the test the policy must not know: its text, or what it expects.</summary>
    public abstract string Hidden { get; }

    /// <summary>Why a run that ended well is still wrong; null when it passed.</summary>
    public abstract TestFailure? Compare(InvocationResult result);

    private protected static string Excerpt(string text) =>
        text.Length <= ExcerptLength ? text : string.Concat(text.AsSpan(0, ExcerptLength), "…");

    /// <summary>Standard input and the standard output it should lead to.</summary>
    internal sealed record Stdin(string Input, string Output, OutputComparison Comparison) : CodeTest
    {
        private readonly byte[] _output = Encoding.UTF8.GetBytes(Output);

        public override Invocation Invocation => new StandardInput(Input);

        public override string Hidden => Output;

        public override TestFailure? Compare(InvocationResult result)
        {
            if (Comparison.FirstMismatch(_output, result.StandardOutput.Span) is not { } mismatch)
                return null;
            return new TestFailure("wrong_answer", mismatch.ToString())
            {
                Line = mismatch.Line,
                Token = mismatch.Token,
                Expected = mismatch.Expected,
                Actual = mismatch.Actual,
            };
        }
    }

    /// <summary>Arguments and the value that the function should return.</summary>
    /// <param name="Name">Of the function.</param>
    /// <param name="ArgumentsJson">A JSON array.</param>
    /// <param name="Expected">The value.</param>
    /// <param name="ExpectedJson">The value as the reference writes it.</param>
    internal sealed record Function(string Name, string ArgumentsJson, FunctionValue Expected, string ExpectedJson) : CodeTest
    {
        public override Invocation Invocation => new FunctionCall(Name, ArgumentsJson);

        public override string Hidden => ExpectedJson;

        public override TestFailure? Compare(InvocationResult result)
        {
            if (result.ValueJson is not { } json)
                return new TestFailure("function_failed", "the program ended before the function returned");
            if (FunctionValueReader.Read(json, out var problem) is not { } actual)
                return new TestFailure("function_failed", $"the returned value is {problem}");
            if (JsonValueComparison.AreEqual(Expected, actual))
                return null;
            var (expectedText, actualText) = (Excerpt(ExpectedJson), Excerpt(json));
            return new TestFailure("wrong_answer", $"expected {expectedText}, returned {actualText}")
            {
                Expected = expectedText,
                Actual = actualText,
            };
        }
    }
}
