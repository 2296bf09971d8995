using System.Diagnostics;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>Sources that are hostile to their compiler: each ends within bounds, in a verdict, and brings nothing of the host into it.</summary>
public abstract class SourceTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    private readonly SandboxFixture _sandbox = sandbox;

    [Theory]
    [InlineData("#include \"/dev/random\"\nint main() {}")]
    [InlineData("#include \"/dev/zero\"\nint main() {}")]
    [InlineData("#include </etc/shadow>\nint main() {}")]
    [InlineData("#include \"/run/cgroup/0/cgroup.procs\"\nint main() {}")]
    [InlineData("#include __FILE__\n#include __FILE__\nint main() {}")]
    [InlineData("template<int N> struct A { A<N - 1> a; A<N - 2> b; static constexpr long v = A<N - 1>::v + A<N - 2>::v; }; int main() { return A<1000000>::v; }")]
    [InlineData("template<class T> struct B { using t = typename B<B<T>>::t; }; B<int>::t x; int main() {}")]
    [InlineData("char all[1L << 36] = {1}; int main() {}")]
    [InlineData("__asm__(\".fill 0x7fffffff, 1, 1\"); int main() {}")]
    [InlineData("__asm__(\".incbin \\\"/etc/passwd\\\"\"); int main() {}")]
    public async Task A_hostile_source_does_not_compile_and_harms_nobody(string source)
    {
        var started = Stopwatch.StartNew();
        var result = await CompileAsync("cpp", source);
        Assert.Equal(RunOutcome.CompileError, result.Outcome);
        Assert.InRange(result.StandardError.Length, 1, 32 << 10);
        Assert.DoesNotContain("root:", result.StandardError, StringComparison.Ordinal);
        Assert.True(started.Elapsed < TimeSpan.FromSeconds(300), started.Elapsed.ToString());
    }

    [Fact]
    public async Task A_source_that_takes_its_compiler_too_long_does_not_compile()
    {
        const string Source = "constexpr long f(long n) { return n < 2 ? n : f(n - 1) + f(n - 2); } static_assert(f(90) > 0); int main() {}";
        await using var runner = _sandbox.NewRunner(cpuTimeCeiling: TimeSpan.FromSeconds(4));
        Assert.Equal(RunOutcome.Exited, (await runner.ProgramAsync("print()", limits: Tight)).Outcome); // its slot is there before processes are counted
        var result = await CompileAsync("cpp", Source, runner);
        Assert.Equal(RunOutcome.CompileError, result.Outcome);
        Assert.Contains("more than 4 s of CPU time", result.StandardError, StringComparison.Ordinal);
        Assert.Equal(0, runner.Pool!.Replaced);
    }

    [Fact]
    public async Task Many_long_messages_are_cut()
    {
        var result = await CompileAsync("c", string.Concat(Enumerable.Range(0, 100_000).Select(i => $"#warning {new string('w', 100)}\n")) + "int main(void) { return x; }");
        Assert.Equal(RunOutcome.CompileError, result.Outcome);
        Assert.InRange(result.StandardError.Length, 1, 32 << 10);
    }

    [Fact]
    public async Task A_compiled_program_cannot_be_changed_by_running()
    {
        const string Source = """
            #include <fcntl.h>
            #include <stdio.h>
            #include <sys/mman.h>
            #include <sys/stat.h>
            #include <unistd.h>
            int main(void) {
              int file = open("/proc/self/exe", O_RDWR);
              if (file >= 0) puts("opened");
              for (int i = 3; i < 300; i++) if (fcntl(i, F_GETFD) >= 0) printf("descriptor %d\n", i);
              if (chmod("/proc/self/exe", 0777) == 0) puts("changed");
              return 0;
            }
            """;
        if (!_sandbox.Runner.Runs("c")) return;
        var run = new CodeRun("c", Source, [new StandardInput(""), new StandardInput("")], Tight);
        var results = await _sandbox.Runner.AllAsync(run);
        Assert.Equal(["", ""], results.Select(result => result.Output()));
    }

    [Fact]
    public async Task What_a_compiler_writes_is_not_there_for_the_next()
    {
        if (!_sandbox.Runner.Runs("bash")) return;
        var run = new CodeRun("bash", "ls -A /tmp; cat /proc/1/environ | tr '\\0' '\\n' | grep -c =", [new StandardInput("")], Tight);
        var result = Assert.Single(await _sandbox.Runner.AllAsync(run));
        Assert.Equal("solution.sh\n5\n", result.Output());
    }

    private async Task<InvocationResult> CompileAsync(string language, string source, SandboxedCodeRunner? runner = null)
    {
        await RunHostileAsync("print()");
        var status = await _sandbox.Runner.GetStatusAsync(CancellationToken.None);
        Assert.True(status.Languages.ContainsKey(language), $"{language} is not installed: {status.MissingLanguages.GetValueOrDefault(language)}");
        var replaced = _sandbox.Runner.Pool!.Replaced;
        var processes = HostInvariants.Descendants().Count;
        var result = Assert.Single(await (runner ?? _sandbox.Runner).AllAsync(new CodeRun(language, source, [new StandardInput("")], Tight)));
        await RunHostileAsync("print()");
        Assert.Equal(replaced, _sandbox.Runner.Pool!.Replaced);
        Assert.Equal(processes, HostInvariants.Descendants().Count);
        return result;
    }
}

public sealed class SourceTestsOnBubblewrap(BubblewrapFixture sandbox) : SourceTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class SourceTestsOnDocker(DockerFixture sandbox) : SourceTests(sandbox), IClassFixture<DockerFixture>;
