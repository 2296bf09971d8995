using System.Text;
using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.SandboxFusion;

/// <summary>The body of <c>POST /submit</c> with the tests in it: SandboxFusion's <c>CommonOJDataset</c> with <c>provided_data</c>.</summary>
/// <param name="Id">A number or text, echoed.</param>
/// <param name="Completion">Holds the program in a fenced block.</param>
/// <param name="Program">The program's language, in our words.</param>
/// <param name="Language">Where the language stands.</param>
/// <param name="Tests">Input and expected output of each test.</param>
/// <param name="CompileTimeout">What the client allows the compiler, which has limits of its own here.</param>
/// <param name="RunTimeout">CPU time of each test.</param>
/// <param name="RunsAll">Whether the tests behind the first failure are run.</param>
/// <param name="ShowsTests">Whether the answer repeats the tests.</param>
internal sealed record SubmitRequest(
    JsonElement Id, string Completion, string Program, JsonCursor Language, IReadOnlyList<SubmittedTest> Tests, TimeSpan CompileTimeout,
    TimeSpan RunTimeout, bool RunsAll, bool ShowsTests)
{
    private const int MostTests = 10_000;

    /// <exception cref="InvalidInputException">A field is missing, of the wrong type or out of bounds.</exception>
    public static SubmitRequest Read(JsonCursor json, ServiceLimits limits, ForeignPrograms programs)
    {
        if (json.Kind != JsonValueKind.Object)
            throw json.Expected("an object");
        var config = json.Required("config", "an object with the tests in provided_data");
        var kind = config.Optional("dataset_type");
        if (kind.IsPresent && kind.String() is not ("CommonOJ" or "CommonOJDataset"))
            throw kind.Expected("CommonOJDataset, the only kind of data set that this service judges");
        var data = config.Required("provided_data", "an object with the tests: this service keeps no data sets");
        if (data.Kind != JsonValueKind.Object)
            throw data.Expected("an object with the tests in the field test");
        var language = config.Required("language", "the name of a language");
        var extra = config.Optional("extra");
        return new(
            json.Required("id", "a number or a text").Element.Clone(), // outlives the body
            RunCodeRequest.Text(json.Required("completion", "a text"), limits),
            Languages.Read(language),
            language,
            ReadTests(data.Required("test", "a list of tests"), limits),
            RunCodeRequest.Seconds(config.Optional("compile_timeout"), programs.Ceiling),
            RunCodeRequest.Seconds(config.Optional("run_timeout"), programs.Ceiling),
            extra.Optional("run_all_cases").BooleanOr(false),
            extra.Optional("return_full_case").BooleanOr(false));
    }

    /// <summary>How long the client may have to wait at most, for its own limits allow as much.</summary>
    public TimeSpan Patience(ServiceLimits limits)
    {
        var most = CompileTimeout + (RunTimeout * Tests.Count);
        return most < limits.MaxDeadline ? most : limits.MaxDeadline;
    }

    /// <summary>What the program is expected to cost, all tests together.</summary>
    public double ExpectedSeconds(ForeignPrograms programs) => CodeCost.ExpectedSeconds(Program, Tests.Count, LimitsOf(programs));

    /// <summary>Runs the program of the completion against the tests.</summary>
    public async Task<SubmitResponse> JudgeAsync(ForeignPrograms programs, AdmittedPrograms admitted)
    {
        var source = CodeBlockExtractor.Extract(Completion, Program).Source;
        if (source is null)
            return Answer("", [Failed(CommandResult.NotRun with { Stderr = $"There is no complete code block in {Program}." })]);
        var run = new CodeRun(Program, source, [.. Tests.Select(test => new StandardInput(test.Input))], LimitsOf(programs));
        var judged = new List<TestResponse>();
        await foreach (var result in programs.RunAsync(admitted, run, Language))
        {
            if (result.Outcome == RunOutcome.CompileError && Program != "python")
                return Answer(source, [Failed(CommandResult.NotRun, CommandResult.OfCompiler(result, TimeSpan.MaxValue))]);
            var test = Tests[judged.Count];
            var outcome = RunCodeResponse.Of(compiled: null, CommandResult.Of(result).Shortened());
            var passed = outcome.Status == "Success" && test.IsMetBy(result.StandardOutput.Span);
            judged.Add(new(passed, outcome, ShowsTests ? test.Whole.Clone() : null));
            if (!passed && !RunsAll)
                break; // ending the enumeration abandons the tests that have not run
        }
        return judged.Count == Tests.Count || judged is [.., { Passed: false }]
            ? Answer(source, judged)
            : throw ForeignPrograms.Fault("The sandbox returned fewer outcomes than there are tests.");
    }

    private RunLimits LimitsOf(ForeignPrograms programs) => programs.Limits(RunTimeout, CompileTimeout, memoryMiB: null);

    private TestResponse Failed(CommandResult run, CommandResult? compiled = null) =>
        new(Passed: false, RunCodeResponse.Of(compiled, run), ShowsTests ? Tests[0].Whole.Clone() : null);

    /// <summary>With all cases asked for, those that were not run share the last outcome: there is no program to run them with.</summary>
    private SubmitResponse Answer(string source, IReadOnlyList<TestResponse> judged)
    {
        var missing = RunsAll ? Tests.Skip(judged.Count).Select(test => judged[^1] with { TestInfo = ShowsTests ? test.Whole.Clone() : null }) : [];
        return new(Id, judged.Count == Tests.Count && judged.All(test => test.Passed), source, [.. judged, .. missing]);
    }

    private static List<SubmittedTest> ReadTests(JsonCursor tests, ServiceLimits limits)
    {
        if (tests.Kind == JsonValueKind.String) // SandboxFusion's tables hold them as text
            tests = JsonCursor.At(RequestBody.Parse(Encoding.UTF8.GetBytes(tests.String()), limits).RootElement, tests.Path);
        var read = tests.Items("a list of tests").Select(SubmittedTest.Read).ToList();
        return read.Count is >= 1 and <= MostTests
            ? read
            : throw tests.Expected($"1 to {MostTests} tests, for passing none proves nothing");
    }
}
