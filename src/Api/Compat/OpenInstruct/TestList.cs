using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat.OpenInstruct;

/// <summary>The tests of a request: a list, the text of a JSON list, or base64 of zlib of a pickled list.</summary>
internal static class TestList
{
    /// <returns>At least one test.</returns>
    /// <exception cref="InvalidInputException">It is none of these, or there is no test.</exception>
    public static List<JsonCursor> Read(JsonCursor tests, ServiceLimits limits)
    {
        if (tests.Kind == JsonValueKind.String)
            tests = PackedTests.TryReadJson(tests, limits) ?? ReadPickle(tests, limits);
        var read = tests.Items("a list of tests, the text of a JSON list, or base64 of zlib of a pickled list").ToList();
        return read.Count > 0 ? read : throw tests.Refused("there are no tests, and passing no test proves nothing.");
    }

    /// <summary>What is pickled is the list itself, or a text that is JSON, as LiveCodeBench has it.</summary>
    private static JsonCursor ReadPickle(JsonCursor packed, ServiceLimits limits)
    {
        var pickle = PackedTests.Unpack(packed, limits);
        byte[] json;
        try
        {
            json = PickleReader.ToJson(pickle.Span, limits);
        }
        catch (FormatException fault)
        {
            throw packed.Refused($"the pickle inside cannot be read: {fault.Message}");
        }
        var value = PackedTests.ReadJson(packed, json, limits);
        return value.Kind == JsonValueKind.String
            ? PackedTests.TryReadJson(value, limits) ?? throw packed.Refused("the pickle inside holds a text that is no JSON.")
            : value;
    }
}
