namespace Verifiers.Code;

/// <summary>The two ways to write tests: a list of them, or a list of inputs beside a list of outputs.</summary>
internal static class TestLists
{
    public static IEnumerable<CodeTest> Read(JsonCursor reference, Func<JsonCursor, CodeTest> one, Func<JsonCursor, JsonCursor, CodeTest> pair)
    {
        var tests = reference.Optional("tests");
        var inputs = reference.Optional("inputs");
        if (tests.IsPresent == inputs.IsPresent)
            throw reference.Refused("expected tests, or inputs and outputs.");
        if (tests.IsPresent)
        {
            if (reference.Optional("outputs") is { IsPresent: true } stray)
                throw stray.Refused("belongs to inputs, not to tests.");
            return tests.Items("a list of tests").Select(one);
        }
        var outputs = reference.Required("outputs", "a list as long as inputs").Items("a list as long as inputs").ToList();
        var pairs = inputs.Items("a list of inputs").ToList();
        return pairs.Count == outputs.Count
            ? pairs.Zip(outputs, pair)
            : throw reference.Refused($"there are {pairs.Count} inputs and {outputs.Count} outputs.");
    }
}
