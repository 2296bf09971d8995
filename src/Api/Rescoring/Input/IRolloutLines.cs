namespace Verifiers.Api.Rescoring.Input;

/// <summary>The lines of one input file, whatever its format, one at a time.</summary>
internal interface IRolloutLines : IDisposable
{
    /// <summary>Where reading goes on behind the line that was read, in the file's own measure.</summary>
    long Offset { get; }

    /// <summary>The number of the line that was read, from 1.</summary>
    long Number { get; }

    /// <summary>About how many bytes of the file were taken in; for showing progress.</summary>
    long Consumed { get; }

    /// <summary>Reads the next line, without its end.</summary>
    /// <param name="line">Valid until the next call; empty when the line is too long.</param>
    /// <param name="isTooLong">The line is longer than the bound.</param>
    /// <returns>False at the end.</returns>
    bool TryRead(out ReadOnlyMemory<byte> line, out bool isTooLong);

    /// <summary>Opens a file by its name: <c>*.parquet</c>, and lines of JSON otherwise.</summary>
    /// <param name="path">The file.</param>
    /// <param name="offset">Where to go on.</param>
    /// <param name="line">The lines before that.</param>
    static IRolloutLines Open(string path, long offset, long line) =>
        path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? new ParquetRows(path, line) : new LineReader(path, offset, line);
}
