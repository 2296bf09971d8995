using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifiers.Api.Compat;

/// <summary>How answers to clients in Python are written: a real number always as one (<c>1.0</c>), for a list of <c>1</c> becomes a tensor of integers there.</summary>
internal static class ForeignJson
{
    private static readonly JsonSerializerOptions _options = new(WireJson.Options) { Converters = { new RealNumbers() } };

    /// <summary>An answer with this body.</summary>
    public static IResult Answer<T>(T body, int? status = null) => TypedResults.Json(body, _options, statusCode: status);

    /// <summary>A number with a point or an exponent.</summary>
    public static string Write(double number)
    {
        var text = number.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAnyExcept("-0123456789") ? text : text + ".0";
    }

    private sealed class RealNumbers : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteRawValue(ForeignJson.Write(value));
    }
}
