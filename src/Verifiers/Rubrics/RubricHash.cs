using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Verifiers.Rubrics;

/// <summary>The content hash of a rubric: equal exactly when the same completions earn the same rewards.</summary>
internal static class RubricHash
{
    public static string Of(Rubric rubric)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("combine", RubricWords.Of(rubric.Combination));
            if (rubric.Formula is { } formula)
                writer.WriteString("expression", formula.Text);
            writer.WriteStartArray("components");
            foreach (var component in rubric.Components)
            {
                writer.WriteStartObject();
                writer.WriteString("name", component.Name);
                writer.WriteString("verifier", component.Verifier.Name);
                writer.WriteNumber("semantics", component.Verifier.SemanticsVersion);
                writer.WriteNumber("weight", component.Weight);
                if (component.Schedule is { } schedule)
                    WriteSchedule(writer, schedule);
                writer.WriteBoolean("gate", component.IsGate);
                writer.WriteNumber("undecided", component.UndecidedScore);
                writer.WriteBoolean("decides", component.Decides);
                if (component.Verifier.IdentityOf(component.Options) is { } identity)
                    writer.WriteString("identity", identity);
                if (component.Options.IsPresent)
                {
                    writer.WritePropertyName("options");
                    WriteCanonical(writer, component.Options.Element);
                }
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan));
    }

    private static void WriteSchedule(Utf8JsonWriter writer, WeightSchedule schedule)
    {
        writer.WriteStartArray("schedule");
        foreach (var change in schedule.Changes)
        {
            writer.WriteNumberValue(change.FromStep);
            writer.WriteNumberValue(change.Weight);
        }
        writer.WriteEndArray();
    }

    /// <summary>The same value in one spelling: fields by name, whatever order the author wrote them in.</summary>
    private static void WriteCanonical(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var field in value.EnumerateObject().OrderBy(field => field.Name, StringComparer.Ordinal))
            {
                writer.WritePropertyName(field.Name);
                WriteCanonical(writer, field.Value);
            }
            writer.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
                WriteCanonical(writer, item);
            writer.WriteEndArray();
        }
        else
        {
            value.WriteTo(writer);
        }
    }
}
