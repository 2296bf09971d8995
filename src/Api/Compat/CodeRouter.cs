using System.Text;
using System.Text.Json;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat;

/// <summary>open-r1's routers for E2B and Morph: <c>POST /execute_batch</c>, where a script's result is the value of its last expression.</summary>
/// <remarks>
/// A script that gave no value, and a fault of ours, are <c>"text": null</c> with the reason in <c>exception_str</c>: open-r1 makes None of
/// it, which leaves the sample out. What a script runs inside itself could forge its value, as in the sandboxes that it was written for.
/// </remarks>
internal static class CodeRouter
{
    private const double DefaultSeconds = 30;
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(30);
    private const string ScriptName = "script.py";
    private const string ValueName = "value.txt";

    /// <summary>As a notebook does it: indentation that the whole script shares is no mistake.</summary>
    private const string Notebook = """
        import ast, textwrap
        with open("script.py", encoding="utf-8") as file:
            source = file.read()
        try:
            tree = ast.parse(source)
        except IndentationError:
            tree = ast.parse(textwrap.dedent(source))
        last = tree.body.pop().value if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        names = {"__name__": "__main__"}
        exec(compile(tree, "script.py", "exec"), names)
        if last is not None:
            value = eval(compile(ast.Expression(last), "script.py", "eval"), names)
            if value is not None:
                with open("value.txt", "w", encoding="utf-8") as file:
                    file.write(repr(value))
        """;

    public static void MapCodeRouter(this IEndpointRouteBuilder routes) => routes
        .MapPost("/execute_batch", ExecuteAsync).WithName("ExecuteBatch").WithTags("open-r1").WithSummary("Runs scripts and gives their values; as open-r1's router.");

    private static async Task<IResult> ExecuteAsync(
        HttpContext http, ServiceLimits limits, Admission admission, ForeignPrograms programs, CancellationToken cancellationToken)
    {
        using var body = await RequestBody.ReadAsync(http.Request, limits, admission, cancellationToken);
        var scripts = body.Json.Required("scripts", "a list of scripts").Items("a list of scripts").ToList();
        if (scripts.Count > limits.MaxSamples)
            throw body.Json.Refused($"expected at most {limits.MaxSamples} scripts.");
        CheckLanguages(body.Json, scripts.Count);
        var most = programs.Ceiling.CpuTime.TotalSeconds;
        var seconds = Math.Min(body.Json.Optional("timeout").NumberOr(DefaultSeconds, 0.01, double.MaxValue), most); // it is how long a sandbox lives
        var runLimits = programs.Limits(TimeSpan.FromSeconds(seconds), _slack, memoryMiB: null);
        var runs = scripts.Select(script => new ForeignProgram(RunOf(script, limits, runLimits), body.Json, body.Json)).ToList();
        using var admitted = await programs.AdmitAsync(
            "open-r1", Math.Max(runs.Count, 1), runs.Sum(run => run.ExpectedSeconds), clientWaits: null, cancellationToken);
        return ForeignJson.Answer(await Task.WhenAll(runs.Select(run => AnswerAsync(run, programs, admitted))));
    }

    private static void CheckLanguages(JsonCursor json, int count)
    {
        var languages = json.Optional("languages").IsPresent ? json.Optional("languages").Items("a list of languages").ToList() : [];
        if (json.Optional("language") is { IsPresent: true } one)
            languages.Add(one);
        if (languages.Count > count + 1)
            throw json.Optional("languages").Expected("a language for each script");
        foreach (var language in languages)
        {
            if (language.String() != "python")
                throw language.Expected("python, the only language of which a script has a value here");
        }
    }

    private static ProgramRun RunOf(JsonCursor script, ServiceLimits limits, RunLimits runLimits)
    {
        var text = script.String("a script");
        if (text.Length > limits.MaxCompletionLength)
            throw script.Refused(limits.CompletionTooLong);
        return new ProgramRun
        {
            Language = "python",
            Source = Notebook,
            Files = [new ProgramFile(ScriptName, Encoding.UTF8.GetBytes(text))],
            Fetch = [ValueName],
            FetchBytes = 1 << 16,
            Limits = runLimits,
        };
    }

    private static async Task<ScriptResult> AnswerAsync(ForeignProgram script, ForeignPrograms programs, AdmittedPrograms admitted)
    {
        try
        {
            var ended = await programs.RunAsync(admitted, script);
            return ScriptResult.Of(ended.Run!, ended.Files.FirstOrDefault(file => file.Problem is null));
        }
        catch (RefusedException fault)
        {
            return new ScriptResult(Text: null, Execution: null, fault.Message);
        }
    }

    /// <summary>What became of a script: E2B's client reads <c>execution</c>, Morph's <c>text</c>.</summary>
    private sealed record ScriptResult(string? Text, object? Execution, string? ExceptionStr)
    {
        public static ScriptResult Of(InvocationResult run, FetchedFile? value)
        {
            var endedWell = run is { Outcome: RunOutcome.Exited, ExitCode: 0, Signal: 0 };
            if (!endedWell && run.Outcome is not (RunOutcome.Exited or RunOutcome.CompileError))
                return new(Text: null, Execution: null, $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(run.Outcome.ToString())}: {run.StandardError}");
            var text = endedWell && value is not null ? Encoding.UTF8.GetString(value.Content.Span) : null;
            var execution = new
            {
                results = text is null ? [] : new[] { new { text, is_main_result = true } },
                logs = new { stdout = new[] { Encoding.UTF8.GetString(run.StandardOutput.Span) }, stderr = new[] { run.StandardError } },
                error = endedWell ? null : new { name = "Error", value = LastLine(run.StandardError), traceback = run.StandardError },
                execution_count = 1,
            };
            return new(text, execution, endedWell ? null : LastLine(run.StandardError));
        }

        private static string LastLine(string text) => text.TrimEnd('\n').Split('\n')[^1];
    }
}
