using System.Net;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>judge0 as ms-swift asks it.</summary>
public sealed class Judge0Tests(CompatService service) : IClassFixture<CompatService>
{
    private const string Path = "/submissions/?wait=true";

    [Theory]
    [InlineData("print(int(input()) * 2)", 71, 3, "Accepted")]
    [InlineData("print(int(input()) * 3)", 71, 4, "Wrong Answer")]
    [InlineData("while True: pass", 71, 5, "Time Limit Exceeded")]
    [InlineData("print(", 71, 6, "Compilation Error")]
    [InlineData("int main( {", 54, 6, "Compilation Error")]
    [InlineData("int main() { return 1; }", 54, 11, "Runtime Error (NZEC)")]
    [InlineData("raise ValueError", 71, 11, "Runtime Error (NZEC)")]
    [InlineData("#include <iostream>\nint main() { int n; std::cin >> n; std::cout << n * 2; }", 54, 3, "Accepted")]
    public async Task A_program_is_judged_with_the_words_of_judge0(string source, int language, int id, string description)
    {
        var answer = await service.AskAsync(Path, new { source_code = source, language_id = language, stdin = "2", expected_output = "4", cpu_time_limit = 0.3 }, HttpStatusCode.Created);
        Assert.Equal((id, description), (answer.GetProperty("status").GetProperty("id").GetInt32(), answer.GetProperty("status").GetProperty("description").GetString()));
    }

    [Fact]
    public async Task Without_an_expected_output_a_program_that_ends_well_is_accepted_and_its_output_comes_back()
    {
        var answer = await service.AskAsync(Path, """{"source_code": "print(7)", "language_id": 71, "stdin": null}""", HttpStatusCode.Created);
        Assert.Equal("7\n", answer.GetProperty("stdout").GetString());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("stderr").ValueKind);
        Assert.Equal("Accepted", answer.GetProperty("status").GetProperty("description").GetString());
    }

    [Theory]
    [InlineData("/submissions", """{"source_code": "x", "language_id": 71}""", "wait")]
    [InlineData(Path, """{"source_code": "x", "language_id": 68}""", "language_id")]
    [InlineData(Path, """{"language_id": 71}""", "source_code")]
    [InlineData(Path, """{"source_code": "x", "language_id": 71, "cpu_time_limit": 1e9}""", "cpu_time_limit")]
    public async Task What_the_caller_must_mend_is_422_by_its_field(string path, string body, string field) =>
        Assert.NotEqual("", (await service.AskAsync(path, body, HttpStatusCode.UnprocessableEntity)).GetProperty(field)[0].GetString());
}
