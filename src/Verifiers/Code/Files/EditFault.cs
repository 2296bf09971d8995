namespace Verifiers.Code.Files;

/// <summary>Why an answer's files cannot be made: a verdict about the answer.</summary>
/// <param name="Reason">A stable code: <c>patch_failed</c> or <c>bad_path</c>.</param>
/// <param name="Sentence">The same in words, with path, hunk and line.</param>
internal sealed record EditFault(string Reason, string Sentence)
{
    public static EditFault BadPath(string path, string fault) => new("bad_path", $"The path '{Shown(path)}' cannot be used: {fault}.");

    public static EditFault Patch(string sentence) => new("patch_failed", sentence);

    public static string Shown(string path) => path.Length <= 100 ? path : string.Concat(path.AsSpan(0, 100), "…");
}
