using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Network;

/// <summary>
/// Files of named tensors in the safetensors format: 8 bytes with the length of a JSON header (little endian), the header (name →
/// dtype, shape, data_offsets; "__metadata__" → texts), then the numbers. The Python library reads and writes the same.
/// </summary>
public static class Safetensors
{
    /// <summary>The header is refused beyond this, as the reference implementation does.</summary>
    private const int MaxHeaderBytes = 100_000_000;

    /// <summary>Writes a file; it appears under its name only when it is whole.</summary>
    public static void Save(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var entries = tensors.ToList();
        var header = new JsonObject();
        if (metadata is not null) header["__metadata__"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        long offset = 0;
        foreach (var (name, value) in entries)
        {
            var bytes = value.numel() * SizeOf(value.dtype);
            header[name] = new JsonObject
            {
                ["dtype"] = NameOf(value.dtype),
                ["shape"] = new JsonArray([.. value.shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes),
            };
            offset += bytes;
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(header);
        var padded = (json.Length + 7) / 8 * 8; // so that the numbers are aligned

        var partial = path + ".partial";
        using (var file = File.Create(partial))
        {
            Span<byte> length = stackalloc byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(length, padded);
            file.Write(length);
            file.Write(json);
            for (var i = json.Length; i < padded; i++) file.WriteByte((byte)' ');
            foreach (var (_, value) in entries)
            {
                var bytes = new byte[value.numel() * SizeOf(value.dtype)];
                value.CopyTo(bytes.AsSpan());
                file.Write(bytes);
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
    }

    /// <summary>Reads a file.</summary>
    /// <returns>The tensors by name, on the CPU, in the scope of this thread.</returns>
    /// <exception cref="InvalidDataException">The file is no safetensors file, or is damaged.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path)
    {
        using var file = File.OpenRead(path);
        Span<byte> prefix = stackalloc byte[8];
        if (file.ReadAtLeast(prefix, 8, throwOnEndOfStream: false) < 8) throw Damaged(path, "it is shorter than 8 bytes");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length < 2 || length > MaxHeaderBytes || length > file.Length - 8) throw Damaged(path, $"its header is said to have {length} bytes");
        var json = new byte[length];
        file.ReadExactly(json);
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            using var header = JsonDocument.Parse(json);
            foreach (var entry in header.RootElement.EnumerateObject())
            {
                if (entry.Name == "__metadata__") continue;
                var type = TypeOf(entry.Value.GetProperty("dtype").GetString());
                long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
                var (start, end) = (entry.Value.GetProperty("data_offsets")[0].GetInt64(), entry.Value.GetProperty("data_offsets")[1].GetInt64());
                var expected = shape.Aggregate((long)SizeOf(type), (product, size) => checked(product * size));
                if (start < 0 || end - start != expected || end > file.Length - 8 - length) throw Damaged(path, $"the numbers of {entry.Name} do not fit its shape");
                var bytes = new byte[expected];
                file.Position = 8 + length + start;
                file.ReadExactly(bytes);
                tensors[entry.Name] = Tensor.FromBytes(bytes, shape, type);
            }
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Damaged(path, fault.Message);
        }
        return tensors;
    }

    /// <summary>Reads numbers into tensors that are there, by name.</summary>
    /// <exception cref="InvalidDataException">A name is missing, or its shape is another.</exception>
    public static void LoadInto(string path, IEnumerable<(string Name, Tensor Value)> targets)
    {
        using var noGrad = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var loaded = Load(path);
        foreach (var (name, target) in targets)
        {
            if (!loaded.TryGetValue(name, out var source)) throw Damaged(path, $"it has no tensor {name}");
            if (!source.shape.SequenceEqual(target.shape))
            {
                throw Damaged(path, $"{name} has the shape [{string.Join(", ", source.shape)}], not [{string.Join(", ", target.shape)}]");
            }
            target.copy_(source);
        }
        torch.cuda.synchronize(); // the copies read host memory that is freed here
    }

    private static InvalidDataException Damaged(string path, string what) => new($"{path} cannot be read as safetensors: {what}.");

    private static int SizeOf(ScalarType type) => type switch
    {
        ScalarType.Byte or ScalarType.Bool => 1,
        ScalarType.BFloat16 => 2,
        ScalarType.Int32 or ScalarType.Float32 => 4,
        ScalarType.Int64 or ScalarType.Float64 => 8,
    };

    private static string NameOf(ScalarType type) => type switch
    {
        ScalarType.Byte => "U8",
        ScalarType.Bool => "BOOL",
        ScalarType.BFloat16 => "BF16",
        ScalarType.Int32 => "I32",
        ScalarType.Float32 => "F32",
        ScalarType.Int64 => "I64",
        ScalarType.Float64 => "F64",
    };

    private static ScalarType TypeOf(string? name) => name switch
    {
        "U8" => ScalarType.Byte,
        "BOOL" => ScalarType.Bool,
        "BF16" => ScalarType.BFloat16,
        "I32" => ScalarType.Int32,
        "F32" => ScalarType.Float32,
        "I64" => ScalarType.Int64,
        "F64" => ScalarType.Float64,
        _ => throw new FormatException($"the type {name} is not known"),
    };
}
