namespace Verifiers.Code.Files;

/// <summary>Which paths an answer may name, and what looks like a path in its text.</summary>
internal static class FilePaths
{
    /// <summary>The folder of the runner's own files and its report.</summary>
    public const string Reserved = ".verifiers";

    /// <summary>Why an answer may not use this path; null when it may.</summary>
    public static string? FindFault(string path)
    {
        if (ProgramFiles.FindPathFault(path) is { } fault)
            return fault;
        var first = path.Split('/')[0];
        return first is Reserved or ".git" ? $"the folder {first} is not the answer's" : null;
    }

    /// <summary>Whether a word is meant as a path: no blanks, and a dot within it or a slash. A bad path is meant as one, too.</summary>
    public static bool LooksLikePath(ReadOnlySpan<char> word)
    {
        if (word.Length is < 2 or > 300 || word[^1] is '.' or '/' || word.StartsWith("http:") || word.StartsWith("https:"))
            return false;
        foreach (var character in word)
        {
            if (!char.IsLetterOrDigit(character) && character is not ('.' or '/' or '_' or '-' or '+' or '@' or '~' or '\\' or '[' or ']' or '$'))
                return false;
        }
        return word.Contains('/') || word[1..].Contains('.') || KnownWithoutDot(word);
    }

    /// <summary>On a fence: <c>python src/a.py</c>, <c>python:src/a.py</c>, <c>src/a.py</c>, <c>python title="src/a.py"</c>.</summary>
    public static string? FindOnFence(string info)
    {
        var words = info.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (var index = 0; index < words.Length; index++)
        {
            var word = words[index].Trim('{', '}', ',').AsSpan();
            var isNamed = word.IndexOf('=') is var equals and > 0 && word[..equals] is "title" or "file" or "filename" or "path" or "name";
            if (isNamed)
                word = word[(word.IndexOf('=') + 1)..];
            else if (index == 0 && word.IndexOf(':') is var colon and > 0)
                word = word[(colon + 1)..];
            else if (index == 0 && CodeLanguages.Find(word.ToString()) is not null)
                continue; // node.js is a language here
            word = word.Trim("\"'`");
            if (LooksLikePath(word))
                return word.ToString();
        }
        return null;
    }

    /// <summary>On the line directly above: <c>src/a.py</c>, <c>**src/a.py**</c>, <c>### `src/a.py`:</c>, <c>File: src/a.py</c>.</summary>
    public static string? FindAbove(string text, int fence)
    {
        var end = fence == 0 ? -1 : text.LastIndexOf('\n', fence - 1);
        if (end <= 0)
            return null;
        var start = text.LastIndexOf('\n', end - 1) + 1;
        return FindInLine(text.AsSpan(start, end - start));
    }

    /// <summary>The path that a line consists of, or null.</summary>
    public static string? FindInLine(ReadOnlySpan<char> line)
    {
        line = line.Trim(" \t\r#*`:");
        foreach (var label in (ReadOnlySpan<string>)["File:", "file:", "Filename:", "filename:", "Path:", "path:"])
        {
            if (line.StartsWith(label))
                line = line[label.Length..].Trim(" \t*`");
        }
        return LooksLikePath(line) ? line.ToString() : null;
    }

    private static bool KnownWithoutDot(ReadOnlySpan<char> word) => word is "Makefile" or "Dockerfile" or "Gemfile" or "Rakefile" or "LICENSE";
}
