using System.Text;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>Short forms of what tests run.</summary>
internal static class Run
{
    public static async Task<List<InvocationResult>> AllAsync(this ICodeRunner runner, CodeRun run)
    {
        var results = new List<InvocationResult>();
        await foreach (var result in runner.RunAsync(run, CancellationToken.None)) results.Add(result);
        return results;
    }

    public static async Task<InvocationResult> ProgramAsync(this ICodeRunner runner, string source, string input = "", RunLimits? limits = null) =>
        Assert.Single(await runner.AllAsync(new CodeRun("python", source, [new StandardInput(input)], limits ?? new RunLimits())));

    public static async Task<InvocationResult> CallAsync(
        this ICodeRunner runner, string source, string name, string arguments = "[]", RunLimits? limits = null) =>
        Assert.Single(await runner.AllAsync(new CodeRun("python", source, [new FunctionCall(name, arguments)], limits ?? new RunLimits())));

    public static string Output(this InvocationResult result) => Encoding.UTF8.GetString(result.StandardOutput.Span);
}
