using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>SandboxFusion's <c>/run_code</c>, asked as verl, ROLL and the SDK ask it.</summary>
public sealed class RunCodeTests(CompatService service) : IClassFixture<CompatService>
{
    private const string Add = "a, b = map(int, input().split())\nprint(a + b)";

    [Fact]
    public async Task Verl_gets_the_output_of_its_test()
    {
        var answer = await service.AskAsync("/run_code", Verl(Add, "1 2\n"));
        Assert.Equal("Success", answer.GetProperty("status").GetString());
        Assert.Equal("", answer.GetProperty("message").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("compile_result").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("executor_pod_name").ValueKind);
        Assert.Empty(answer.GetProperty("files").EnumerateObject());
        var run = answer.GetProperty("run_result");
        Assert.Equal(("Finished", 0, "3\n", ""), Ended(run));
        Assert.InRange(run.GetProperty("execution_time").GetDouble(), 0, 60);
    }

    [Fact]
    public async Task Fields_of_other_clients_are_passed_over_and_null_is_no_input()
    {
        var answer = await service.AskAsync(
            "/run_code", """{"code": "import sys\nprint(len(sys.stdin.read()))", "language": "python", "stdin": null, "expected_stdout": "0", "args": []}""");
        Assert.Equal(("Finished", 0, "0\n", ""), Ended(answer.GetProperty("run_result")));
    }

    [Theory]
    [InlineData("import sys\nsys.exit(3)", "Failed", "Finished", 3)]
    [InlineData("raise ValueError('no')", "Failed", "Finished", 1)]
    [InlineData("print(1", "Failed", "Finished", 1)]
    [InlineData("while True: pass", "Failed", "TimeLimitExceeded", null)]
    [InlineData("import time\ntime.sleep(600)", "Failed", "TimeLimitExceeded", null)]
    [InlineData("x = bytearray(3 << 30)", "Failed", "Finished", -9)]
    [InlineData("print('x' * 20_000_000)", "Failed", "Finished", -9)]
    [InlineData("import sys\nsys.stdout.buffer.write(b'\\xff')", "Success", "Finished", 0)]
    public async Task What_the_program_did_is_said_in_the_words_of_the_protocol(string code, string status, string runStatus, int? returnCode)
    {
        // Patience, and the wall clock, are both times together: only the program that sleeps is to come to their end.
        var answer = await service.AskAsync("/run_code", Verl(code, "", seconds: 0.3, compileSeconds: code.Contains("sleep", StringComparison.Ordinal) ? 1 : 100));
        Assert.Equal(status, answer.GetProperty("status").GetString());
        var run = answer.GetProperty("run_result");
        Assert.Equal(runStatus, run.GetProperty("status").GetString());
        Assert.Equal(returnCode, run.GetProperty("return_code").Deserialize<int?>());
        Assert.Equal(JsonValueKind.String, run.GetProperty("stdout").ValueKind); // verl puts them together without looking
        Assert.Equal(JsonValueKind.String, run.GetProperty("stderr").ValueKind);
    }

    [Fact]
    public async Task What_does_not_compile_has_a_run_result_all_the_same()
    {
        var answer = await service.AskAsync("/run_code", Verl("int main( { return 0; }", "", "cpp"));
        Assert.Equal("Failed", answer.GetProperty("status").GetString());
        var compile = answer.GetProperty("compile_result");
        Assert.Equal(("Finished", 1), (compile.GetProperty("status").GetString(), compile.GetProperty("return_code").GetInt32()));
        Assert.Contains("error", compile.GetProperty("stderr").GetString(), StringComparison.Ordinal);
        Assert.Equal(("Finished", 1, "", ""), Ended(answer.GetProperty("run_result")));
    }

    [Fact]
    public async Task A_compiler_that_needs_longer_than_allowed_is_a_time_limit()
    {
        const string Body = """{"code": "#include <bits/stdc++.h>\nint main() { std::cout << 7; }", "language": "cpp", "compile_timeout": 0.01}""";
        var answer = await service.AskAsync("/run_code", Body);
        Assert.Equal("Failed", answer.GetProperty("status").GetString());
        Assert.Equal("TimeLimitExceeded", answer.GetProperty("compile_result").GetProperty("status").GetString());
        Assert.Equal("", answer.GetProperty("run_result").GetProperty("stdout").GetString());
    }

