using Verifiers.Code;
using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>What was prepared for compilers is taken by them, changes nothing that they make, and cannot be changed by a job.</summary>
public abstract class PreparedTests(SandboxFixture sandbox)
{
    private const string Begins = "#include <bits/stdc++.h>\nint main() { std::map<int, int> m; std::cin >> m[0]; std::sort(&m[0], &m[0] + 1); std::cout << m.size() << '\\n'; }\n";

    [Fact]
    public async Task A_program_that_begins_with_the_standard_headers_takes_the_prepared_ones_and_stays_the_same()
    {
        if (!await IsPreparedAsync("cpp/bits/stdc++.h.gch")) return;
        Assert.Equal("taken\nthe same\n", await CompileTwiceAsync(Begins));
    }

    [Theory]
    [InlineData("#define _GLIBCXX_DEBUG\n")]
    [InlineData("#pragma GCC optimize(\"O3,unroll-loops\")\n")]
    [InlineData("#pragma GCC target(\"avx2\")\n")]
    [InlineData("#include <cstdio>\n")]
    [InlineData("namespace std { struct mine; }\n")]
    public async Task What_changes_the_headers_keeps_a_program_from_the_prepared_ones(string before)
    {
        if (!await IsPreparedAsync("cpp/bits/stdc++.h.gch")) return;
        Assert.Equal("left\nthe same\n", await CompileTwiceAsync(before + Begins));
    }

    [Fact]
    public async Task The_java_compiler_takes_its_prepared_classes()
    {
        if (!await IsPreparedAsync("java/javac.jsa")) return;
        var options = string.Join(' ', Java.Description.Compile!.Arguments.Where(argument => argument.StartsWith("-J-X", StringComparison.Ordinal)));
        var output = await BashAsync($"javac -J-XX:SharedArchiveFile=/prepared/java/javac.jsa -J-Xlog:class+load {options} --help | grep -c 'com.sun.tools.javac.*shared objects file (top)'");
        Assert.True(int.Parse(output, System.Globalization.CultureInfo.InvariantCulture) > 20, output);
    }

    [Fact]
    public async Task The_go_compiler_takes_the_prepared_library()
    {
        if (!await IsPreparedAsync("go") || !sandbox.Runner.Runs("go")) return;
        var run = new CodeRun("go", "package main\nimport \"net/http\"\nfunc main() { println(http.StatusText(404)) }", [new StandardInput("")], new RunLimits());
        var compiled = await BashAsync($"""
            cat > solution.go <<'END'
            {run.Source}
            END
            export {string.Join(' ', Go.Description.Environment.Select(variable => $"{variable.Key}={variable.Value}"))} GOFLAGS=-x
            bash {string.Join(' ', Go.Description.Compile!.Arguments.Skip(1).SkipLast(1).Select(Quote))} /tmp/solution.go 2>&1 | grep -c '/compile .* -p '
            """);
        Assert.Equal("1\n", compiled); // the program itself
        Assert.Equal("Not Found\n", Assert.Single(await sandbox.Runner.AllAsync(run)).StandardError);
    }

    [Fact]
    public async Task A_job_cannot_change_what_was_prepared()
    {
        if (!await IsPreparedAsync("")) return;
        Assert.Equal("", await BashAsync("""
            for file in $(find /prepared); do
              [ -w "$file" ] && echo "$file"
              mv "$file" "$file.old" && echo "moved $file"
              chmod 777 "$file" && echo "changed $file"
            done 2> /dev/null
            touch /prepared/new 2> /dev/null && echo made
            true
            """));
    }

    /// <summary>With the prepared folder and without: whether the compiler took it, and whether the programs differ.</summary>
    private Task<string> CompileTwiceAsync(string source)
    {
        var command = string.Join(' ', Cpp.Description.Compile!.Arguments.Select(argument => argument == "{source}" ? "solution.cpp" : argument));
        return BashAsync($"""
            cat > solution.cpp <<'END'
            {source}
            END
            {command} -H 2> log; grep -q '^! /prepared/cpp/' log && echo taken || echo left
            mv solution.out first
            {command.Replace("-I/prepared/cpp ", "", StringComparison.Ordinal)} && cmp first solution.out && echo the same
            """);
    }

    private async Task<bool> IsPreparedAsync(string path) =>
        sandbox.Runner.Runs("bash") && await BashAsync($"[ -e /prepared/{path} ] && echo yes || echo no") == "yes\n";

    private async Task<string> BashAsync(string script)
    {
        var limits = new RunLimits { CpuTime = TimeSpan.FromSeconds(60), MemoryMiB = 2048, FileSizeMiB = 128, Processes = 128 };
        var result = Assert.Single(await sandbox.Runner.AllAsync(new CodeRun("bash", script, [new StandardInput("")], limits)));
        Assert.Equal((RunOutcome.Exited, null), (result.Outcome, result.Fault));
        return result.Output();
    }

    private static string Quote(string argument) => $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}

public sealed class PreparedTestsOnBubblewrap(BubblewrapFixture sandbox) : PreparedTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class PreparedTestsOnDocker(DockerFixture sandbox) : PreparedTests(sandbox), IClassFixture<DockerFixture>
{
    private readonly DockerFixture _sandbox = sandbox;

    [Fact]
    public async Task The_image_has_every_language()
    {
        var status = await _sandbox.Runner.GetStatusAsync(CancellationToken.None);
        Assert.Empty(status.MissingLanguages);
        Assert.Equal(LanguageCatalog.All.Select(language => language.Name).Append("python").Order(), status.Languages.Keys.Order());
        Assert.Equal(status.Languages, status.Launchers.Single(launcher => launcher.Works).Languages);
    }
}
