using Verifiers.Code.Assertions;

namespace Verifiers.Code;

/// <summary>What a program is judged against: its language, its tests, its limits.</summary>
internal sealed record CodeReference(string Language, IReadOnlyList<CodeTest> Tests, bool GivesPartialCredit, RunLimits Limits)
{
    /// <summary>Judges outputs in place of a comparison; null where outputs are compared.</summary>
    public OutputChecker? Checker { get; init; }

    /// <summary>Whether the tests behind the first failure are run.</summary>
    public bool RunsEveryTest { get; init; } = GivesPartialCredit;

    /// <summary>What all tests count for together.</summary>
    public double TotalWeight { get; } = Tests.Sum(test => test.Weight);

    private const int MaxTests = 10_000;
    private const int MaxNameLength = 200;

    /// <summary>
    /// Reads <c>{"mode"?, "language"?, "tests", "fn_name"?, "compare"?, "checker"?, "credit"?, "stop"?, "limits"?}</c>, or the same
    /// with LiveCodeBench's <c>"inputs"</c> and <c>"outputs"</c> instead of <c>"tests"</c>. The modes <c>assert</c> and <c>program</c> have
    /// fields of their own.
    /// </summary>
    public static CodeReference Read(JsonCursor reference, RunLimits ceiling)
    {
        reference.Object(
            "mode", "language", "tests", "inputs", "outputs", "fn_name", "compare", "checker", "credit", "stop", "limits", "setup", "entry_point", "prelude");
        var functionName = reference.Optional("fn_name") is { IsPresent: true } name ? ReadName(name) : null;
        var mode = RefuseModeThatDoesNotFit(reference, functionName);
        var language = ReadLanguage(reference.Optional("language"));

        var tests = new List<CodeTest>();
        foreach (var test in ReadTests(reference, mode, language, functionName))
        {
            if (tests.Count == MaxTests)
                throw reference.Refused($"expected at most {MaxTests} tests.");
            tests.Add(test);
        }
        if (tests.Count == 0)
            throw reference.Refused("there are no tests, and passing no test proves nothing.");
        var givesPartialCredit = reference.Optional("credit") is { IsPresent: true } credit && credit.OneOf("all", "fraction", "weighted") != "all";
        return new CodeReference(
            language,
            tests,
            givesPartialCredit,
            ReadLimits(reference.Optional("limits"), ceiling))
        {
            Checker = ReadChecker(reference, tests, ceiling),
            RunsEveryTest = ReadStop(reference.Optional("stop"), givesPartialCredit),
        };
    }

    private static OutputChecker? ReadChecker(JsonCursor reference, List<CodeTest> tests, RunLimits ceiling)
    {
        var field = reference.Optional("checker");
        if (OutputChecker.Read(field, ceiling) is not { } checker)
            return null;
        if (reference.Optional("compare") is { IsPresent: true } compare)
            throw compare.Refused("there is a checker, which compares in its own way.");
        foreach (var test in tests)
        {
            if (test is not CodeTest.Stdin stdin)
                throw field.Refused("belongs to the mode stdin; what functions return is compared as values.");
            if (checker.IsTooLarge(stdin))
                throw field.Refused($"is given at most {OutputChecker.MostBytes} bytes of input and expected output, and a test has more.");
        }
        return checker;
    }

    private static bool ReadStop(JsonCursor stop, bool givesPartialCredit)
    {
        if (!stop.IsPresent)
            return givesPartialCredit;
        var never = stop.OneOf("first_failure", "never") == "never";
        return givesPartialCredit && !never ? throw stop.Refused("partial credit needs the outcome of every test.") : never;
    }

    private static IEnumerable<CodeTest> ReadTests(JsonCursor reference, string? mode, string language, string? functionName)
    {
        if (functionName is not null && language != "python")
            throw reference.Optional("language").Refused("functions are called in Python only.");
        if (mode == "assert" && language != "python")
            throw reference.Optional("language").Refused("the mode assert is for Python; program is for every language.");
        if (mode is not ("assert" or "program"))
            AssertTests.RefuseStray(reference, mode ?? "stdin", "setup", "entry_point", "prelude");
        return mode switch
        {
            "assert" => AssertTests.Read(reference),
            "program" => ProgramTests.Read(reference, language),
            _ => functionName is null ? StdinTests.Read(reference) : FunctionTests.Read(reference, functionName),
        };
    }

    /// <summary>A word that names no language is a mistake in the data: taken for a language, it would find no program in any completion.</summary>
    internal static string ReadLanguage(JsonCursor language) => !language.IsPresent
        ? "python"
        : CodeLanguages.Find(ReadName(language)) ?? throw language.Expected("one of " + string.Join(", ", CodeLanguages.All));

    private static string? RefuseModeThatDoesNotFit(JsonCursor reference, string? functionName)
    {
        if (reference.Optional("mode") is not { IsPresent: true } mode)
            return null;
        var word = mode.OneOf("stdin", "function", "assert", "program", "files");
        if (word == "function" && functionName is null)
            throw new InvalidInputException(reference.Optional("fn_name").Path, "expected the function's name, because the mode is function.");
        if (word == "stdin" && functionName is not null)
            throw reference.Optional("fn_name").Refused("belongs to the mode function, and the mode is stdin.");
        return word;
    }

    internal static RunLimits ReadLimits(JsonCursor limits, RunLimits ceiling)
    {
        var defaults = new RunLimits();
        if (!limits.IsPresent)
            return defaults;
        limits.Object("cpu_seconds", "wall_seconds", "memory_mb", "output_bytes");
        return defaults with
        {
            CpuTime = limits.Optional("cpu_seconds") is { IsPresent: true } cpu ? TimeSpan.FromSeconds(cpu.Number(0.01, ceiling.CpuTime.TotalSeconds)) : defaults.CpuTime,
            WallTime = limits.Optional("wall_seconds") is { IsPresent: true } wall ? TimeSpan.FromSeconds(wall.Number(0.01, ceiling.EffectiveWallTime.TotalSeconds)) : null,
            MemoryMiB = limits.Optional("memory_mb").IntegerOr(defaults.MemoryMiB, 16, ceiling.MemoryMiB),
            OutputBytes = limits.Optional("output_bytes").IntegerOr(defaults.OutputBytes, 1, ceiling.OutputBytes),
        };
    }

    private static string ReadName(JsonCursor name)
    {
        var text = name.String("a name");
        return text.Length is 0 or > MaxNameLength ? throw name.Expected($"a name of 1 to {MaxNameLength} characters") : text;
    }
}
