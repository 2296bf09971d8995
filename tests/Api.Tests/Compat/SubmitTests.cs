using System.Net;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>SandboxFusion's <c>/submit</c> with the tests in the request.</summary>
public sealed class SubmitTests(CompatService service) : IClassFixture<CompatService>
{
    private const string Twice = "Here it is:\n```python\nprint(int(input()) * 2)\n```";

    [Fact]
    public async Task A_program_that_passes_every_test_is_accepted()
    {
        var answer = await service.AskAsync("/submit", Submission(Twice, [("2", "4"), ("3", "6")]));
        Assert.Equal(7, answer.GetProperty("id").GetInt32());
        Assert.True(answer.GetProperty("accepted").GetBoolean());
        Assert.Equal("print(int(input()) * 2)", answer.GetProperty("extracted_code").GetString()!.Trim());
        Assert.Equal([true, true], Passed(answer));
        var info = answer.GetProperty("tests")[1].GetProperty("exec_info");
        Assert.Equal(("Success", "6\n"), (info.GetProperty("status").GetString(), info.GetProperty("run_result").GetProperty("stdout").GetString()));
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("tests")[0].GetProperty("test_info").ValueKind);
    }

    [Fact]
    public async Task The_first_failure_ends_it_unless_all_cases_are_asked_for()
    {
        var tests = new[] { ("2", "5"), ("3", "6") };
        var first = await service.AskAsync("/submit", Submission(Twice, tests));
        Assert.Equal([false], Passed(first));
        Assert.False(first.GetProperty("accepted").GetBoolean());
        var all = await service.AskAsync("/submit", Submission(Twice, tests, extra: new { run_all_cases = true, return_full_case = true }));
        Assert.Equal([false, true], Passed(all));
        Assert.False(all.GetProperty("accepted").GetBoolean());
        Assert.Equal("5", all.GetProperty("tests")[0].GetProperty("test_info").GetProperty("output").GetProperty("stdout").GetString());
    }

    [Theory]
    [InlineData("There is no program.", "python")]
    [InlineData("```cpp\nint main( {\n```", "cpp")]
    [InlineData("```python\nprint(\n```", "python")]
    public async Task Without_a_program_that_runs_no_test_is_passed(string completion, string language)
    {
        var answer = await service.AskAsync("/submit", Submission(completion, [("2", ""), ("3", "")], language, new { run_all_cases = true }));
        Assert.False(answer.GetProperty("accepted").GetBoolean());
        Assert.Equal([false, false], Passed(answer));
        Assert.Equal("Failed", answer.GetProperty("tests")[0].GetProperty("exec_info").GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Object, answer.GetProperty("tests")[1].GetProperty("exec_info").GetProperty("run_result").ValueKind);
    }

    [Fact]
    public async Task Tests_may_be_the_text_of_a_list_as_in_tables_of_SandboxFusion()
    {
        var tests = JsonSerializer.Serialize(Tests([("2", "4")]));
        var answer = await service.AskAsync("/submit", Request(Twice, new { dataset_type = "CommonOJ", language = "python", provided_data = new { test = tests } }));
        Assert.True(answer.GetProperty("accepted").GetBoolean());
    }

    [Fact]
    public async Task Other_data_sets_and_no_tests_are_422()
    {
        object[] configs =
        [
            new { dataset_type = "HumanEvalDataset", language = "python", provided_data = new { test = Tests([("2", "4")]) } },
            new { dataset_type = "CommonOJDataset", language = "python" },
            new { dataset_type = "CommonOJDataset", language = "python", provided_data = new { test = Array.Empty<object>() } },
            new { dataset_type = "CommonOJDataset", language = "python", provided_data = new { test = "not JSON" } },
            new { dataset_type = "CommonOJDataset", language = "perl", provided_data = new { test = Tests([("2", "4")]) } },
            new { dataset_type = "CommonOJDataset", language = "python", provided_data = new { test = new[] { new { input = new { stdin = "", file = "" }, output = "" } } } },
        ];
        foreach (var config in configs)
            Assert.NotEqual("", RunCodeTests.Detail(await service.AskAsync("/submit", Request(Twice, config), HttpStatusCode.UnprocessableEntity)).GetProperty("msg").GetString());
    }

    internal static object Submission(string completion, (string Input, string Output)[] tests, string language = "python", object? extra = null) =>
        Request(completion, new
        {
            dataset_type = "CommonOJDataset",
            language,
            locale = "en",
            compile_timeout = 20,
            run_timeout = 20,
            provided_data = new { id = 7, content = "Optional: Problem description", test = Tests(tests) },
            extra = extra ?? new { },
        });

    private static object Request(string completion, object config) => new { dataset = "custom_dataset", id = 7, completion, config };

    private static IEnumerable<object> Tests(IEnumerable<(string Input, string Output)> tests) =>
        tests.Select(test => new { input = new { stdin = test.Input }, output = new { stdout = test.Output } });

    private static IEnumerable<bool> Passed(JsonElement answer) => answer.GetProperty("tests").EnumerateArray().Select(test => test.GetProperty("passed").GetBoolean());
}
