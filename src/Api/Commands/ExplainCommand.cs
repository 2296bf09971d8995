using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Verifiers.Api.Explain;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Commands;

/// <summary><c>verifiers explain REFERENCE ANSWER</c>: why an answer is judged as it is, in this process.</summary>
internal static class ExplainCommand
{
    /// <summary>The exit status of a command line that cannot be followed, which must not look like a verdict.</summary>
    public const int Misuse = 3;

    public const string Name = "explain";

    public static Command Create()
    {
        var reference = new Argument<string>("REFERENCE") { Description = "The reference answer." };
        var answer = new Argument<string?>("ANSWER") { Description = "The answer; left out with --completion.", Arity = ArgumentArity.ZeroOrOne };
        var completion = new Option<FileInfo?>("--completion") { Description = "A file with a completion, in which the answer is looked for." };
        var json = new Option<bool>("--json") { Description = "The document of POST /explain/math instead of tables." };
        var options = new Option<string[]>("--option")
        {
            Description = "An option of the verifier, such as rounded_digits=4.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
        };
        var command = new Command(Name, "Say step by step why an answer is judged as it is. Exit status: 0 equal, 1 different, 2 neither, 3 misuse.")
        {
            reference, answer, completion, json, options,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(reference), parsed.GetValue(answer), parsed.GetValue(completion), parsed.GetRequiredValue(options), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        string reference, string? answer, FileInfo? completion, string[] options, bool asJson, CancellationToken cancellationToken)
    {
        try
        {
            if (answer is null == completion is null)
                throw new InvalidInputException("ANSWER", "expected an answer, or --completion with a file, and not both.");
            var text = answer ?? await File.ReadAllTextAsync(completion!.FullName, cancellationToken);
            var body = new JsonObject { ["reference"] = reference, [answer is null ? "completion" : "answer"] = text, ["options"] = ReadOptions(options) };
            await using var services = VerifierService.ForScoring();
            var limits = services.GetRequiredService<ServiceLimits>();
            using var document = RequestBody.Parse(JsonSerializer.SerializeToUtf8Bytes(body), limits);
            var request = ExplainRequest.Read(JsonCursor.At(document.RootElement), limits);
            var clock = services.GetRequiredService<TimeProvider>();
            _ = ExplainEndpoint.Explain(request, clock); // once before: the times shown are those of the steps, not of compiling them
            var explained = ExplainEndpoint.Explain(request, clock);
            if (asJson)
                Console.WriteLine(JsonSerializer.Serialize(explained, WireJson.Options));
            else
                ExplanationView.Write(PlainConsole.Create(), explained);
            return explained.Verdict switch { Verdict.Correct => 0, Verdict.Incorrect => 1, Verdict.Undecided or Verdict.Error => 2 };
        }
        catch (Exception refused) when (refused is InvalidInputException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"verifiers explain: {refused.Message}");
            return Misuse;
        }
    }

    /// <summary>name=value: numbers, true and false as JSON writes them.</summary>
    private static JsonObject ReadOptions(string[] options)
    {
        var read = new JsonObject();
        foreach (var option in options)
        {
            var parts = option.Split('=', 2);
            try
            {
                read[parts[0]] = parts.Length == 2 ? JsonNode.Parse(parts[1]) : throw new InvalidInputException("--option", $"expected name=value, found '{option}'.");
            }
            catch (JsonException)
            {
                throw new InvalidInputException("--option", $"expected a number, true or false behind {parts[0]}=, found '{parts[1]}'.");
            }
        }
        return read;
    }
}
