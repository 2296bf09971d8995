using System.IO.Compression;
using System.Net;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>open-instruct's code API.</summary>
public sealed class OpenInstructTests(CompatService service) : IClassFixture<CompatService>
{
    private const string Add = "def add(a, b): return a + b";

    /// <summary>Of <c>["assert add(1, 2) == 3", "assert add(-1, 1) == 0", "assert add(0, 0) == 1"]</c>: base64 of zlib of the pickled list.</summary>
    private const string PickledAsserts = "eJxrYJnqxwABsVM0ekQTi4tTi0oUElNSNAx1FIw0FWxtFYyn9IghiesCJQzBEgZTUDQY6CgYgMUNp6TqAQAm2xgw";

    /// <summary>The same list as JSON inside of a pickled text, as LiveCodeBench packs its hidden tests.</summary>
    private const string PickledJson = "eJxrYJkawAABPT7RSonFxalFJQqJKSkahjoKRpoKtrYKxko6CsgSukAZQ7CMAZqMgY6CAVjCUCl2ih4AAmwWnA==";

    /// <summary>Of <c>[{"input": "1\n", "output": "2\n"}, {"input": "100\n", "output": "102\n"}]</c>.</summary>
    private const string PickledStdio = "eJxrYJlqxQABsVM0aqdo9LBm5hWUlkzpYTLkmtLDll9aAuEZcU0pBUpnMPWwGBoYcE3JYAExQKKpegC/jhSZ";

    [Theory]
    [InlineData("list")]
    [InlineData("text")]
    [InlineData(PickledAsserts)]
    [InlineData(PickledJson)]
    public async Task Each_assertion_is_1_or_0_in_whatever_form_the_tests_come(string form)
    {
        string[] tests = ["assert add(1, 2) == 3", "assert add(-1, 1) == 0", "assert add(0, 0) == 1"];
        object given = form switch { "list" => tests, "text" => JsonSerializer.Serialize(tests), _ => form };
        var answer = await service.AskAsync("/test_program", new { program = Add, tests = given, max_execution_time = 1.0 });
        Assert.Equal("[1,1,0]", answer.GetProperty("results").GetRawText());
        var runtimes = answer.GetProperty("runtimes").EnumerateArray().Select(time => time.GetDouble()).ToList();
        Assert.All(runtimes.Take(2), time => Assert.InRange(time, 0, 1));
        Assert.Equal(-1, runtimes[2]);
    }

    [Fact]
    public async Task Inputs_and_outputs_are_compared_and_other_fields_of_a_test_passed_over()
    {
        const string Program = "import sys\nfor line in sys.stdin: print(int(line) + 1)\n# </think> and <think> in a program are its own";
        object[] tests = [new { input = "1\n", output = "2\n", testtype = "stdin" }, new { input = "100\n", output = "102\n", testtype = "stdin" }];
        Assert.Equal("[1,0]", (await service.AskAsync("/test_program_stdio", new { program = Program, tests })).GetProperty("results").GetRawText());
        Assert.Equal("[1,0]", (await service.AskAsync("/test_program_stdio", new { program = Program, tests = PickledStdio })).GetProperty("results").GetRawText());
    }

    [Theory]
    [InlineData("def (")]
    [InlineData("")]
    [InlineData("import sys\nsys.exit(0)")]
    public async Task A_program_that_defines_nothing_passes_nothing(string program)
    {
        var answer = await service.AskAsync("/test_program", new { program, tests = PickledAsserts });
        Assert.Equal(("[0,0,0]", "[-1.0,-1.0,-1.0]"), (answer.GetProperty("results").GetRawText(), answer.GetProperty("runtimes").GetRawText()));
    }

    [Fact]
    public async Task A_test_that_takes_too_long_fails_alone()
    {
        const string Program = "def f(n):\n    while n: pass\n    return 0";
        var answer = await service.AskAsync("/test_program", new { program = Program, tests = new[] { "assert f(0) == 0", "assert f(1) == 0", "assert f(0) == 0" }, max_execution_time = 0.3 });
        Assert.Equal("[1,0,1]", answer.GetProperty("results").GetRawText());
    }

    [Theory]
    [InlineData("""{"program": "x", "tests": []}""", "no tests")]
    [InlineData("""{"program": "x", "tests": "[]"}""", "no tests")]
    [InlineData("""{"program": "x", "tests": 3}""", "a list of tests")]
    [InlineData("""{"program": "x", "tests": "not base64!"}""", "base64")]
    [InlineData("""{"program": "x", "tests": "AAAA"}""", "zlib")]
    [InlineData("""{"tests": ["assert x"]}""", "program")]
    [InlineData("""{"program": "x", "tests": [{"input": ""}]}""", "tests")]
    [InlineData("""{"program": "x", "tests": ["assert x"], "max_execution_time": 1e6}""", "max_execution_time")]
    public async Task What_cannot_be_read_is_refused_with_its_place(string body, string expected)
    {
        var answer = await service.AskAsync("/test_program", body, HttpStatusCode.BadRequest);
        Assert.Contains(expected, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory] // os.system("touch /tmp/pwned"), in the protocols 0, 2 and 4
    [InlineData("eJzTyCkw4EouyC/OrOAqriwuSc3lKjDk0ggryS9NzlDQL8kt0C8oz0tN4Sow4iopMOYKKjDhStQDAO1GES0=")]
    [InlineData("eJxrYIotZEguyC/OrOAqriwuSc3lKmSMEGBgYCjJL03OUNAvyS3QLyjPS00pZGotZA4qZEnUAwC3DxBM")]
    [InlineData("eJxrYJmqxwABsVN6WAvyizMrpvSwFVcWl6TmTpk8pUegJL80OUNBvyS3QL+gPC81ZUrrlKApiXoACiIUUQ==")]
    public async Task A_pickle_that_would_call_something_is_refused_and_calls_nothing(string tests)
    {
        var answer = await service.AskAsync("/test_program", new { program = Add, tests }, HttpStatusCode.BadRequest);
        Assert.Contains("classes and calls are not read", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.False(File.Exists("/tmp/pwned"));
    }

    [Fact]
    public async Task A_small_text_that_unpacks_to_more_than_a_body_may_hold_is_refused()
    {
        using var zipped = new MemoryStream();
        using (var zip = new ZLibStream(zipped, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 300; i++)
                zip.Write(zeros);
        }
        var answer = await service.AskAsync("/test_program", new { program = Add, tests = Convert.ToBase64String(zipped.ToArray()) }, HttpStatusCode.BadRequest);
        Assert.Contains("256 MiB", answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_answered() => Assert.Equal("healthy", (await service.GetAsync("/health")).GetProperty("status").GetString());
}
