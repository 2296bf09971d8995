using Verifiers.Code;
using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox.Tests.Languages;

public abstract class CompilationTests(SandboxFixture sandbox)
{
    [Fact]
    public async Task Equal_sources_are_compiled_once_even_at_the_same_time()
    {
        if (!sandbox.Runner.Runs("c")) return;
        var before = sandbox.Runner.Compilations;
        var run = new CodeRun("c", "#include <stdio.h>\nint main(void) { puts(\"once\"); }", [new StandardInput(""), new StandardInput("")], new RunLimits());
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => sandbox.Runner.AllAsync(run)));
        Assert.All(all, results => Assert.Equal(["once\n", "once\n"], results.Select(result => result.Output())));
        Assert.Equal(before + 1, sandbox.Runner.Compilations);
        await sandbox.Runner.AllAsync(run with { Source = run.Source + " " });
        Assert.Equal(before + 2, sandbox.Runner.Compilations);
    }

    [Fact]
    public async Task A_source_that_does_not_compile_is_not_tried_again()
    {
        if (!sandbox.Runner.Runs("c")) return;
        var before = sandbox.Runner.Compilations;
        var run = new CodeRun("c", "int main(void) { return once; }", [new StandardInput("")], new RunLimits());
        for (var i = 0; i < 3; i++) Assert.Equal(RunOutcome.CompileError, Assert.Single(await sandbox.Runner.AllAsync(run)).Outcome);
        Assert.Equal(before + 1, sandbox.Runner.Compilations);
    }

    [Fact]
    public async Task A_caller_who_leaves_does_not_end_the_compilation_of_others()
    {
        if (!sandbox.Runner.Runs("c")) return;
        using var leaving = new CancellationTokenSource();
        var run = new CodeRun("c", "int main(void) { return 7; }", [new StandardInput("")], new RunLimits());
        await using var first = sandbox.Runner.RunAsync(run, leaving.Token).GetAsyncEnumerator(CancellationToken.None);
        var left = first.MoveNextAsync().AsTask();
        var stays = sandbox.Runner.AllAsync(run);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(7, Assert.Single(await stays).ExitCode);
    }

    [Fact]
    public async Task A_function_cannot_be_called_in_a_language_without_that_mode()
    {
        var run = new CodeRun("c", "int f(int x) { return x; }", [new FunctionCall("f", "[1]")], new RunLimits());
        Assert.Equal(RunOutcome.SandboxFailed, Assert.Single(await sandbox.Runner.AllAsync(run)).Outcome);
    }

    [Fact]
    public async Task What_is_kept_is_bounded_and_the_longest_unused_goes_first()
    {
        var kept = new CompiledPrograms(capacity: 10_000);
        var made = new List<string>();
        foreach (var key in new[] { "a", "b", "a", "c", "a", "b" }) await kept.GetAsync(key, () => Make(key));
        Assert.Equal(["a", "b", "c", "b"], made);
        Assert.InRange(kept.Bytes, 1, 10_000);

        Task<Compilation> Make(string key)
        {
            made.Add(key);
            return Task.FromResult(new Compilation(Failure: null, new byte[3_000]));
        }
    }

    [Fact]
    public async Task A_fault_of_ours_is_not_kept()
    {
        var kept = new CompiledPrograms(capacity: 10_000);
        var fault = new Compilation(new InvocationResult { Outcome = RunOutcome.SandboxFailed }, Program: null);
        Assert.Same(fault, await kept.GetAsync("a", () => Task.FromResult(fault)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept.GetAsync("a", () => throw new InvalidOperationException()));
        Assert.Null((await kept.GetAsync("a", () => Task.FromResult(new Compilation(Failure: null, [1])))).Failure);
    }

    [Theory]
    [InlineData("public class Main { public static void main(String[] a) {} }", "Main.java", "Main")]
    [InlineData("class A { static class B { void main(int x) {} } } public class C { public static void main(String... a) {} }", "C.java", "C")]
    [InlineData("public interface I { int f(); } class Go { public static void main(String[] a) {} }", "I.java", "Go")]
    [InlineData("package a.b; import java.util.*; @SuppressWarnings(\"class X {\") final class Y { static void main(String[] a) {} }", "Y.java", "a.b.Y")]
    [InlineData("// public class No { \n/* class Neither { */ class Yes { char c = '{'; String s = \"}\"; public static void main(String[] a) {} }", "Yes.java", "Yes")]
    [InlineData("record P(int x) {} enum E { A } class M { void main() {} public static void main(String[] a) {} }", "M.java", "M")]
    [InlineData("class", "Main.java", "Main")]
    [InlineData("class ../../x { void main(String[] a) {} }", "Main.java", ".")]
    [InlineData("public class \"unfinished", "Main.java", "Main")]
    public void A_java_source_names_its_file_and_its_main_class(string source, string file, string main) =>
        Assert.Equal(new ProgramNames(file, main), JavaNames.Read(source));
}

public sealed class CompilationTestsOnBubblewrap(BubblewrapFixture sandbox) : CompilationTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class CompilationTestsOnDocker(DockerFixture sandbox) : CompilationTests(sandbox), IClassFixture<DockerFixture>;
