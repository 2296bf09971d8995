using Microsoft.Extensions.Options;

namespace Verifiers.Api.Commands;

/// <summary>
/// What stops a command because of what the operator gave it: a setting out of range, a rubric that is none, a plug-in that does not
/// compile, a port that is taken. The operator needs the sentence, not the stack.
/// </summary>
internal static class UnusableSettings
{
    /// <summary>Whether an exception is of this kind.</summary>
    public static bool Explain(Exception fault) => fault is IOException or OptionsValidationException or InvalidOperationException or FormatException;

    /// <summary>Writes the sentence.</summary>
    /// <returns>The exit status.</returns>
    public static int Write(string command, Exception fault)
    {
        Console.Error.WriteLine($"verifiers {command}: {fault.Message}");
        return 1;
    }
}
