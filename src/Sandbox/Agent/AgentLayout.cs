namespace Verifiers.Sandbox.Agent;

/// <summary>Files that stand on the disk of an invocation before its program begins, and files to fetch when it has ended.</summary>
/// <param name="Root">The folder that paths are relative to, where the program begins; it is made.</param>
/// <param name="Files">Checked paths: relative, without links, none below another.</param>
/// <param name="Arguments">Of a Python program; a command has its own.</param>
/// <param name="Fetch">Paths of files to fetch; the last part may hold stars. With any, the program runs as a child.</param>
/// <param name="FetchBytes">The most that all fetched files may hold together.</param>
internal sealed record AgentLayout(
    string Root, IReadOnlyList<AgentFile> Files, IReadOnlyList<string> Arguments, IReadOnlyList<string> Fetch, long FetchBytes)
{
    /// <summary>Room for the header that stands before what was fetched.</summary>
    public const int HeaderBytes = 1 << 18;
}

/// <summary>One file to lay out.</summary>
internal sealed record AgentFile(string Path, byte[] Data, bool Executable);

/// <summary>The header of what was fetched.</summary>
/// <param name="Status">The program's wait status.</param>
/// <param name="Reported">The letter of the program's own report, or null.</param>
/// <param name="Files">What was fetched; the bytes follow in this order.</param>
internal sealed record AgentFetched(int Status, string? Reported, IReadOnlyList<AgentFetchedFile> Files);

/// <summary>One fetched file.</summary>
/// <param name="Path">Where it stood.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Problem">Why there are none: <c>missing</c>, <c>not_a_file</c>, <c>too_large</c>; or null.</param>
internal sealed record AgentFetchedFile(string Path, int Size, string? Problem);
