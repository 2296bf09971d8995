namespace Verifiers.Api.Telemetry;

/// <summary>Which signals are sent, as the OTEL_* settings say. A value that would be ignored stops the start.</summary>
/// <param name="Metrics">Whether metrics are sent.</param>
/// <param name="Traces">Whether traces are sent.</param>
internal sealed record OtlpSettings(bool Metrics, bool Traces)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Protocol = "OTEL_EXPORTER_OTLP_PROTOCOL";

    /// <summary>Reads and checks them.</summary>
    /// <exception cref="InvalidOperationException">A value is none of the standard's; says which and what was expected.</exception>
    public static OtlpSettings Read(IConfiguration configuration)
    {
        if (string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase))
            return new(false, false);
        CheckProtocol(configuration, Protocol);
        return new(IsSent(configuration, "METRICS"), IsSent(configuration, "TRACES"));
    }

    /// <summary>The addresses in use, each once.</summary>
    public static IEnumerable<Uri> Endpoints(IConfiguration configuration) =>
        new[] { Endpoint, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" }
            .Select(key => configuration[key]).Where(text => !string.IsNullOrEmpty(text)).Select(text => new Uri(text!)).Distinct();

    private static bool IsSent(IConfiguration configuration, string signal)
    {
        CheckProtocol(configuration, $"OTEL_EXPORTER_OTLP_{signal}_PROTOCOL");
        var exporter = configuration[$"OTEL_{signal}_EXPORTER"];
        if (exporter is not (null or "" or "otlp" or "none"))
            throw new InvalidOperationException($"OTEL_{signal}_EXPORTER: expected otlp or none, found '{exporter}'.");
        var isGiven = IsEndpoint(configuration, $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") | IsEndpoint(configuration, Endpoint);
        return isGiven && exporter != "none";
    }

    private static bool IsEndpoint(IConfiguration configuration, string key)
    {
        var text = configuration[key];
        if (string.IsNullOrEmpty(text))
            return false;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? true
            : throw new InvalidOperationException($"{key}: expected an address such as http://127.0.0.1:4318, found '{text}'.");
    }

    private static void CheckProtocol(IConfiguration configuration, string key)
    {
        var text = configuration[key];
        if (text is not (null or "" or "grpc" or "http/protobuf"))
            throw new InvalidOperationException($"{key}: expected grpc or http/protobuf, found '{text}'.");
    }
}
