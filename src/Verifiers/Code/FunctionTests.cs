using System.Text.Json;

namespace Verifiers.Code;

/// <summary>
/// Reads the tests of the mode <c>function</c>: <c>{"args", "expected"}</c> each, or LiveCodeBench's and APPS's lists <c>inputs</c> and
/// <c>outputs</c>.
/// </summary>
internal static class FunctionTests
{
    public static IEnumerable<CodeTest> Read(JsonCursor reference, string functionName)
    {
        if (reference.Optional("compare") is { IsPresent: true } compare)
            throw compare.Refused("belongs to the mode stdin; what functions return is compared as values.");
        return TestLists.Read(reference, test => ReadTest(reference, test, functionName), (input, output) => ReadPair(functionName, input, output));
    }

    private static CodeTest.Function ReadTest(JsonCursor reference, JsonCursor test, string functionName)
    {
        test.Object("args", "expected", "weight");
        var arguments = test.Required("args", "a list of arguments");
        if (arguments.Kind != JsonValueKind.Array)
            throw arguments.Expected("a list of arguments");
        return Create(functionName, arguments.Element.GetRawText(), test.Required("expected", "the expected value")) with
        {
            Weight = TestWeight.Read(reference, test),
        };
    }

    /// <summary>LiveCodeBench: a text with one JSON argument a line, and a JSON text. APPS: a list of arguments, and a value.</summary>
    private static CodeTest.Function ReadPair(string functionName, JsonCursor input, JsonCursor output)
    {
        if (input.Kind == JsonValueKind.Array)
            return Create(functionName, input.Element.GetRawText(), output);
        var lines = input.String("a list of arguments, or a text with one JSON argument a line").Split('\n').Where(line => !string.IsNullOrWhiteSpace(line));
        var arguments = "[" + string.Join(',', lines.Select(line => ParseText(input, line).Element.GetRawText())) + "]";
        return Create(functionName, arguments, output.Kind == JsonValueKind.String ? ParseText(output, output.String()) : output);
    }

    private static CodeTest.Function Create(string functionName, string argumentsJson, JsonCursor expected)
    {
        var json = expected.Element.GetRawText();
        var value = FunctionValueReader.Read(json, out var problem) ?? throw expected.Refused(problem);
        return new CodeTest.Function(functionName, argumentsJson, value, json);
    }

    private static JsonCursor ParseText(JsonCursor place, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = FunctionValueReader.MaxDepth });
            return JsonCursor.At(document.RootElement.Clone(), place.Path);
        }
        catch (JsonException)
        {
            throw place.Refused("expected JSON inside this text.");
        }
    }
}
