using System.Security.Cryptography;
using System.Text;
using Verifiers.Code;

namespace Verifiers.Sandbox.Languages;

/// <summary>A program and its test as one text, which prints a word at its end that the program was not told.</summary>
/// <param name="Source">The text.</param>
/// <param name="Token">The word.</param>
/// <param name="MainClass">Where the language starts a class: the test's.</param>
internal sealed record SharedProgramText(string Source, string Token, string? MainClass)
{
    /// <summary>Passed means: it ended well, and the last thing that it wrote is the word.</summary>
    public TestReport Judge(InvocationResult result)
    {
        var endedWell = result is { Outcome: RunOutcome.Exited, ExitCode: 0, Signal: 0 };
        var reachedEnd = Encoding.UTF8.GetString(result.StandardOutput.Span).TrimEnd().EndsWith(Token, StringComparison.Ordinal)
            || result.StandardError.TrimEnd().EndsWith(Token, StringComparison.Ordinal);
        return endedWell && reachedEnd
            ? new TestReport(Passed: true, "passed", "")
            : new TestReport(Passed: false, "runtime_error", endedWell ? "the program ended before the test did" : "the test did not end well");
    }
}

/// <summary>
/// Joins programs and tests, for tests that cannot be kept apart from the program. Behind the test stands an epilogue of ours; where the
/// language has a main function, the test's is renamed and called from one of ours.
/// </summary>
/// <remarks>
/// The word is an HMAC of the texts under a secret of this process: the same texts share one compilation, and no program can compute it.
/// It stands in the text all the same, where a program that looks for it finds it: this is weak isolation, and marked as such.
/// </remarks>
internal sealed class SharedPrograms
{
    private const string Renamed = "verifiers_test_main";
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);

    /// <summary>Runs of one program text each: a test that shares the program is a text of its own.</summary>
    public static IEnumerable<CodeRun> Split(CodeRun run)
    {
        for (var start = 0; start < run.Invocations.Count;)
        {
            var end = start + 1;
            var isShared = run.Invocations[start] is SharedProgram;
            while (!isShared && end < run.Invocations.Count && run.Invocations[end] is not SharedProgram) end++;
            yield return run with { Invocations = [.. run.Invocations.Skip(start).Take(end - start)] };
            start = end;
        }
    }

    /// <summary>The text; null when the test has no main function where the language needs one.</summary>
    public SharedProgramText? Compose(string language, string source, SharedProgram shared)
    {
        var token = TokenOf(language, shared.Before, source, shared.Test);
        var before = shared.Before.Length == 0 ? "" : shared.Before + "\n";
        var (test, mainClass) = language switch
        {
            "python" => ($"{shared.Test}\n__import__('sys').stdout.flush()\n__import__('os').write(1, b'\\n{token}\\n')\n", null),
            "bash" => ($"{shared.Test}\nverifiers_status=$?; [ $verifiers_status = 0 ] || exit $verifiers_status; printf '\\n%s\\n' {token}\n", null),
            "javascript" or "typescript" => ($"{shared.Test}\n;process.on('exit', function (status) {{ if (status === 0) require('fs').writeSync(1, '\\n{token}\\n'); }});\n", null),
            "c" => (InC(shared.Test, token, "#include <stdio.h>\n"), null),
            "cpp" => (InC(shared.Test, token, "#include <cstdio>\n"), null),
            "go" => (InGo(shared.Test, token), null),
            "rust" => (InRust(shared.Test, token), null),
            "java" => (InJava(shared.Test, token), JavaNames.Read(shared.Test).MainClass),
            "csharp" => (InCSharp(shared.Test, token), (string?)null),
            _ => (null, null),
        };
        return test is null ? null : new SharedProgramText($"{Guard(language)}{before}{source}\n{test}", token, mainClass);
    }

    /// <summary>What a program could replace without a trace, and the epilogue rests on.</summary>
    private static string Guard(string language) => language is "javascript" or "typescript"
        ? "for (const name of ['exit', 'reallyExit', 'abort', 'kill', 'on', 'emit']) Object.defineProperty(process, name, { value: process[name], writable: false, configurable: false }); "
        : "";

    /// <summary>The assertions of the test are the library's, and end the process without asking a function that the program could define.</summary>
    private static string? InC(string test, string token, string include)
    {
        if (MainFunction.FindLast(test, "main", hasLifetimes: false, hasRawTexts: false) is not { } main) return null;
        var call = main.Parameters is "" or "void" ? $"{Renamed}()" : $"{Renamed}(argc, argv)";
        var own = $"\nint main(int argc, char **argv) {{ int status = {call}; if (status == 0) {{ printf(\"\\n%s\\n\", \"{token}\"); fflush(stdout); }} return status; }}\n";
        return $"""
            {include}#undef NDEBUG
            #undef main
            #undef assert
            #include <assert.h>
            #undef __assert_fail
            #define __assert_fail(text, file, line, function) __builtin_trap()

            """ + main.Rename(test, Renamed, "\nreturn 0;\n", own);
    }

    /// <summary>The built-in println writes on standard error and needs no import.</summary>
    private static string? InGo(string test, string token) =>
        MainFunction.FindLast(test, "main", hasLifetimes: false, hasRawTexts: true)
            ?.Rename(test, Renamed, "", $"\nfunc main() {{ {Renamed}(); println(\"{token}\") }}\n");

    private static string? InRust(string test, string token)
    {
        if (MainFunction.FindLast(test, "main", hasLifetimes: true, hasRawTexts: false) is not { } main) return null;
        var say = $"::std::println!(\"\\n{token}\");";
        var own = main.Result.Length == 0
            ? $"\nfn main() {{ {Renamed}(); {say} }}\n"
            : $"\nfn main() {main.Result} {{ let result = {Renamed}(); if result.is_ok() {{ {say} }} result }}\n";
        return main.Rename(test, Renamed, "", own);
    }

    private static string? InJava(string test, string token)
    {
        if (MainFunction.FindLast(test, "main", hasLifetimes: false, hasRawTexts: false) is not { } main) return null;
        var call = main.Parameters.Length == 0 ? $"{Renamed}()" : $"{Renamed}(arguments)";
        return main.Rename(test, Renamed, "", $"\npublic static void main(String[] arguments) throws Throwable {{ {call}; System.out.println(\"\\n{token}\"); System.out.flush(); }}\n");
    }

    private static string? InCSharp(string test, string token)
    {
        if (MainFunction.FindLast(test, "Main", hasLifetimes: false, hasRawTexts: false) is not { } main) return null;
        var call = main.Parameters.Length == 0 ? $"{Renamed}()" : $"{Renamed}(arguments)";
        var run = main.Before switch
        {
            "int" => $"var status = {call}; if (status != 0) return status;",
            "void" => $"{call};",
            _ => $"{call}.GetAwaiter().GetResult();", // a Task
        };
        return main.Rename(test, Renamed, "", $"\npublic static int Main(string[] arguments) {{ {run} System.Console.Out.Write(\"\\n{token}\\n\"); System.Console.Out.Flush(); return 0; }}\n");
    }

    private string TokenOf(params ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            hash.AppendData(BitConverter.GetBytes(bytes.LongLength)); // so that no two lists read the same
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }
}
