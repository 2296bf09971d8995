using System.Text;
using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Api.Compat.SandboxFusion;

/// <summary>The answer of <c>POST /submit</c>.</summary>
/// <param name="Id">As the caller gave it.</param>
/// <param name="Accepted">Whether every test passed.</param>
/// <param name="ExtractedCode">The program found in the completion; empty when there is none.</param>
/// <param name="Tests">Those that were run, in order: up to the first failure unless all were asked for.</param>
internal sealed record SubmitResponse(JsonElement Id, bool Accepted, string ExtractedCode, IReadOnlyList<TestResponse> Tests);

/// <summary>How one test ended.</summary>
/// <param name="Passed">Whether the program ended well and its output is the expected one.</param>
/// <param name="ExecInfo">What the program did.</param>
/// <param name="TestInfo">The test as it was sent, where the request asked for it.</param>
internal sealed record TestResponse(bool Passed, RunCodeResponse ExecInfo, JsonElement? TestInfo);

/// <summary>One test of <c>provided_data</c>.</summary>
/// <param name="Input">What stands on standard input.</param>
/// <param name="Output">The expected standard output.</param>
/// <param name="Whole">The test as it was sent.</param>
internal sealed record SubmittedTest(string Input, byte[] Output, JsonElement Whole)
{
    /// <summary>Reads <c>{"input": {"stdin": …}, "output": {"stdout": …}}</c>, or the same with plain texts.</summary>
    public static SubmittedTest Read(JsonCursor test)
    {
        if (test.Kind != JsonValueKind.Object)
            throw test.Expected("an object with input and output");
        return new(
            Stream(test.Required("input", "what stands on standard input"), "stdin"),
            Encoding.UTF8.GetBytes(Stream(test.Required("output", "the expected standard output"), "stdout")),
            test.Element);
    }

    /// <summary>The comparison is that of the verifier <c>code</c>.</summary>
    public bool IsMetBy(ReadOnlySpan<byte> output) => OutputComparison.Default.FirstMismatch(Output, output) is null;

    private static string Stream(JsonCursor side, string name)
    {
        if (side.Kind != JsonValueKind.Object)
            return side.String($"a text, or an object with {name}");
        foreach (var (field, value) in side.Fields())
        {
            if (field != name)
                throw value.Refused($"expected {name} alone: programs that read or write files are not judged here.");
        }
        return side.Required(name, "a text").String();
    }
}
