using System.CommandLine;
using System.Text.Json;
using FluentValidation;
using Verifiers.Api.Problems;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Commands;

/// <summary><c>verifiers score FILE.jsonl</c>: the engine of the service on a file of samples, with or without HTTP.</summary>
internal static class ScoreCommand
{
    public static Command Create()
    {
        var file = new Argument<FileInfo>("FILE.jsonl") { Description = "One sample a line, as in the \"samples\" of POST /score." };
        var rubric = new Option<string?>("--rubric") { Description = "The rubric of samples that name none." };
        var url = new Option<Uri?>("--url")
        {
            Description = "Ask a running service at this address instead of scoring in this process.",
            CustomParser = ServiceAddress.Read,
        };
        var output = new Option<string>("--output") { Description = "table, or jsonl: one result a line.", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "jsonl");
        var command = new Command("score", "Score a file of samples and print the rewards with their reasons.") { file, rubric, url, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed.GetRequiredValue(file), parsed.GetValue(rubric), parsed.GetValue(url), parsed.GetRequiredValue(output) == "jsonl",
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(FileInfo file, string? rubric, Uri? url, bool asJsonLines, CancellationToken cancellationToken)
    {
        try
        {
            var body = SampleFile.ToRequest(file, rubric);
            var response = url is null
                ? await ScoreHereAsync(body, cancellationToken)
                : await ServiceClient.ScoreAsync(url, body, cancellationToken);
            if (asJsonLines)
                WriteJsonLines(response);
            else
                ResultTable.Write(PlainConsole.Create(), response);
            return 0;
        }
        catch (Exception refused) when (refused is InvalidInputException or InvalidRequestException or ScoreFailedException)
        {
            Console.Error.WriteLine($"verifiers score: {Describe(refused)}");
            return 1;
        }
        catch (Exception refused) when (UnusableSettings.Explain(refused))
        {
            return UnusableSettings.Write("score", refused);
        }
    }

    /// <summary>The same engine, rubrics and checks as the service's, without the service.</summary>
    private static async Task<ScoreResponse> ScoreHereAsync(byte[] body, CancellationToken cancellationToken)
    {
        await using var services = VerifierService.ForScoring();
        var limits = services.GetRequiredService<ServiceLimits>();
        using var document = RequestBody.Parse(body, limits);
        var request = ScoreRequestReader.Read(JsonCursor.At(document.RootElement), limits);
        ScoreEndpoint.Check(services.GetRequiredService<IValidator<ScoreRequest>>(), request);
        var scorer = services.GetRequiredService<BatchScorer>();
        return await scorer.ScoreAllAsync(scorer.Prepare(request), cancellationToken);
    }

    private static void WriteJsonLines(ScoreResponse response)
    {
        foreach (var result in response.Results)
            Console.WriteLine(JsonSerializer.Serialize(result, WireJson.Options));
    }

    private static string Describe(Exception refused) => refused is InvalidRequestException invalid
        ? string.Join(Environment.NewLine, invalid.Errors.Select(error => $"{error.Key}: {string.Join(" ", error.Value)}"))
        : refused.Message;
}

/// <summary>The service could not be asked, or refused.</summary>
internal sealed class ScoreFailedException(string message) : Exception(message);
