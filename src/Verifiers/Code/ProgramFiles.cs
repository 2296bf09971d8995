using static System.FormattableString;

namespace Verifiers.Code;

/// <summary>Which files may be laid out for a program: the one place where that is decided.</summary>
public static class ProgramFiles
{
    /// <summary>Files of one run.</summary>
    public const int MostFiles = 2_000;

    /// <summary>Bytes of all files of one run.</summary>
    public const int MostBytes = 16 << 20;

    private const int LongestPath = 255;
    private const int LongestPart = 120;
    private const int MostParts = 24;

    /// <summary>Why a path cannot be used; null when it can: relative, slashes, no <c>.</c> or <c>..</c>, no control characters.</summary>
    public static string? FindPathFault(string path)
    {
        if (path.Length is 0 or > LongestPath)
            return Invariant($"a path has 1 to {LongestPath} characters");
        if (path[0] == '/')
            return "the path is absolute";
        foreach (var character in path)
        {
            if (char.IsControl(character) || char.IsSurrogate(character) || character is '\\' or '\u2028' or '\u2029')
                return "the path holds a character that is not allowed";
        }
        var parts = path.Split('/');
        if (parts.Length > MostParts)
            return Invariant($"the path has more than {MostParts} parts");
        foreach (var part in parts)
        {
            if (part.Length is 0 or > LongestPart)
                return "the path has an empty or too long part";
            if (part is "." or "..")
                return "the path leads out of its folder or to itself";
        }
        return null;
    }

    /// <summary>Why these files cannot be laid out together; null when they can.</summary>
    public static string? FindFault(IReadOnlyCollection<ProgramFile> files)
    {
        if (files.Count > MostFiles)
            return Invariant($"there are more than {MostFiles} files");
        long bytes = 0;
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (FindPathFault(file.Path) is { } fault)
                return fault;
            if (!paths.Add(file.Path))
                return "there are two files with one path";
            bytes += file.Content.Length;
            if (bytes > MostBytes)
                return Invariant($"the files hold more than {MostBytes} bytes");
        }
        foreach (var path in paths)
        {
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
            {
                if (paths.Contains(path[..slash]))
                    return "a file stands where a folder has to be";
            }
        }
        return null;
    }
}
