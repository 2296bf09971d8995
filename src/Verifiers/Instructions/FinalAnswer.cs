namespace Verifiers.Instructions;

/// <summary>The part of a completion that instructions are about: what comes after the thoughts, without answer tags.</summary>
internal static class FinalAnswer
{
    /// <summary>Everything after the last <c>&lt;/think&gt;</c>; nothing when thoughts are opened at the start and never closed.</summary>
    public static string Of(string completion)
    {
        const string Opened = "<think>";
        const string Closed = "</think>";
        var closed = completion.LastIndexOf(Closed, StringComparison.Ordinal);
        if (closed < 0 && completion.AsSpan().TrimStart().StartsWith(Opened, StringComparison.Ordinal))
            return "";
        var answer = closed < 0 ? completion : completion[(closed + Closed.Length)..];
        return answer.Replace("<answer>", "", StringComparison.Ordinal).Replace("</answer>", "", StringComparison.Ordinal);
    }
}
