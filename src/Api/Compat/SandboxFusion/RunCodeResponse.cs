using Verifiers.Code;

namespace Verifiers.Api.Compat.SandboxFusion;

/// <summary>The answer of <c>POST /run_code</c>.</summary>
/// <param name="Status"><c>Success</c>, <c>Failed</c> or <c>SandboxError</c>.</param>
/// <param name="Message">For a <c>SandboxError</c>, what went wrong.</param>
/// <param name="CompileResult">The compiler's run; null for Python and Bash.</param>
/// <param name="RunResult">The program's run: an object also when it did not compile, for clients read it without asking.</param>
/// <param name="ExecutorPodName">Nothing here.</param>
/// <param name="Files">What was fetched, in base64, by path; files that the program did not leave are absent.</param>
internal sealed record RunCodeResponse(
    string Status, string Message, CommandResult? CompileResult, CommandResult? RunResult, string? ExecutorPodName, IReadOnlyDictionary<string, string> Files)
{
    private static readonly Dictionary<string, string> _noFiles = [];

    public static RunCodeResponse Of(ProgramResult result, RunCodeRequest request)
    {
        var compiled = result.Compilation is { } compilation ? CommandResult.OfCompiler(compilation, request.CompileTimeout) : null;
        var run = compiled is { HasFailed: true } || result.Run is null ? CommandResult.NotRun : CommandResult.Of(result.Run);
        return Of(compiled, run) with
        {
            Files = result.Files.Where(file => file.Problem is null)
                .ToDictionary(file => file.Path, file => Convert.ToBase64String(file.Content.Span), StringComparer.Ordinal),
        };
    }

    /// <summary>The answer without files.</summary>
    public static RunCodeResponse Of(CommandResult? compiled, CommandResult run) =>
        new(compiled is { HasFailed: true } || run.HasFailed ? "Failed" : "Success", "", compiled, run, ExecutorPodName: null, _noFiles);

    /// <summary>A fault of ours.</summary>
    public static RunCodeResponse Error(string message) => new("SandboxError", message, CompileResult: null, RunResult: null, ExecutorPodName: null, _noFiles);
}
