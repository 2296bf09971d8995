using System.Text;
using Microsoft.Extensions.Options;

namespace Verifiers.Api.Security;

/// <summary>
/// What the log says of a fault. The message of an exception may quote what it failed on, and that may be a completion; so the types and
/// the stacks are written, and messages only where <c>Security:CompletionsInLog</c> allows it.
/// </summary>
internal sealed class FaultText(IOptions<SecuritySettings> settings)
{
    private const int MostCharacters = 4096;

    /// <summary>Whether completions may stand in the log.</summary>
    public bool ShowsCompletions => settings.Value.CompletionsInLog;

    /// <summary>A fault in words.</summary>
    public string Of(Exception fault)
    {
        if (ShowsCompletions)
            return fault.ToString();
        var text = new StringBuilder();
        for (var (one, depth) = (fault, 0); one is not null && depth < 8; one = one.InnerException, depth++)
            text.Append(depth == 0 ? "" : " ---> ").Append(one.GetType().FullName).AppendLine().Append(one.StackTrace);
        return text.ToString();
    }

    /// <summary>A completion as it may stand in the log: cut, or left out.</summary>
    public string Of(Completion completion) => !ShowsCompletions ? ""
        : completion.Text.Length <= MostCharacters ? completion.Text
        : completion.Text[..MostCharacters] + "…";
}
