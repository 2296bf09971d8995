using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>The code verifier over a sandbox, as the service has it.</summary>
internal static class Judging
{
    public static async Task<Judgement> JudgeAsync(this ICodeRunner runner, object reference, string program, string weakIsolation = "allow")
    {
        var options = JsonSerializer.SerializeToElement(new { whole_text = true, weak_isolation = weakIsolation });
        var prepared = new CodeVerifier(runner).Prepare(JsonCursor.At(JsonSerializer.SerializeToElement(reference), "reference"), JsonCursor.At(options, "options"));
        return await prepared.JudgeAsync(new Completion(program), CancellationToken.None);
    }

    /// <summary>The reason that a label stands for.</summary>
    public static string ReasonOf(string label) => label switch
    {
        "pass" => "passed",
        "timeout" => "time_limit",
        "memory" => "memory_limit",
        _ => label,
    };

    /// <summary>How each test of the judgement was kept from the program.</summary>
    public static IReadOnlyList<string> Isolations(this Judgement judgement) => [.. ((CodeEvidence)judgement.Evidence!).Tests.Select(test => test.Isolation)];
}
