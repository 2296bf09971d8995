using System.Text.Json;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat.OpenInstruct;

/// <summary>The tests of a request: a list, the text of a JSON list, or base64 of zlib of a pickled list.</summary>
internal static class TestList
{
    /// <returns>At least one test.</returns>
    /// <exception cref="InvalidInputException">It is none of these, or there is no test.</exception>
    public static List<JsonCursor> Read(JsonCursor tests, RequestBody body)
    {
        if (tests.Kind == JsonValueKind.String)
            tests = PackedTests.TryReadJson(tests, body) ?? ReadPickle(tests, body);
        var read = tests.Items("a list of tests, the text of a JSON list, or base64 of zlib of a pickled list").ToList();
        return read.Count > 0 ? read : throw tests.Refused("there are no tests, and passing no test proves nothing.");
    }

    /// <summary>What is pickled is the list itself, or a text that is JSON, as LiveCodeBench has it.</summary>
    private static JsonCursor ReadPickle(JsonCursor packed, RequestBody body)
    {
        var value = PackedTests.ReadJson(packed, Unpickle(packed, body), body);
        return value.Kind == JsonValueKind.String
            ? PackedTests.TryReadJson(value, body) ?? throw packed.Refused("the pickle inside holds a text that is no JSON.")
            : value;
    }

    /// <summary>The pickle as JSON, for which room is held; what it took to make it is given back.</summary>
    private static ReadOnlyMemory<byte> Unpickle(JsonCursor packed, RequestBody body)
    {
        long passing = 0;
        try
        {
            var pickle = PackedTests.Unpack(packed, body.Limits, HoldForNow);
            return PickleReader.ToJson(pickle.Span, body.Limits, HoldForNow, body.Hold);
        }
        catch (FormatException fault)
        {
            throw packed.Refused($"the pickle inside cannot be read: {fault.Message}");
        }
        finally
        {
            body.Release(passing);
        }

        void HoldForNow(long bytes)
        {
            body.Hold(bytes);
            passing += bytes;
        }
    }
}
