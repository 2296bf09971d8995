using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat;

/// <summary>judge0 as ms-swift asks it: <c>POST /submissions/?wait=true</c>, answered with 201 when the program has been judged.</summary>
internal static class Judge0
{
    private const double DefaultSeconds = 5;
    private const int LeastMemoryMiB = 16;
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(10);

    /// <summary>judge0's numbers; several versions of a language are one here.</summary>
    private static readonly Dictionary<int, string> _languages = new()
    {
        [46] = "bash",
        [48] = "c",
        [49] = "c",
        [50] = "c",
        [51] = "csharp",
        [52] = "cpp",
        [53] = "cpp",
        [54] = "cpp",
        [60] = "go",
        [62] = "java",
        [63] = "javascript",
        [71] = "python",
        [73] = "rust",
        [74] = "typescript",
    };

    public static void MapJudge0(this IEndpointRouteBuilder routes) => routes
        .MapPost("/submissions", SubmitAsync).WithName("Judge0Submission").WithTags("judge0").WithSummary("Judges one program by one output; as judge0.")
        .SayRefusals(Say);

    private static async Task<IResult> SubmitAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignPrograms programs, CancellationToken cancellationToken)
    {
        if (http.Request.Query["wait"] != "true")
            throw new InvalidInputException("wait", "expected ?wait=true: this service keeps no submissions to be asked for later.");
        if (http.Request.Query["base64_encoded"] == "true")
            throw new InvalidInputException("base64_encoded", "expected plain texts.");
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var json = body.Json;
        var language = json.Required("language_id", "the number of a language");
        var (program, expected) = Read(json, language, limits, programs);
        using var admitted = await programs.AdmitAsync("judge0", 1, program.ExpectedSeconds, clientWaits: null, cancellationToken);
        var result = await programs.RunAsync(admitted, program);
        var ended = result.Run ?? result.Compilation!;
        var (id, description) = StatusOf(result, expected);
        return ForeignJson.Answer(
            new
            {
                token = http.TraceIdentifier,
                stdout = NullIfEmpty(Encoding.UTF8.GetString(ended.StandardOutput.Span)),
                stderr = result.Run is null ? null : NullIfEmpty(ended.StandardError),
                compile_output = NullIfEmpty(result.Compilation?.StandardError ?? ""),
                message = (string?)null,
                time = ended.CpuTime.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture),
                memory = ended.PeakMemoryKiB,
                status = new { id, description },
            },
            StatusCodes.Status201Created);
    }

    private static (ForeignProgram Program, byte[]? Expected) Read(JsonCursor json, JsonCursor language, ServiceLimits limits, ForeignPrograms programs)
    {
        var source = json.Required("source_code", "the program");
        var ceiling = programs.Ceiling;
        var seconds = json.Optional("cpu_time_limit").NumberOr(Math.Min(DefaultSeconds, ceiling.CpuTime.TotalSeconds), 0.01, ceiling.CpuTime.TotalSeconds);
        var memory = json.Optional("memory_limit").NumberOr(0, 0, ceiling.MemoryMiB * 1024.0); // KiB
        var program = new ProgramRun
        {
            Language = _languages.GetValueOrDefault(language.Integer(1, int.MaxValue))
                ?? throw language.Expected($"one of {string.Join(", ", _languages.Select(known => $"{known.Key} ({known.Value})"))}"),
            Source = source.String(),
            Input = json.Optional("stdin").StringOr("")!,
            Limits = programs.Limits(TimeSpan.FromSeconds(seconds), _slack, memory > 0 ? Math.Max(LeastMemoryMiB, (int)Math.Ceiling(memory / 1024)) : null),
        };
        if (program.Source.Length > limits.MaxCompletionLength)
            throw source.Refused(limits.CompletionTooLong);
        return (new(program, language, json), json.Optional("expected_output") is { IsPresent: true } expected ? Encoding.UTF8.GetBytes(expected.String()) : null);
    }

    /// <summary>judge0's statuses; output is compared as the verifier <c>code</c> does.</summary>
    private static (int Id, string Description) StatusOf(ProgramResult result, byte[]? expected) => result.Run switch
    {
        null or { Outcome: RunOutcome.CompileError } => (6, "Compilation Error"),
        { Outcome: RunOutcome.TimeLimit } => (5, "Time Limit Exceeded"),
        { Outcome: RunOutcome.FileLimit or RunOutcome.OutputLimit } or { Signal: 25 } => (8, "Runtime Error (SIGXFSZ)"),
        { Outcome: not RunOutcome.Exited } => (12, "Runtime Error (Other)"),
        { Signal: 11 } => (7, "Runtime Error (SIGSEGV)"),
        { Signal: 8 } => (9, "Runtime Error (SIGFPE)"),
        { Signal: 6 } => (10, "Runtime Error (SIGABRT)"),
        { Signal: not 0 } => (12, "Runtime Error (Other)"),
        { ExitCode: not 0 } => (11, "Runtime Error (NZEC)"),
        { } run => expected is null || OutputComparison.Default.FirstMismatch(expected, run.StandardOutput.Span) is null ? (3, "Accepted") : (4, "Wrong Answer"),
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    private static IResult Say(ProblemDetails problem) => problem is HttpValidationProblemDetails invalid
        ? ForeignJson.Answer(invalid.Errors, StatusCodes.Status422UnprocessableEntity)
        : ForeignJson.Answer(new { error = problem.Detail }, problem.Status);
}
