using System.Diagnostics;
using System.Text;
using Verifiers.Policy.Network;
using Verifiers.Policy.Tests.Torch;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Tests.Network;

[Collection(TorchCollection.Name)]
public sealed class SafetensorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;

    private string FilePath => Path.Combine(_folder, "a.safetensors");

    [Fact]
    public void Tensors_come_back_as_they_were_saved()
    {
        using var scope = torch.NewDisposeScope();
        Save();
        var loaded = Safetensors.Load(FilePath);
        Assert.Equal(["a", "b", "c", "scalar"], loaded.Keys.Order());
        Assert.Equal((ScalarType.Float32, "2,3"), (loaded["a"].dtype, string.Join(',', loaded["a"].shape)));
        Assert.Equal([1f, 2, 3, 4, 5, 6], loaded["a"].ToArray<float>());
        Assert.Equal([7L, -8], loaded["b"].ToArray<long>());
        Assert.Equal(ScalarType.BFloat16, loaded["c"].dtype);
        Assert.Equal([1.5f, -0.25f], loaded["c"].to(ScalarType.Float32).ToArray<float>());
        Assert.Equal(0.1, loaded["scalar"].ToDouble());
    }

    /// <summary>The format read by a program that shares no code with ours: as the specification has it.</summary>
    [Fact]
    public void The_file_is_in_the_published_format()
    {
        using var scope = torch.NewDisposeScope();
        Save();
        const string program = """
            import json, struct, sys
            data = open(sys.argv[1], 'rb').read()
            size, = struct.unpack('<Q', data[:8])
            assert size % 8 == 0, size
            header = json.loads(data[8:8 + size])
            body = data[8 + size:]
            assert header.pop('__metadata__') == {'format': 'pt'}
            def numbers(name, code):
                start, end = header[name]['data_offsets']
                return list(struct.unpack('<%d%s' % ((end - start) // struct.calcsize(code), code), body[start:end]))
            assert max(entry['data_offsets'][1] for entry in header.values()) == len(body)
            print(header['a']['dtype'], header['a']['shape'], numbers('a', 'f'), header['b']['dtype'], numbers('b', 'q'), header['scalar']['shape'], numbers('scalar', 'd'))
            """;
        using var python = Process.Start(new ProcessStartInfo("python3", ["-c", program, FilePath]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        Assert.Equal("F32 [2, 3] [1.0, 2.0, 3.0, 4.0, 5.0, 6.0] I64 [7, -8] [] [0.1]\n", python.StandardOutput.ReadToEnd());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234567")]
    [InlineData("\u0002\0\0\0\0\0\0\0{}extra but no header of that length is a fault\0", false)]
    [InlineData("\u007f\0\0\0\0\0\0\u0001{}")]
    [InlineData("\u0005\0\0\0\0\0\0\0nojso")]
    [InlineData("\u0041\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}           1234")]
    [InlineData("\u0041\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}           1234")]
    [InlineData("\u0041\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F31\",\"shape\":[1],\"data_offsets\":[0,4]}}           1234")]
    [InlineData("\u0041\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":1234567,\"data_offsets\":[0]}}        1234")]
    public void Damaged_files_are_refused(string content, bool refused = true)
    {
        File.WriteAllBytes(FilePath, Encoding.Latin1.GetBytes(content));
        if (refused) Assert.Throws<InvalidDataException>(() => Safetensors.Load(FilePath));
        else Assert.Empty(Safetensors.Load(FilePath));
    }

    [Fact]
    public void A_model_takes_only_its_own_shapes()
    {
        using var scope = torch.NewDisposeScope();
        Save();
        var fault = Assert.Throws<InvalidDataException>(() => Safetensors.LoadInto(FilePath, [("a", torch.zeros([3, 2], ScalarType.Float32, Device.CPU))]));
        Assert.Contains("a has the shape [2, 3], not [3, 2]", fault.Message, StringComparison.Ordinal);
        fault = Assert.Throws<InvalidDataException>(() => Safetensors.LoadInto(FilePath, [("d", torch.zeros([1], ScalarType.Float32, Device.CPU))]));
        Assert.Contains("no tensor d", fault.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Save() => Safetensors.Save(
        FilePath,
        [
            ("a", torch.tensor<float>([1, 2, 3, 4, 5, 6], [2, 3], Device.CPU)),
            ("b", torch.tensor<long>([7, -8], [2], Device.CPU)),
            ("c", torch.tensor<float>([1.5f, -0.25f], [2], Device.CPU).to(ScalarType.BFloat16)),
            ("scalar", torch.tensor<double>([0.1], [], Device.CPU)),
        ],
        new Dictionary<string, string> { ["format"] = "pt" });
}
