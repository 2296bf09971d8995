namespace Verifiers.Code.Assertions;

/// <summary>
/// Reads the tests of the mode <c>assert</c>: texts that end well when the program is right, as in HumanEval and MBPP. How far each
/// is kept from the program is decided here, by the tests alone.
/// </summary>
internal static class AssertTests
{
    private const int MaxLength = 4 << 20;

    public static IEnumerable<CodeTest> Read(JsonCursor reference)
    {
        RefuseStray(reference, "assert", "inputs", "outputs", "fn_name", "compare", "prelude");
        var setUp = reference.Optional("setup") is { IsPresent: true } text ? ReadText(text) : "";
        var entryPoint = reference.Optional("entry_point") is { IsPresent: true } entry ? ReadIdentifier(entry) : null;
        return reference.Required("tests", "a list of tests").Items("a list of tests").Select(test => Choose(setUp, ReadText(test), entryPoint));
    }

    /// <summary>The test in the strongest isolation that carries it.</summary>
    /// <param name="setUp">Text before the test, in the judge.</param>
    /// <param name="test">The test.</param>
    /// <param name="entryPoint">The function under test, which the test may also call <c>candidate</c>.</param>
    private static CodeTest Choose(string setUp, string test, string? entryPoint)
    {
        if (SetUpText.ImportedNames(setUp) is { } imported && AssertionReader.Read(test, imported) is { } assertion)
            return new AssertionTest(setUp, test, assertion, entryPoint);
        return ChooseInterpreter(setUp, test, entryPoint);
    }

    /// <summary>A second interpreter where it carries the test, else the program's own.</summary>
    public static CodeTest ChooseInterpreter(string setUp, string test, string? entryPoint)
    {
        test = WithCheckCalled(setUp, test, entryPoint);
        return TestDemands.Find(setUp) is null && TestDemands.Find(test) is null
            ? new JudgedTest(setUp, test, EntryNames(test, entryPoint))
            : new SharedTest(setUp.Length == 0 ? test : $"{setUp}\n{test}", Before: "");
    }

    /// <summary>HumanEval defines <c>check(candidate)</c> and leaves calling it to the harness.</summary>
    private static string WithCheckCalled(string setUp, string test, string? entryPoint)
    {
        if (entryPoint is null)
            return test;
        var text = $"{setUp}\n{test}";
        var tokens = PythonTokens.Read(text);
        var isDefined = tokens.Index().Any(token => IsWord(text, token.Item, "check") && token.Index > 0 && IsWord(text, tokens[token.Index - 1], "def"));
        var isCalled = tokens.Index().Any(token => IsWord(text, token.Item, "check") && token.Item.Indent == 0 && (token.Index == 0 || tokens[token.Index - 1].Kind == PythonTokenKind.LineEnd));
        return isDefined && !isCalled ? $"{test}\n\ncheck({entryPoint})\n" : test;
    }

    /// <summary>The names that are the program's even where they are builtins: <c>entry_point</c>, and what <c>check(…)</c> is called with.</summary>
    private static IReadOnlyList<string> EntryNames(string test, string? entryPoint)
    {
        var names = new List<string>();
        if (entryPoint is not null)
            names.Add(entryPoint);
        var tokens = PythonTokens.Read(test);
        for (var index = 0; index + 3 < tokens.Count; index++)
        {
            var isCall = IsWord(test, tokens[index], "check") && tokens[index].Indent == 0 && tokens[index + 1].In(test) is "(" && tokens[index + 3].In(test) is ")";
            if (isCall && tokens[index + 2].Kind == PythonTokenKind.Name && (index == 0 || tokens[index - 1].Kind == PythonTokenKind.LineEnd))
                names.Add(tokens[index + 2].In(test).ToString());
        }
        return names;
    }

    private static bool IsWord(string text, PythonToken token, string word) => token.Kind == PythonTokenKind.Name && token.In(text).SequenceEqual(word);

    internal static void RefuseStray(JsonCursor reference, string mode, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (reference.Optional(field) is { IsPresent: true } stray)
                throw stray.Refused($"does not belong to the mode {mode}.");
        }
    }

    internal static string ReadText(JsonCursor text)
    {
        var value = text.String("a text");
        return value.Length <= MaxLength ? value : throw text.Refused($"expected at most {MaxLength} characters.");
    }

    private static string ReadIdentifier(JsonCursor name)
    {
        var text = name.String("a name");
        var isName = text.Length is > 0 and <= 200 && !char.IsAsciiDigit(text[0]) && text.All(c => c == '_' || char.IsLetterOrDigit(c));
        return isName ? text : throw name.Expected("a name of Python");
    }
}
