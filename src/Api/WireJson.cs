using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifiers.Api;

/// <summary>How JSON looks on the wire: snake_case, enums as words, text unescaped where JSON allows.</summary>
internal static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DictionaryKeyPolicy = null; // keys are data
        options.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals; // evidence may hold a NaN; it must not break an answer
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping; // the answer is JSON, never HTML
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        return options;
    }
}
