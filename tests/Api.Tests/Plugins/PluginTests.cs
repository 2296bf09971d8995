using System.Text.Json;
using Verifiers.Api.Plugins;
using Verifiers.Code;

namespace Verifiers.Api.Tests.Plugins;

/// <summary>Scripts as verifiers: compiled, refused with file and line, replaced while the service runs, and given back.</summary>
public sealed class PluginTests : IDisposable
{
    private const string Always = """return Verifier("Always right.", (completion, reference, options) => Judgement.Correct("right", "VERSION"), needsReference: false);""";
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal) { "math" };
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-plugins-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("palindrome", """{"min_length": 5}""", "<think>abc</think>Never odd or even", "palindrome")]
    [InlineData("palindrome", """{"min_length": 5}""", "Never odd or odd", "no_palindrome")]
    [InlineData("palindrome", """{"min_length": 50}""", "Never odd or even", "too_short")]
    [InlineData("countdown", """{"target": 24, "numbers": [8, 8, 3, 3]}""", "<answer>8 / (3 - 8 / 3)</answer>", "reached")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<answer>4 * 6 = 24</answer>", "reached")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<answer>24</answer>", "other_numbers")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<answer>6 + 4</answer>", "missed")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<answer>4 ** 6</answer>", "no_expression")]
    [InlineData("countdown", """{"target": 0, "numbers": [4, 0]}""", "<answer>4 / 0</answer>", "no_expression")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "4 * 6", "no_answer")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (2, 'y')", "expected": [[2, "y"], [1, "x"]]}""", "```sql\nSELECT a, b FROM t\n```", "passed")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a, b); INSERT INTO t VALUES (1, 'x'), (2, 'y')", "expected": [[2, "y"], [1, "x"]], "ordered": true}""", "```sql\nSELECT a, b FROM t\n```", "wrong_rows")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "```sql\nSELECT nope FROM t\n```", "sql_error")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "```sql\nINSERT INTO t VALUES (1)\n```", "sql_error")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "```sql\nATTACH '/tmp/stolen.db' AS x\n```", "sql_error")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "```sql\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n\n```", "step_limit")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "SELECT 1", "no_code")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "```sql\nSELECT printf('%.200000000c', 'x')\n```", "wrong_rows")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "```sql\nSELECT zeroblob(1000000000)\n```", "sql_error")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": []}""", "```sql\nWITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000) SELECT zeroblob(40000) FROM n\n```", "too_much_data")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a); INSERT INTO t VALUES (1)", "expected": []}""", "```sql\nPRAGMA query_only=OFF; DELETE FROM t; SELECT a FROM t\n```", "sql_error")]
    [InlineData("sql_tests", """{"schema": "CREATE TABLE t(a)", "expected": [[4]]}""", "```sql\nWITH n(i) AS (SELECT 1 UNION ALL SELECT 3) SELECT sum(i) FROM n\n```", "passed")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<think><answer>4 * 6</answer>", "no_answer")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<think><answer>4 * 6</answer></think>I do not know.", "no_answer")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<think><answer>4 + 6</answer></think><answer>4 * 6</answer>", "reached")]
    [InlineData("countdown", """{"target": 24, "numbers": [8, 6, 4, 2]}""", "<answer>8*6/(4-2) = 99</answer>", "wrong_equation")]
    [InlineData("countdown", """{"target": 24, "numbers": [4, 6]}""", "<answer>4 * 6 = 24 = 25</answer>", "wrong_equation")]
    [InlineData("countdown", """{"target": 24, "numbers": [2, 26]}""", "<answer>-2 + 26</answer>", "reached")]
    [InlineData("countdown", """{"target": -20, "numbers": [4, 5]}""", "<answer>(-4 * 5) = -20</answer>", "reached")]
    public async Task The_examples_judge(string plugin, string reference, string completion, string reason)
    {
        File.Copy(Path.Combine(Examples(), plugin + ".csx"), Path.Combine(_folder, plugin + ".csx"));
        var plugins = Load();
        Assert.Empty(plugins.Problems);
        var verifier = Assert.Single(plugins.Verifiers);
        Assert.Equal(plugin, verifier.Name);
        Assert.Equal(reason, (await JudgeAsync(verifier, completion, reference)).Reason);
    }

    [Theory]
    [InlineData("palindrome", "{}")]
    [InlineData("palindrome", """{"min_length": "5"}""")]
    [InlineData("countdown", """{"target": "24", "numbers": [1]}""")]
    [InlineData("sql_tests", """{"schema": 1, "expected": []}""")]
    public void The_examples_refuse_a_wrong_reference_with_its_path(string plugin, string reference)
    {
        File.Copy(Path.Combine(Examples(), plugin + ".csx"), Path.Combine(_folder, plugin + ".csx"));
        var verifier = Assert.Single(Load().Verifiers);
        var refused = Assert.Throws<InvalidInputException>(() => verifier.Prepare(Cursor(reference), JsonCursor.Absent("options")));
        Assert.Equal("reference", refused.Path);
    }

    [Theory]
    [InlineData("broken", "var x = 1;\nreturn x +;", "broken.csx", "line 2")]
    [InlineData("unknown", "\n\nreturn Verifier(\"x\", NoSuch);", "unknown.csx", "line 3")]
    [InlineData("thrower", "throw new InvalidOperationException(\"boom\");", "thrower.csx", "boom")]
    [InlineData("nothing", "var x = 1;", "nothing.csx", "returns nothing")]
    [InlineData("number", "return 7;", "number.csx", "System.Int32")]
    [InlineData("math", Always, "math.csx", "already")]
    [InlineData("Upper-Case", Always, "Upper-Case.csx", "lower-case")]
    public void What_cannot_be_used_is_named_with_its_place(string name, string text, string file, string place)
    {
        Write(name, text);
        var plugins = Load();
        Assert.Empty(plugins.Verifiers);
        var problem = Assert.Single(plugins.Problems);
        Assert.Contains(file, problem, StringComparison.Ordinal);
        Assert.Contains(place, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_taken_and_a_bad_one_keeps_the_version_before_it()
    {
        Write("own", Always);
        var plugins = Load();
        var first = Assert.Single(plugins.Verifiers);
        plugins.Reload(Taken);
        Assert.Same(first, Assert.Single(plugins.Verifiers));

        Write("own", Always.Replace("VERSION", "second", StringComparison.Ordinal));
        plugins.Reload(Taken);
        var second = Assert.Single(plugins.Verifiers);
        Assert.NotEqual(first.SemanticsVersion, second.SemanticsVersion);
        Assert.Equal("second", (await JudgeAsync(second, "", null)).Explanation);
        Assert.Equal("VERSION", (await JudgeAsync(first, "", null)).Explanation); // a request that began with it ends with it

        Write("own", "return nonsense");
        plugins.Reload(Taken);
        Assert.Same(second, Assert.Single(plugins.Verifiers));
        Assert.Contains("stays in force", Assert.Single(plugins.Problems), StringComparison.Ordinal);
        plugins.Reload(Taken);
        Assert.Contains("stays in force", Assert.Single(plugins.Problems), StringComparison.Ordinal);

        Write("own", Always);
        plugins.Reload(Taken);
        Assert.Empty(plugins.Problems);

        File.Delete(Path.Combine(_folder, "own.csx"));
        plugins.Reload(Taken);
        Assert.Empty(plugins.Verifiers);
    }

    [Fact]
    public async Task A_plugin_that_throws_while_it_judges_is_its_own_fault()
    {
        Write("thrower", """return Verifier("Throws.", (completion, reference, options) => throw new InvalidOperationException("boom"), needsReference: false);""");
        var verifier = Assert.Single(Load().Verifiers);
        await Assert.ThrowsAsync<InvalidOperationException>(() => JudgeAsync(verifier, "", null)); // the engine makes an error of it, never a 0
    }

    /// <summary>VERIFIERS_TEST_RELOADS sets the number; docs/benchmarks.md has the figures for 1,000.</summary>
    [Fact]
    public void Reloads_are_given_back()
    {
        var reloads = int.TryParse(Environment.GetEnvironmentVariable("VERIFIERS_TEST_RELOADS"), out var asked) ? asked : 40;
        var plugins = new PluginFolder(_folder, new NoRunner());
        var contexts = new List<WeakReference>();
        for (var i = 0; i < reloads; i++)
        {
            Write("own", Always.Replace("VERSION", $"version {i}", StringComparison.Ordinal));
            plugins.Reload(Taken);
            contexts.Add(ContextOf(plugins));
            if (i == reloads / 4) Report("after a quarter");
        }
        Report("in the end");
        Assert.InRange(contexts.Count(context => context.IsAlive), 1, 3);

        void Report(string when)
        {
            for (var i = 0; i < 5; i++)
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
            Console.WriteLine($"{when}: {contexts.Count} reloads, {contexts.Count(context => context.IsAlive)} alive, managed {GC.GetTotalMemory(true) >> 20} MiB, process {Environment.WorkingSet >> 20} MiB");
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference ContextOf(PluginFolder plugins)
    {
        var verifier = Assert.Single(plugins.Verifiers);
        var judgement = JudgeAsync(verifier, "", null).GetAwaiter().GetResult();
        Assert.Equal("right", judgement.Reason);
        return new(verifier);
    }

    private PluginFolder Load()
    {
        var plugins = new PluginFolder(_folder, new NoRunner());
        plugins.Reload(Taken);
        return plugins;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name + ".csx"), text);

    private static async Task<Judgement> JudgeAsync(IVerifier verifier, string completion, string? reference) =>
        await verifier.Prepare(reference is null ? JsonCursor.Absent("reference") : Cursor(reference), JsonCursor.Absent("options"))
            .JudgeAsync(new(completion), CancellationToken.None);

    private static JsonCursor Cursor(string json) => JsonCursor.At(JsonDocument.Parse(json).RootElement, "reference");

    private static string Examples()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Verifiers.sln"))) folder = Path.GetDirectoryName(folder)!;
        return Path.Combine(folder, "plugins", "examples");
    }

    private sealed class NoRunner : ICodeRunner
    {
        public RunLimits Ceiling => new();

        public bool Runs(string language) => false;

        public IAsyncEnumerable<InvocationResult> RunAsync(CodeRun run, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<ProgramResult> RunAsync(ProgramRun run, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
