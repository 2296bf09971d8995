using System.Collections.Frozen;

namespace Verifiers.Code.Assertions;

/// <summary>
/// What a test's own text asks for that no second interpreter can carry: to look into the program's code, to stand in its streams, to
/// derive a class from one of the program's. Such a test has to share the program's interpreter, which is weak isolation.
/// </summary>
/// <remarks>Decided by the test alone, so that no program can choose how it is judged.</remarks>
internal static class TestDemands
{
    /// <summary>Names that reach into the interpreter of the program under test.</summary>
    private static readonly FrozenSet<string> Inward = FrozenSet.ToFrozenSet(
    [
        "redirect_stdout", "redirect_stderr", "capsys", "capfd", "monkeypatch", "mock", "patch", "MagicMock", "inspect", "globals", "gc", "ctypes",
        "__code__", "__globals__", "__closure__", "__defaults__", "__dict__", "__main__", "settrace", "setprofile", "tracemalloc", "asyncio", "await",
    ], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Streams = FrozenSet.ToFrozenSet(["stdin", "stdout", "stderr"], StringComparer.Ordinal);

    /// <summary>The first such demand as a sentence; null when the second interpreter carries the test.</summary>
    public static string? Find(string test)
    {
        var tokens = PythonTokens.Read(test);
        var own = new HashSet<string>(PythonNames.Builtins, StringComparer.Ordinal);
        var isImport = false;
        for (var index = 0; index < tokens.Count; index++)
        {
            var token = tokens[index];
            isImport = token.Kind != PythonTokenKind.LineEnd && (isImport || IsName(test, tokens, index, "import"));
            if (token.Kind != PythonTokenKind.Name)
                continue;
            var name = token.In(test).ToString();
            var previous = index > 0 ? tokens[index - 1].In(test).ToString() : "";
            if (Inward.Contains(name))
                return $"it uses {name}";
            if (Streams.Contains(name) && previous == ".")
                return $"it uses the program's {name}";
            if (name is "input" or "print" && index + 1 < tokens.Count && tokens[index + 1].In(test) is "=" && (previous == "." || IsLineStart(tokens, index)))
                return $"it replaces {name}";
            if (isImport || previous is "class" or "def")
                own.Add(name);
            if (name == "class" && ForeignBase(test, tokens, index, own) is { } foreign)
                return $"it derives a class from {foreign}";
        }
        return null;
    }

    /// <summary><c>class Name(Base, …)</c> where a base is neither a builtin nor the test's own.</summary>
    private static string? ForeignBase(string test, List<PythonToken> tokens, int at, HashSet<string> own)
    {
        if (at + 2 >= tokens.Count || tokens[at + 2].In(test) is not "(")
            return null;
        for (var index = at + 3; index < tokens.Count && tokens[index].In(test) is not ")"; index++)
        {
            var isRoot = tokens[index].Kind == PythonTokenKind.Name && tokens[index - 1].In(test) is "(" or ",";
            if (isRoot && tokens[index + 1].In(test) is not "=" && !own.Contains(tokens[index].In(test).ToString()))
                return tokens[index].In(test).ToString();
        }
        return null;
    }

    private static bool IsLineStart(List<PythonToken> tokens, int index) => index == 0 || tokens[index - 1].Kind == PythonTokenKind.LineEnd;

    private static bool IsName(string test, List<PythonToken> tokens, int index, string name) =>
        tokens[index].Kind == PythonTokenKind.Name && tokens[index].In(test).SequenceEqual(name);
}
