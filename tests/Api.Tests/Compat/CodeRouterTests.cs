using System.Net;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>open-r1's router.</summary>
public sealed class CodeRouterTests(CompatService service) : IClassFixture<CompatService>
{
    /// <summary>Indented as a whole, as open-r1 writes it.</summary>
    private const string Evaluation = """

            import subprocess

            def evaluate_code(code, cases):
                passed = 0
                for given, expected in cases:
                    process = subprocess.run(["python3", "-c", code], input=given, text=True, capture_output=True, timeout=30)
                    passed += process.returncode == 0 and process.stdout.strip() == expected
                return passed / len(cases)

            evaluate_code("print(int(input()) * 2)", [("1", "2"), ("2", "5")])
        """;

    [Fact]
    public async Task Each_script_gives_the_value_of_its_last_expression()
    {
        var answer = await service.AskAsync("/execute_batch", new
        {
            scripts = new[] { Evaluation, "print('out')\n'text'", "x = 1", "raise ValueError('no')", "1 +" },
            languages = new[] { "python", "python", "python", "python", "python" },
            timeout = 300,
            request_timeout = 30,
        });
        Assert.Equal(["0.5", "'text'", null, null, null], answer.EnumerateArray().Select(script => script.GetProperty("text").GetString()));
        Assert.Equal("0.5", answer[0].GetProperty("execution").GetProperty("results")[0].GetProperty("text").GetString());
        Assert.Equal("out\n", answer[1].GetProperty("execution").GetProperty("logs").GetProperty("stdout")[0].GetString());
        Assert.Equal(JsonValueKind.Null, answer[2].GetProperty("exception_str").ValueKind);
        Assert.Equal("ValueError: no", answer[3].GetProperty("exception_str").GetString());
        Assert.Contains("SyntaxError", answer[4].GetProperty("execution").GetProperty("error").GetProperty("value").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_does_not_end_has_no_value_and_no_batch_is_an_empty_list()
    {
        var answer = await service.AskAsync("/execute_batch", """{"scripts": ["while True: pass"], "language": "python", "timeout": 0.3, "request_timeout": 30}""");
        Assert.Equal(JsonValueKind.Null, answer[0].GetProperty("text").ValueKind);
        Assert.StartsWith("time_limit", answer[0].GetProperty("exception_str").GetString(), StringComparison.Ordinal);
        Assert.Equal("[]", (await service.AskAsync("/execute_batch", """{"scripts": []}""")).GetRawText());
    }

    [Theory]
    [InlineData("""{"scripts": "x"}""")]
    [InlineData("""{"scripts": ["x"], "languages": ["javascript"]}""")]
    [InlineData("""{"scripts": ["x"], "timeout": -1}""")]
    [InlineData("{}")]
    public async Task What_cannot_be_run_is_refused(string body) => await service.AskAsync("/execute_batch", body, HttpStatusCode.BadRequest);
}
