using System.IO.Compression;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary>A folder of this test alone.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("verifiers-rescore-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>The path of something in it.</summary>
    public string At(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);

    /// <summary>Writes a file of lines; compressed when its name says so.</summary>
    public string Write(string name, params IEnumerable<string> lines)
    {
        var path = At(name);
        using var file = File.Create(path);
        using var text = new StreamWriter(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionLevel.Fastest) : file);
        foreach (var line in lines)
            text.Write(line + "\n");
        return path;
    }
}
