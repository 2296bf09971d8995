using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parquet;
using Parquet.Serialization;

namespace Verifiers.Api.Rescoring.Input;

/// <summary>
/// The rows of a Parquet file, each as the line of JSON that it would be: memory holds one row group. Row groups that were read before are passed
/// over unread when a run goes on.
/// </summary>
internal sealed class ParquetRows : IRolloutLines
{
    /// <summary>Of one row group, uncompressed; the writers of trainers make one a step.</summary>
    public const long MaxGroupBytes = 512L << 20;

    /// <summary>Of one row group.</summary>
    public const long MaxGroupRows = 1 << 20;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly ParquetReader _reader;
    private readonly ArrayBufferWriter<byte> _line = new(64 << 10);
    private IReadOnlyList<Dictionary<string, object>> _rows = [];
    private int _next;
    private int _group;

    /// <param name="path">The file.</param>
    /// <param name="rows">Rows to pass over.</param>
    /// <exception cref="RescoreException">It is no whole Parquet file, or a row group of it is too large.</exception>
    public ParquetRows(string path, long rows)
    {
        _path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        try
        {
            _reader = Guard(() => ParquetReader.CreateAsync(_file, null, leaveStreamOpen: true));
            for (; _group < _reader.RowGroupCount && Number + RowsOf(_group) <= rows; _group++)
                Number += RowsOf(_group);
            if (Number < rows && !TryReadGroup())
                throw new RescoreException($"{path} is shorter than when the run began; it cannot go on. Start over with --restart.");
            _next = (int)(rows - Number);
            Number = rows;
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The row that was read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Rows have no place in bytes: their number is one.</summary>
    public long Offset => Number;

    public long Consumed => _reader.RowGroupCount == 0 ? _file.Length : _file.Length * Math.Max(0, _group - 1) / _reader.RowGroupCount;

    public bool TryRead(out ReadOnlyMemory<byte> line, out bool isTooLong)
    {
        (line, isTooLong) = (default, false);
        while (_next >= _rows.Count)
        {
            if (!TryReadGroup())
                return false;
        }
        _line.ResetWrittenCount();
        using (var json = new Utf8JsonWriter(_line, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            Write(json, _rows[_next]);
        _next++;
        Number++;
        isTooLong = _line.WrittenCount > LineReader.MaxLineBytes;
        line = isTooLong ? default : _line.WrittenMemory;
        return true;
    }

    public void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Dispose();
    }

    private long RowsOf(int group) => _reader.RowGroups[group].RowCount;

    private bool TryReadGroup()
    {
        if (_group >= _reader.RowGroupCount)
            return false;
        (_rows, _next) = ([], 0); // not two groups at one time
        var group = _reader.RowGroups[_group].RowGroup;
        var bytes = Math.Max(group.TotalByteSize, group.Columns.Sum(column => column.MetaData?.TotalUncompressedSize ?? 0));
        if (bytes > MaxGroupBytes || group.NumRows > MaxGroupRows)
        {
            throw new RescoreException(string.Create(
                CultureInfo.InvariantCulture,
                $"{_path}: row group {_group + 1} has {group.NumRows} rows and {bytes >> 20} MiB; expected at most {MaxGroupRows} rows and {MaxGroupBytes >> 20} MiB, for a group is held in memory. Write it with smaller row groups, or as JSON lines."));
        }
        _rows = [.. Guard(() => ParquetSerializer.DeserializeUntypedAsync(_file, null, _group)).Data];
        if (_rows.Count != group.NumRows)
            throw Broken($"row group {_group + 1} says that it has {group.NumRows} rows and has {_rows.Count}.");
        _group++;
        return true;
    }

    /// <summary>Whatever the reader throws is said of the file: it is what is wrong.</summary>
    private T Guard<T>(Func<Task<T>> read)
    {
        try
        {
            return Task.Run(read).GetAwaiter().GetResult();
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            throw Broken(broken.GetBaseException().Message);
        }
    }

    private RescoreException Broken(string problem) => new($"{_path} cannot be read as Parquet: {problem}");

    /// <summary>Numbers that are none become null, as in lines of JSON; what JSON has no kind for becomes a text.</summary>
    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case double or float or decimal or long or int or short or sbyte or ulong or uint or ushort or byte:
                json.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                json.WriteBase64StringValue(bytes);
                break;
            case IDictionary fields:
                json.WriteStartObject();
                foreach (DictionaryEntry field in fields)
                {
                    json.WritePropertyName(Convert.ToString(field.Key, CultureInfo.InvariantCulture)!);
                    Write(json, field.Value);
                }
                json.WriteEndObject();
                break;
            case IEnumerable items:
                json.WriteStartArray();
                foreach (var item in items)
                    Write(json, item);
                json.WriteEndArray();
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
