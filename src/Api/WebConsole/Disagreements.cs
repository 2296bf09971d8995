using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Verifiers.Api.Review;

namespace Verifiers.Api.WebConsole;

/// <summary><c>GET /console/disagreements</c>: the last lines of the file of disagreements, the newest first.</summary>
/// <param name="State">
/// <c>shown</c>; <c>not_kept</c>: the settings name no file; <c>not_shown</c>: they do not say that this page may show it.
/// </param>
/// <param name="Lines">At most 50, each as it stands in the file.</param>
/// <param name="Unreadable">Lines among them that are no JSON: a crash tore them.</param>
internal sealed record Disagreements(string State, IReadOnlyList<JsonElement> Lines, int Unreadable)
{
    /// <summary>Lines shown.</summary>
    private const int Most = 50;

    /// <summary>Bytes read from the end of the file.</summary>
    private const int MostBytes = 8 << 20;

    public static async Task<Ok<Disagreements>> ReadAsync(IOptions<ReviewSettings> options, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        if (settings.File.Length == 0)
            return TypedResults.Ok(new Disagreements("not_kept", [], 0));
        if (!settings.InConsole)
            return TypedResults.Ok(new Disagreements("not_shown", [], 0));
        return TypedResults.Ok(Parse(await ReadTailAsync(settings.File, cancellationToken)));
    }

    /// <summary>The end of the file from the start of a line; empty while nobody has disagreed yet or the file was moved away.</summary>
    private static async Task<ReadOnlyMemory<byte>> ReadTailAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            return default;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var start = Math.Max(0, file.Length - MostBytes);
        file.Seek(start, SeekOrigin.Begin);
        var tail = new byte[file.Length - start];
        var read = await file.ReadAtLeastAsync(tail, tail.Length, throwOnEndOfStream: false, cancellationToken);
        var whole = tail.AsMemory(0, read);
        return start == 0 ? whole : whole[(whole.Span.IndexOf((byte)'\n') + 1)..];
    }

    private static Disagreements Parse(ReadOnlyMemory<byte> tail)
    {
        var lines = new List<JsonElement>();
        var unreadable = 0;
        for (var rest = tail; rest.Length > 0 && lines.Count < Most;)
        {
            var start = rest.Span.LastIndexOf((byte)'\n') + 1;
            var line = rest[start..];
            rest = start > 0 ? rest[..(start - 1)] : default;
            if (line.Length == 0)
                continue;
            try
            {
                lines.Add(JsonElement.Parse(line.Span));
            }
            catch (JsonException)
            {
                unreadable++; // said to the reader, who has the file
            }
        }
        return new("shown", lines, unreadable);
    }
}
