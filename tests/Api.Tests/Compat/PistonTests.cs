using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>Piston's API.</summary>
public sealed class PistonTests(CompatService service) : IClassFixture<CompatService>
{
    private const string Execute = "/api/v2/execute";

    [Fact]
    public async Task A_program_gets_its_input_arguments_and_files()
    {
        var answer = await service.AskAsync(Execute, new
        {
            language = "py",
            version = "3.x",
            files = new object[]
            {
                new { name = "main.py", content = "import sys, helper\nprint(sys.argv[1:], input(), helper.y, open('b').read())\nprint('e', file=sys.stderr)" },
                new { name = "helper.py", content = "y = 2" },
                new { name = "b", content = "aGk=", encoding = "base64" },
            },
            stdin = "in",
            args = new[] { "one", "two" },
            run_timeout = 3000,
            compile_timeout = 10000,
            run_memory_limit = -1,
        });
        Assert.Equal("python", answer.GetProperty("language").GetString());
        Assert.StartsWith("3.", answer.GetProperty("version").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, answer.GetProperty("compile").GetProperty("code").GetInt32()); // open-r1 reads it without asking
        var run = answer.GetProperty("run");
        Assert.Equal("['one', 'two'] in 2 hi\n", run.GetProperty("stdout").GetString());
        Assert.Equal("e\n", run.GetProperty("stderr").GetString());
        Assert.Equal("['one', 'two'] in 2 hi\ne\n", run.GetProperty("output").GetString());
        Assert.Equal(0, run.GetProperty("code").GetInt32());
        foreach (var name in new[] { "signal", "message", "status" })
            Assert.Equal(JsonValueKind.Null, run.GetProperty(name).ValueKind);
        Assert.True(run.GetProperty("memory").GetInt64() > 0);
        Assert.True(run.GetProperty("wall_time").GetDouble() > 0 && run.GetProperty("cpu_time").GetDouble() >= 0);
    }

    [Theory]
    [InlineData("import sys\nsys.exit(3)", 3, null, "RE")]
    [InlineData("while True: pass", null, "SIGKILL", "TO")]
    [InlineData("import time\ntime.sleep(600)", null, "SIGKILL", "TO")]
    [InlineData("x = bytearray(3 << 30)", null, "SIGKILL", "SG")]
    [InlineData("print('x' * 20_000_000)", null, "SIGKILL", "OL")]
    [InlineData("print(", 1, null, "RE")]
    public async Task How_a_program_ended_is_said_in_the_words_of_the_protocol(string content, int? code, string? signal, string status)
    {
        var compileTimeout = content.Contains("sleep", StringComparison.Ordinal) ? 1_000 : 100_000; // the wall clock is both times together
        var answer = await service.AskAsync(Execute, new { language = "python", version = "*", files = new[] { new { content } }, run_timeout = 300, compile_timeout = compileTimeout, run_memory_limit = 256 << 20 });
        var run = answer.GetProperty("run");
        Assert.Equal((code, signal, status), (run.GetProperty("code").Deserialize<int?>(), run.GetProperty("signal").GetString(), run.GetProperty("status").GetString()));
        Assert.NotEqual("", run.GetProperty("message").GetString());
    }

    [Fact]
    public async Task What_does_not_compile_has_the_compilers_code_and_the_run_repeats_it()
    {
        var answer = await service.AskAsync(Execute, """{"language": "c++", "version": "*", "files": [{"name": "a.cpp", "content": "int main( {"}]}""");
        Assert.Equal(1, answer.GetProperty("compile").GetProperty("code").GetInt32());
        Assert.Contains("error", answer.GetProperty("compile").GetProperty("stderr").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, answer.GetProperty("run").GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("""{"version": "*", "files": []}""", "language")]
    [InlineData("""{"language": "python", "files": []}""", "version")]
    [InlineData("""{"language": "python", "version": "*"}""", "files")]
    [InlineData("""{"language": "python", "version": "*", "files": []}""", "at least one utf8")]
    [InlineData("""{"language": "python", "version": "*", "files": [{}]}""", "files[0].content")]
    [InlineData("""{"language": "python", "version": "*", "files": [{"content": "x"}, {"name": "../y", "content": "x"}]}""", "files[1]")]
    [InlineData("""{"language": "python", "version": "*", "files": [{"content": "x"}, {"name": "y", "content": "x", "encoding": "hex"}]}""", "files[1].content")]
    [InlineData("""{"language": "python", "version": "*", "files": [{"content": "x"}], "run_timeout": 999999999}""", "run_timeout")]
    [InlineData("""{"language": "python", "version": "*", "files": [{"content": "x"}], "run_memory_limit": 1e15}""", "run_memory_limit")]
    [InlineData("""{"language": "cms_ioi", "version": "*", "files": [{"content": "x"}]}""", "cms_ioi-* runtime is unknown")]
    [InlineData("""{"language": "python", "version": "2.7", "files": [{"content": "x"}]}""", "python-2.7 runtime is unknown")]
    [InlineData("{", "JSON")]
    public async Task What_the_caller_must_mend_is_400_with_a_message(string body, string expected)
    {
        var answer = await service.AskAsync(Execute, body, HttpStatusCode.BadRequest);
        Assert.Contains(expected, answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_by_its_type_is_415()
    {
        using var response = await service.PostAsync(Encoding.UTF8.GetBytes("{}"), "text/plain", path: Execute);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        Assert.Equal("""{"message":"requests must be of type application/json"}""", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_runtimes_are_those_of_the_host()
    {
        var runtimes = await service.GetAsync("/api/v2/runtimes");
        var python = runtimes.EnumerateArray().Single(runtime => runtime.GetProperty("language").GetString() == "python");
        Assert.Contains("py", python.GetProperty("aliases").EnumerateArray().Select(alias => alias.GetString()));
        Assert.Matches(@"^3\.\d+", python.GetProperty("version").GetString());
    }
}
