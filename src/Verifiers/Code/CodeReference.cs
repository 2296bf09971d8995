using System.Text.Json;

namespace Verifiers.Code;

/// <summary>What a program is judged against: its language, its tests, its limits.</summary>
internal sealed record CodeReference(string Language, IReadOnlyList<CodeTest> Tests, bool GivesPartialCredit, RunLimits Limits)
{
    private const int MaxTests = 10_000;
    private const int MaxNameLength = 200;

    /// <summary>
    /// Reads <c>{"mode"?, "language"?, "tests", "fn_name"?, "compare"?, "credit"?, "limits"?}</c>, or the same with LiveCodeBench's
    /// <c>"inputs"</c> and <c>"outputs"</c> instead of <c>"tests"</c>.
    /// </summary>
    public static CodeReference Read(JsonCursor reference, RunLimits ceiling)
    {
        reference.Object("mode", "language", "tests", "inputs", "outputs", "fn_name", "compare", "checker", "credit", "limits");
        if (reference.Optional("checker") is { IsPresent: true } checker)
            throw checker.Refused("checkers are not available yet; compare is.");
        var functionName = reference.Optional("fn_name") is { IsPresent: true } name ? ReadName(name) : null;
        RefuseModeThatDoesNotFit(reference, functionName);

        var comparison = ReadComparison(reference.Optional("compare"), functionName);
        var tests = new List<CodeTest>();
        foreach (var test in ReadTests(reference, functionName, comparison))
        {
            if (tests.Count == MaxTests)
                throw reference.Refused($"expected at most {MaxTests} tests.");
            tests.Add(test);
        }
        if (tests.Count == 0)
            throw reference.Refused("there are no tests, and passing no test proves nothing.");
        return new CodeReference(
            ReadLanguage(reference.Optional("language")),
            tests,
            reference.Optional("credit") is { IsPresent: true } credit && credit.OneOf("all", "fraction") == "fraction",
            ReadLimits(reference.Optional("limits"), ceiling));
    }

    /// <summary>A word that names no language is a mistake in the data: taken for a language, it would find no program in any completion.</summary>
    private static string ReadLanguage(JsonCursor language) => !language.IsPresent
        ? "python"
        : CodeLanguages.Find(ReadName(language)) ?? throw language.Expected("one of " + string.Join(", ", CodeLanguages.All));

    private static void RefuseModeThatDoesNotFit(JsonCursor reference, string? functionName)
    {
        if (reference.Optional("mode") is not { IsPresent: true } mode)
            return;
        var word = mode.OneOf("stdin", "function", "assert", "program", "files");
        if (word is "assert" or "program" or "files")
            throw mode.Refused($"the mode {word} is not available yet; stdin and function are.");
        if (word == "function" && functionName is null)
            throw new InvalidInputException(reference.Optional("fn_name").Path, "expected the function's name, because the mode is function.");
        if (word == "stdin" && functionName is not null)
            throw reference.Optional("fn_name").Refused("belongs to the mode function, and the mode is stdin.");
    }

    private static OutputComparison ReadComparison(JsonCursor compare, string? functionName)
    {
        if (!compare.IsPresent)
            return OutputComparison.Default;
        if (functionName is not null)
            throw compare.Refused("belongs to the mode stdin; what functions return is compared as values.");
        return OutputComparison.Find(compare.String())
            ?? throw compare.Expected("default, lines, float:E with E from 0 to below 1, tokens, icase, exact or unordered_lines");
    }

    private static IEnumerable<CodeTest> ReadTests(JsonCursor reference, string? functionName, OutputComparison comparison)
    {
        var tests = reference.Optional("tests");
        var inputs = reference.Optional("inputs");
        if (tests.IsPresent == inputs.IsPresent)
            throw reference.Refused("expected tests, or inputs and outputs.");
        if (tests.IsPresent)
        {
            if (reference.Optional("outputs") is { IsPresent: true } stray)
                throw stray.Refused("belongs to inputs, not to tests.");
            return tests.Items("a list of tests").Select(test => functionName is null ? ReadStdin(test, comparison) : ReadFunction(test, functionName));
        }
        var outputs = reference.Required("outputs", "a list as long as inputs").Items("a list as long as inputs").ToList();
        var pairs = inputs.Items("a list of inputs").ToList();
        if (pairs.Count != outputs.Count)
            throw reference.Refused($"there are {pairs.Count} inputs and {outputs.Count} outputs.");
        return pairs.Zip(outputs, (input, output) => functionName is null
            ? new CodeTest.Stdin(input.String(), output.String(), comparison)
            : ReadFunctionPair(functionName, input, output));
    }

    private static CodeTest ReadStdin(JsonCursor test, OutputComparison comparison)
    {
        test.Object("input", "output");
        return new CodeTest.Stdin(
            test.Required("input", "what stands on standard input").String(),
            test.Required("output", "the expected standard output").String(),
            comparison);
    }

    private static CodeTest ReadFunction(JsonCursor test, string functionName)
    {
        test.Object("args", "expected");
        var arguments = test.Required("args", "a list of arguments");
        if (arguments.Kind != JsonValueKind.Array)
            throw arguments.Expected("a list of arguments");
        return FunctionTest(functionName, arguments.Element.GetRawText(), test.Required("expected", "the expected value"));
    }

    /// <summary>LiveCodeBench: a text with one JSON argument a line, and a JSON text. APPS: a list of arguments, and a value.</summary>
    private static CodeTest ReadFunctionPair(string functionName, JsonCursor input, JsonCursor output)
    {
        if (input.Kind == JsonValueKind.Array)
            return FunctionTest(functionName, input.Element.GetRawText(), output);
        var lines = input.String("a list of arguments, or a text with one JSON argument a line").Split('\n').Where(line => !string.IsNullOrWhiteSpace(line));
        var arguments = "[" + string.Join(',', lines.Select(line => ParseText(input, line).Element.GetRawText())) + "]";
        return FunctionTest(functionName, arguments, output.Kind == JsonValueKind.String ? ParseText(output, output.String()) : output);
    }

    private static CodeTest.Function FunctionTest(string functionName, string argumentsJson, JsonCursor expected)
    {
        var json = expected.Element.GetRawText();
        var value = FunctionValueReader.Read(json, out var problem) ?? throw expected.Refused(problem);
        return new CodeTest.Function(functionName, argumentsJson, value, json);
    }

    private static JsonCursor ParseText(JsonCursor place, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = FunctionValueReader.MaxDepth });
            return JsonCursor.At(document.RootElement.Clone(), place.Path);
        }
        catch (JsonException)
        {
            throw place.Refused("expected JSON inside this text.");
        }
    }

    private static RunLimits ReadLimits(JsonCursor limits, RunLimits ceiling)
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
