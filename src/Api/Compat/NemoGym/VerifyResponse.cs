using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Verifiers.Api.Scoring;
using Verifiers.Code;

namespace Verifiers.Api.Compat.NemoGym;

/// <summary>The answer of <c>POST /verify</c>: the request as it came, and behind it what was found.</summary>
internal static class VerifyResponse
{
    private const int WrongAnswer = -2;
    private const int TimeLimit = -3;
    private const int RuntimeError = -4;
    private const int CompileError = -1;

    /// <summary>Fields of the answer: those of the request with these names are not repeated.</summary>
    private static readonly string[] _fields =
        ["reward", "extracted_model_output", "extracted_model_code", "result", "metadata", "unit_tests_time_taken", "difficulty"];

    public static ReadOnlyMemory<byte> Write(JsonElement asked, VerifyRequest request, SampleResult result)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        foreach (var field in asked.EnumerateObject())
        {
            if (!_fields.Contains(field.Name, StringComparer.Ordinal))
                field.WriteTo(json);
        }
        json.WritePropertyName("reward");
        json.WriteRawValue(ForeignJson.Write(result.Reward!.Value));
        json.WriteString("extracted_model_output", request.Text.Output);
        WriteCode(json, request, result.Components.Select(component => component.Evidence).OfType<CodeEvidence>().FirstOrDefault());
        json.WritePropertyName("metadata");
        JsonSerializer.Serialize(json, MetadataOf(result), WireJson.Options);
        if (request.Difficulty.IsPresent)
        {
            json.WritePropertyName("difficulty");
            request.Difficulty.Element.WriteTo(json);
        }
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteCode(Utf8JsonWriter json, VerifyRequest request, CodeEvidence? evidence)
    {
        json.WriteString("extracted_model_code", evidence?.Program is { } span ? span.In(request.Sample.Completion.Text).ToString() : null);
        if (evidence is null)
        {
            json.WriteNull("result");
            json.WriteNull("unit_tests_time_taken");
            return;
        }
        json.WriteStartArray("result");
        for (var test = 1; test <= evidence.RunCount && test != evidence.FailedTest; test++)
            json.WriteBooleanValue(true);
        if (evidence.Failure is { } failure)
            json.WriteNumberValue(CodeOf(failure.Reason)); // LiveCodeBench's harness stops there as well
        json.WriteEndArray();
        json.WriteNumber("unit_tests_time_taken", Math.Round(evidence.WallMilliseconds / 1000, 6));
    }

    /// <summary>LiveCodeBench's numbers for the ways to fail.</summary>
    private static int CodeOf(string reason) => reason switch
    {
        "wrong_answer" => WrongAnswer,
        "time_limit" => TimeLimit,
        "compile_error" => CompileError,
        _ => RuntimeError,
    };

    private static object MetadataOf(SampleResult result) => new
    {
        verdict = result.Verdict,
        components = result.Components.Select(component => new { component.Name, component.Verdict, component.Score, component.Reason, component.Explanation }),
        flags = result.Flags,
    };
}