    [Theory]
    [InlineData("python", "python", "print(7)")]
    [InlineData("cpp", "cpp", "#include <iostream>\nint main() { std::cout << 7 << std::endl; }")]
    [InlineData("nodejs", "javascript", "console.log(7)")]
    [InlineData("typescript", "typescript", "const x: number = 7; console.log(x)")]
    [InlineData("java", "java", "public class Main { public static void main(String[] a) { System.out.println(7); } }")]
    [InlineData("go", "go", "package main\nimport \"fmt\"\nfunc main() { fmt.Println(7) }")]
    [InlineData("rust", "rust", "fn main() { println!(\"7\"); }")]
    [InlineData("csharp", "csharp", "Console.WriteLine(7);")]
    [InlineData("bash", "bash", "echo 7")]
    public async Task A_language_that_the_host_has_runs_in_1024_MB_and_without_a_limit(string asked, string language, string code)
    {
        foreach (var memory in new[] { 1024, -1 })
        {
            var runs = await service.RunsAsync(language);
            var answer = await service.AskAsync("/run_code", Verl(code, "", asked, memory: memory), runs ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity);
            if (runs)
                Assert.Equal(("Finished", 0, "7\n"), (Ended(answer.GetProperty("run_result")).Status, Ended(answer.GetProperty("run_result")).Code, Ended(answer.GetProperty("run_result")).Output));
            else
                Assert.Contains(language, Detail(answer).GetProperty("msg").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("php")]
    [InlineData("lean")]
    [InlineData("go_test")]
    [InlineData("Python")]
    public async Task A_language_that_is_not_run_here_is_422_and_says_which_are(string language)
    {
        var detail = Detail(await service.AskAsync("/run_code", Verl("x", "", language), HttpStatusCode.UnprocessableEntity));
        Assert.Equal(["body", "language"], detail.GetProperty("loc").EnumerateArray().Select(part => part.GetString()));
        Assert.Contains("nodejs", detail.GetProperty("msg").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "body")]
    [InlineData("[]", "body")]
    [InlineData("""{"language": "python"}""", "body code")]
    [InlineData("""{"code": 3, "language": "python"}""", "body code")]
    [InlineData("""{"code": "x", "language": "python", "run_timeout": 0}""", "body run_timeout")]
    [InlineData("""{"code": "x", "language": "python", "run_timeout": 1e9}""", "body run_timeout")]
    [InlineData("""{"code": "x", "language": "python", "memory_limit_MB": 999999}""", "body memory_limit_MB")]
    [InlineData("""{"code": "x", "language": "python", "memory_limit_MB": 3}""", "body memory_limit_MB")]
    [InlineData("""{"code": "x", "language": "python", "files": {"/etc/passwd": "eA=="}}""", "body files /etc/passwd")]
    [InlineData("""{"code": "x", "language": "python", "files": {"a/../../b": "eA=="}}""", "body files a/../../b")]
    [InlineData("""{"code": "x", "language": "python", "files": {"a": "no base64!"}}""", "body files a")]
    [InlineData("""{"code": "x", "language": "python", "files": {"solution.py": "eA=="}}""", "body files")]
    [InlineData("""{"code": "x", "language": "python", "fetch_files": ["*"]}""", "body fetch_files[0]")]
    [InlineData("""{"code": "x", "language": "python", "fetch_files": ["../x"]}""", "body fetch_files[0]")]
    public async Task What_the_caller_must_mend_is_422_with_its_place(string body, string place)
    {
        var detail = Detail(await service.AskAsync("/run_code", body, HttpStatusCode.UnprocessableEntity));
        Assert.Equal(place.Replace(" ", "", StringComparison.Ordinal), string.Concat(detail.GetProperty("loc").EnumerateArray().Select(part => part.GetString())));
        Assert.NotEqual("", detail.GetProperty("msg").GetString());
    }

    [Fact]
    public async Task Files_are_laid_beside_the_program_and_those_it_leaves_are_fetched()
    {
        var answer = await service.AskAsync("/run_code", new
        {
            code = "import helper\nprint(helper.x, open('data/in.txt').read())\nopen('out.bin', 'wb').write(bytes([0, 255]))",
            language = "python",
            files = new Dictionary<string, string?> { ["helper.py"] = Base64("x = 3"), ["data/in.txt"] = Base64("seven"), ["nothing"] = null },
            fetch_files = new[] { "out.bin", "missing.txt" },
        });
        Assert.Equal("3 seven\n", answer.GetProperty("run_result").GetProperty("stdout").GetString());
        Assert.Equal([("out.bin", "AP8=")], answer.GetProperty("files").EnumerateObject().Select(file => (file.Name, file.Value.GetString())));
    }

    [Fact]
    public async Task Sixty_four_at_once_are_all_answered_right()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => service.AskAsync("/run_code", Verl(Add, $"{i} {i}", seconds: 110))));
        Assert.Equal(Enumerable.Range(0, 64).Select(i => $"{2 * i}\n"), answers.Select(answer => answer.GetProperty("run_result").GetProperty("stdout").GetString()));
        Assert.All(answers, answer => Assert.Equal("Success", answer.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task Other_media_types_are_415_and_a_ping_is_answered()
    {
        using var response = await service.PostAsync("{}"u8.ToArray(), "text/plain", path: "/run_code");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Contains("application/json", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("pong", (await service.GetAsync("/v1/ping")).GetString());
    }

    /// <summary>The eight fields of verl's client.</summary>
    internal static string Verl(string code, string stdin, string language = "python", double seconds = 10, int memory = 1024, double compileSeconds = 10) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["compile_timeout"] = compileSeconds,
        ["run_timeout"] = seconds,
        ["code"] = code,
        ["stdin"] = stdin,
        ["memory_limit_MB"] = memory,
        ["language"] = language,
        ["files"] = new { },
        ["fetch_files"] = Array.Empty<string>(),
    });

    internal static JsonElement Detail(JsonElement answer) => answer.GetProperty("detail")[0];

    private static (string? Status, int? Code, string? Output, string? Error) Ended(JsonElement result) => (
        result.GetProperty("status").GetString(), result.GetProperty("return_code").Deserialize<int?>(),
        result.GetProperty("stdout").GetString(), result.GetProperty("stderr").GetString());

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
