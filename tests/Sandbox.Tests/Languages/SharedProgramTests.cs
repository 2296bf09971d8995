namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>Programs that are one with their test, in each language that is installed.</summary>
public abstract class SharedProgramTests(SandboxFixture sandbox)
{
    public static TheoryData<string, string, string, bool> Programs => new()
    {
        { "c", "int f(int x) { return x + 1; }", "#include <assert.h>\nint main(void) { assert(f(1) == 2); }", true },
        { "c", "int f(int x) { return x; }", "#include <assert.h>\nint main(void) { assert(f(1) == 2); }", false },
        { "c", "int f(int x) { return x; }", "int main(int argc, char **argv) { return f(argc) == 1 ? 0 : 1; }", true },
        { "c", "int f(int x) { return x; }", "int main() { return f(1) == 2 ? 0 : 1; }", false },
        { "c", "void __assert_fail(const char *a, const char *b, unsigned c, const char *d) {}\nint f(int x) { return x; }", "#include <assert.h>\nint main(void) { assert(f(1) == 2); return 0; }", false },
        { "cpp", "#define NDEBUG\n#define assert(x)\nint f(int x) { return x; }", "#undef NDEBUG\n#include <cassert>\nint main() { assert(f(1) == 2); }", false },
        { "cpp", "int f(int x) { return x + 1; }", "#include <cassert>\nint main() { char c = '}'; (void)c; /* } */ assert(f(1) == 2); }", true },
        { "go", "package main\nfunc f(x int) int { return x + 1 }", "func main() { if f(1) != 2 { panic(`}`) } }", true },
        { "go", "package main\nfunc f(x int) int { return x }", "func main() { if f(1) != 2 { panic(\"no\") } }", false },
        { "rust", "fn f(x: i32) -> i32 { x + 1 }", "fn main() { let c = '}'; let _ = c; assert_eq!(f(1), 2); }", true },
        { "rust", "fn f<'a>(x: &'a str) -> Result<i32, std::num::ParseIntError> { x.parse() }", "fn main() -> Result<(), std::num::ParseIntError> { f(\"x\")?; Ok(()) }", false },
        { "rust", "fn f<'a>(x: &'a str) -> Result<i32, std::num::ParseIntError> { x.parse() }", "fn main() -> Result<(), std::num::ParseIntError> { f(\"1\")?; Ok(()) }", true },
        { "java", "class Solution { int f(int x) { return x + 1; } public static void main(String[] a) {} }", "class Main { public static void main(String[] args) { assert new Solution().f(1) == 2; } }", true },
        { "java", "class Solution { int f(int x) { return x; } }", "public class Main { public static void main(String[] args) { assert new Solution().f(1) == 2; } }", false },
        { "java", "class Solution { int f(int x) { Runtime.getRuntime().halt(0); return x; } }", "public class Main { public static void main(String[] args) { assert new Solution().f(1) == 2; } }", false },
        { "csharp", "class S { public static int F(int x) => x + 1; }", "class T { static int Main() { return S.F(1) == 2 ? 0 : 1; } }", true },
        { "csharp", "class S { public static int F(int x) => x; }", "class T { static void Main(string[] args) { if (S.F(1) != 2) throw new System.Exception(); } }", false },
        { "csharp", "class S { public static int F(int x) { System.Environment.Exit(0); return x; } }", "class T { static async System.Threading.Tasks.Task Main() { if (S.F(1) != 2) throw new System.Exception(); } }", false },
        { "javascript", "const f = x => x + 1;", "const assert = require('assert');\nassert.strictEqual(f(1), 2);", true },
        { "javascript", "const f = x => x;", "if (f(1) !== 2) throw new Error('no');", false },
        { "javascript", "process.exit = () => {};\nconst f = x => x;", "if (f(1) !== 2) process.exit(1);", false },
        { "javascript", "const f = async x => x;", "f(1).then(x => { if (x !== 2) throw new Error('no'); });", false },
        { "typescript", "const f = (x: number): number => x + 1;", "if (f(1) !== 2) throw new Error('no');", true },
        { "typescript", "const f = (x: number): number => x;", "if (f(1) !== 2) throw new Error('no');", false },
        { "bash", "f() { echo $(($1 + 1)); }", "[ \"$(f 1)\" = 2 ]", true },
        { "bash", "f() { echo $1; }", "[ \"$(f 1)\" = 2 ]", false },
        { "bash", "f() { exit 0; }", "f 1; [ \"$(f 1)\" = 2 ]", false },
        { "python", "def f(x): return x + 1", "assert f(1) == 2", true },
        { "python", "def f(x): return x", "assert f(1) == 2", false },
    };

    [Theory, MemberData(nameof(Programs))]
    public async Task A_program_passes_when_it_reaches_the_end_of_its_test(string language, string program, string test, bool passes)
    {
        var status = await sandbox.Runner.GetStatusAsync(CancellationToken.None);
        if (!status.Languages.ContainsKey(language)) return;
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "program", language, tests = new[] { test } }, program);
        Assert.True(judgement.Verdict == (passes ? Verdict.Correct : Verdict.Incorrect), judgement.ToString() + judgement.Evidence);
        Assert.NotEqual("compile_error", judgement.Reason);
        Assert.Equal([language == "python" ? "second_interpreter" : "weak_isolation"], judgement.Isolations());
    }

    [Fact]
    public async Task A_test_without_a_main_function_is_no_fault_of_the_program()
    {
        var status = await sandbox.Runner.GetStatusAsync(CancellationToken.None);
        if (!status.Languages.ContainsKey("c")) return;
        var judgement = await sandbox.Runner.JudgeAsync(new { mode = "program", language = "c", tests = new[] { "// int main() {}" } }, "int f(void) { return 0; }");
        Assert.Equal(Verdict.Error, judgement.Verdict);
    }
}

public sealed class SharedProgramTestsOnBubblewrap(BubblewrapFixture sandbox) : SharedProgramTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class SharedProgramTestsOnDocker(DockerFixture sandbox) : SharedProgramTests(sandbox), IClassFixture<DockerFixture>;
