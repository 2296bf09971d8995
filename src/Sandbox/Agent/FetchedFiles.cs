using System.Buffers.Binary;
using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Sandbox.Agent;

/// <summary>
/// Reads what an invocation that fetches files reports: 4 bytes length of a JSON header, the header, the files' bytes. The
/// report is the parent's of the program, which the program cannot reach; still nothing in it is taken on trust.
/// </summary>
internal sealed record FetchedFiles(int Exit, int Signal, ReportKind Reported, IReadOnlyList<FetchedFile> Files)
{
    /// <summary>Null when the bytes are no such report.</summary>
    public static FetchedFiles? Parse(ReadOnlyMemory<byte> payload)
    {
        if (payload.Length < 4) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(payload.Span);
        if (length < 0 || length > payload.Length - 4) return null;
        AgentFetched? header;
        try
        {
            header = JsonSerializer.Deserialize(payload.Span.Slice(4, length), SandboxJson.Default.AgentFetched);
        }
        catch (JsonException)
        {
            return null;
        }

        if (header?.Files is null) return null;
        var files = new List<FetchedFile>();
        var at = 4 + length;
        foreach (var file in header.Files)
        {
            if (file.Path is null || file.Size < 0 || file.Size > payload.Length - at) return null;
            files.Add(new FetchedFile(file.Path, payload.Slice(at, file.Size), file.Problem));
            at += file.Size;
        }

        var signal = header.Status & 0x7F;
        return new FetchedFiles((header.Status >> 8) & 0xFF, signal, header.Reported is [var letter] ? JobReport.KindOf(letter) : ReportKind.None, files);
    }
}
