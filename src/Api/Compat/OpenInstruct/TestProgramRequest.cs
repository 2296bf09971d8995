using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.OpenInstruct;

/// <summary>A program and its tests: <c>{"program", "tests", "max_execution_time"?}</c>.</summary>
/// <param name="Sample">The program as a completion, and its tests as a reference of the verifier <c>code</c>.</param>
/// <param name="TestCount">How many tests there are.</param>
/// <param name="ClientPatience">How long the client waits for an answer.</param>
internal sealed record TestProgramRequest(SampleRequest Sample, int TestCount, TimeSpan ClientPatience)
{
    private const double DefaultSeconds = 1;
    private const double LeastWallSeconds = 10;
    private const int MemoryMiB = 1024;

    /// <summary>Tests are texts of Python, each run by itself.</summary>
    public static TestProgramRequest ReadAsserts(RequestBody body, RunLimits ceiling) =>
        Read(body, ceiling, tests => new() { ["mode"] = "assert", ["tests"] = tests.Select(test => test.Element) });

    /// <summary>Tests are objects with <c>input</c> and <c>output</c>; their other fields are passed over.</summary>
    public static TestProgramRequest ReadStdio(RequestBody body, RunLimits ceiling) =>
        Read(body, ceiling, tests => new()
        {
            ["mode"] = "stdin",
            ["inputs"] = tests.Select(test => test.Required("input", "what stands on standard input").Element),
            ["outputs"] = tests.Select(test => test.Required("output", "the expected standard output").Element),
        });

    private static TestProgramRequest Read(
        RequestBody body, RunLimits ceiling, Func<List<JsonCursor>, Dictionary<string, object>> referenceOf)
    {
        var json = body.Json;
        if (json.Kind != JsonValueKind.Object)
            throw json.Expected("an object");
        var seconds = ForeignProgram.ReadSeconds(json.Optional("max_execution_time"), DefaultSeconds, ceiling);
        var tests = TestList.Read(json.Required("tests", "a list of tests"), body);
        var reference = referenceOf(tests);
        reference["stop"] = "never";
        reference["limits"] = new
        {
            cpu_seconds = seconds,
            wall_seconds = Math.Min(Math.Max(LeastWallSeconds, 5 * seconds), ceiling.EffectiveWallTime.TotalSeconds), // half of the client's patience
            memory_mb = Math.Min(MemoryMiB, ceiling.MemoryMiB),
        };
        var sample = new SampleRequest
        {
            Completion = new(json.Required("program", "a program").String()),
            Reference = JsonCursor.At(JsonSerializer.SerializeToElement(reference), "tests"),
        };
        return new(sample, tests.Count, TimeSpan.FromSeconds(Math.Clamp(10 * seconds, 30, 300)));
    }
}
