using System.Globalization;
using System.IO.Compression;
using System.Text;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Input;

namespace Verifiers.Api.Tests.Rescoring;

/// <summary>How files become batches.</summary>
public sealed class InputTests : IDisposable
{
    private static readonly FieldMapping Mapping = new("verifiers", FieldMapping.Known.ToDictionary(field => field));
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.jsonl")]
    [InlineData("a.jsonl.gz")]
    public void Lines_are_read_with_any_end_and_from_any_line_on(string name)
    {
        var long_ = new string('x', 700_000);
        var path = _folder.Write(name, "one", "", long_, "four\r", "ü");
        var all = LinesOf(path, 0, 0);
        Assert.Equal(["one", "", long_, "four\r", "ü"], all.Select(line => line.Text));
        foreach (var line in all)
            Assert.Equal(all.Skip((int)line.Number), LinesOf(path, line.Offset, line.Number));
    }

    [Fact]
    public void A_last_line_without_an_end_counts()
    {
        File.WriteAllText(_folder.At("a.jsonl"), "one\ntwo");
        Assert.Equal(["one", "two"], LinesOf(_folder.At("a.jsonl"), 0, 0).Select(line => line.Text));
    }

    [Fact]
    public void A_line_beyond_the_bound_is_passed_over_and_the_next_one_is_read()
    {
        var path = _folder.At("a.jsonl");
        using (var file = File.Create(path))
        {
            file.Write("{\"completion\": \""u8);
            var block = Enumerable.Repeat((byte)'x', 1 << 20).ToArray();
            for (var i = 0; i < 70; i++)
                file.Write(block);
            file.Write("\"}\n{\"completion\": \"b\"}\n"u8);
        }
        var batch = Assert.Single(Batches(new(1, 1, false, false), path));
        Assert.Equal([(1L, "expected at most 64 MiB, found a longer line.")], batch.Rejected.Select(line => (line.Line, line.Reason)));
        Assert.Equal([(2L, "b")], batch.Rollouts.Select(rollout => (rollout.Line, rollout.Completion)));
    }

    [Theory]
    [InlineData("""{"completion": "NaN, Infinity", "reward": NaN}""", "NaN, Infinity")]
    [InlineData("""{"completion":"\" ,\"x\":NaN,","reward":-Infinity,"more":[NaN,Infinity , {"a":NaN}]}""", "\" ,\"x\":NaN,")]
    [InlineData("""{"reward": Infinity,	"completion": "\\", "reference": NaN}""", "\\")]
    [InlineData("""{"completion": "c", "reference": ["NaN"], "step": NaN, "group": NaN, "id": NaN, "tokens": NaN}""", "c")]
    public void Numbers_that_are_none_are_no_earlier_reward_and_texts_are_left_alone(string line, string completion)
    {
        var rollout = Assert.Single(Assert.Single(Batches(new(1, 1, false, false), _folder.Write("a.jsonl", line))).Rollouts);
        Assert.Equal((completion, (double?)null, (long?)null, (string?)null), (rollout.Completion, rollout.Earlier, rollout.Step, rollout.Group));
    }

    [Theory]
    [InlineData("""{"completion": "c", "reward": NaN, "x": nan}""", "expected JSON, found an error at byte 42:")]
    [InlineData("""{"completion": "c", "reward": NaNo}""", "expected JSON, found an error at byte 31:")]
    [InlineData("""{"completion": "c", "reward": +Infinity}""", "expected JSON, found an error at byte 31:")]
    [InlineData("""{"completion": "c", "reward": NaN""", "expected JSON, found an error at byte 34:")]
    [InlineData("""{"completion": "c", NaN: 1}""", "expected JSON, found an error at byte 21:")]
    [InlineData("""{"completion": "c, "reward": NaN}""", "expected JSON, found an error at byte 21:")]
    [InlineData("""{"completion": NaN}""", "completion: expected a string")]
    [InlineData("""{"completion": "c", "reference": {"answer": [1, NaN]}}""", "reference: expected JSON, found NaN or Infinity in it.")]
    [InlineData("NaN", "expected a JSON object.")]
    public void A_line_that_is_no_JSON_beside_such_numbers_stays_rejected(string line, string reason)
    {
        var rejected = Assert.Single(Assert.Single(Batches(new(1, 1, false, false), _folder.Write("a.jsonl", line))).Rejected);
        Assert.StartsWith(reason, rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(1, rejected.Line);
    }

    [Theory]
    [InlineData("""{"completion": "c", "reference": "\ud800"}""", "reference: expected text, found an escape of an unpaired surrogate")]
    [InlineData("""{"completion": "c", "reference": {"a": ["\ud83d\ude00", "\uDc00"]}}""", "reference: expected text")]
    [InlineData("""{"completion": "c", "reference": {"\ud800": 1}}""", "the name of the field \"\\ud800\": expected text")]
    [InlineData("""{"completion": [{"\ud800": 1}]}""", "the name of the field \"\\ud800\": expected text")]
    [InlineData("""{"completion": [{"type": "\ud800"}]}""", "completion[0].type: expected text")]
    [InlineData("""{"\ud800": 1, "completion": "c"}""", "the name of the field \"\\ud800\": expected text")]
    [InlineData("""{"completion": "c", "id": "\ud800"}""", "id: expected text")]
    public void A_half_surrogate_rejects_its_line_and_no_other(string line, string reason)
    {
        var path = _folder.Write("a.jsonl", line, """{"completion": "\ud83d\ude00", "reference": "\ud83d\ude00"}""");
        Assert.Equal("verifiers", DumpFormats.Detect([new InputFile(path, "a.jsonl", 1)], new Dictionary<string, string>()).Format);
        var batch = Assert.Single(Batches(new(1, 1, false, false), path));
        Assert.Equal("😀", Assert.Single(batch.Rollouts).Completion);
        var rejected = Assert.Single(batch.Rejected);
        Assert.StartsWith(reason, rejected.Reason, StringComparison.Ordinal);
        Assert.Equal(1, rejected.Line);
    }

    [Fact]
    public void A_half_surrogate_in_a_field_that_is_not_read_is_left_alone()
    {
        var path = _folder.Write("a.jsonl", """{"completion": "c", "other": "\ud800"}""");
        Assert.Single(Assert.Single(Batches(new(1, 1, false, false), path)).Rollouts);
    }

    [Fact]
    public void A_first_line_whose_reward_is_none_is_of_the_same_dump()
    {
        var path = _folder.Write("a.jsonl", """{"input": "p", "output": "c", "gts": "x", "score": NaN, "step": 7}""");
        var mapping = DumpFormats.Detect([new InputFile(path, "a.jsonl", 1)], new Dictionary<string, string>());
        Assert.Equal(("verl", "score", "gts"), (mapping.Format, mapping.Paths["reward"], mapping.Paths["reference"]));
    }

    [Fact]
    public void A_line_of_nothing_but_such_numbers_takes_one_pass()
    {
        var path = _folder.Write("a.jsonl", $$"""{"completion": "c", "x": [{{string.Join(',', Enumerable.Repeat("NaN", 2_000_000))}}]}""");
        Assert.Single(Assert.Single(Batches(new(1, 1, false, false), path)).Rollouts);
    }

    [Fact]
    public void A_broken_compressed_file_gives_what_can_be_read_and_says_where_it_ends()
    {
        var path = _folder.Write("a.jsonl.gz", Enumerable.Range(0, 20_000).Select(i => $$"""{"completion": "{{HashOf(i)}}"}"""));
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.Length / 2, 2000).Fill(0xff);
        File.WriteAllBytes(path, bytes);
        var batches = Batches(new(1, 1, false, false), path);
        var rejected = Assert.Single(batches.SelectMany(batch => batch.Rejected), line => line.Reason.Contains("compressed", StringComparison.Ordinal));
        Assert.Equal(batches.Sum(batch => batch.Rollouts.Count + batch.Rejected.Count), rejected.Line);
        Assert.InRange(rejected.Line, 2, 19_999);
    }

    [Fact]
    public void A_compressed_file_that_is_cut_off_is_reported()
    {
        var path = _folder.Write("a.jsonl.gz", Enumerable.Range(0, 20_000).Select(i => $$"""{"completion": "{{HashOf(i)}}"}"""));
        var bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        Assert.Single(Batches(new(1, 1, false, false), path).SelectMany(batch => batch.Rejected), line => line.Reason.Contains("compressed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_mark_that_the_cut_off_file_swallowed_as_text_is_none()
    {
        var mark = new byte[1000];
        using var reader = new EndMark(new MemoryStream());
        var member = mark.AsSpan(0, reader.Read(mark));
        using var gzip = new GZipStream(new MemoryStream(member.ToArray()), CompressionMode.Decompress);
        using var text = new MemoryStream();
        gzip.CopyTo(text);
        Assert.Equal(text.Length, EndMark.LengthAtEnd([.. "a line"u8, .. text.ToArray()]));
        var swallowed = member[..(member.IndexOf(text.ToArray()) + (int)text.Length)].ToArray();
        Assert.Throws<InvalidDataException>(() => EndMark.LengthAtEnd([.. "a line"u8, .. swallowed]));
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void At_whatever_byte_a_compressed_file_is_cut_off_its_lines_are_the_first_of_the_whole_and_the_cut_is_reported(CompressionLevel level)
    {
        // Line ends are frequent, and so whatever the decompressor makes of bytes behind the cut holds some.
        var whole = Enumerable.Range(0, 400).Select(i => HashOf(i)[..(i % 3)]).ToList();
        var path = _folder.At("a.jsonl.gz");
        using (var text = new StreamWriter(new GZipStream(File.Create(path), level)))
            text.Write(string.Concat(whole.Select(line => line + "\n")));
        var bytes = File.ReadAllBytes(path);
        Assert.Equal(whole, LinesOf(path, 0, 0).Select(line => line.Text));
        for (var cut = 1; cut < bytes.Length; cut++)
        {
            File.WriteAllBytes(path, bytes[..cut]);
            var read = new List<string>();
            using var reader = new LineReader(path, 0, 0);
            Assert.Throws<InvalidDataException>(() =>
            {
                while (reader.TryRead(out var line, out _))
                    read.Add(Encoding.UTF8.GetString(line.Span));
            });
            Assert.Equal(whole.Take(read.Count), read);
        }
    }

    [Fact]
    public void A_compressed_file_that_is_cut_off_gives_no_line_that_is_not_in_it()
    {
        var whole = Enumerable.Range(0, 1000).Select(i => $"so \\\\boxed{{{i % 37}{new string('x', i % 50 * 7)}}} because of {i}").ToList();
        var path = _folder.Write("a.jsonl.gz", whole.Select(text => $$"""{"completion": "{{text}}"}"""));
        var bytes = File.ReadAllBytes(path);
        for (var cut = 0; cut < 60; cut++)
        {
            File.WriteAllBytes(path, bytes[..(100 + (cut * (bytes.Length - 110) / 60))]);
            var batches = Batches(new(1, 1, false, false), path).ToList();
            var read = batches.SelectMany(batch => batch.Rollouts).Select(rollout => rollout.Completion).ToList();
            Assert.Equal(whole.Take(read.Count).Select(text => text.Replace("\\\\", "\\", StringComparison.Ordinal)), read);
            var rejected = Assert.Single(batches.SelectMany(batch => batch.Rejected));
            Assert.Equal(read.Count + 1, rejected.Line);
        }
    }

    [Fact]
    public void A_group_is_never_divided()
    {
        var path = _folder.Write("a.jsonl", Groups(400, 7));
        var batches = Batches(new(1, 1, KeepsGroups: true, false), path);
        Assert.True(batches.Count > 5);
        var unitsOfBatches = batches.Select(batch => batch.Rollouts.Select(rollout => rollout.Unit).ToHashSet()).ToList();
        Assert.Equal(400, unitsOfBatches.Sum(units => units.Count));
        Assert.All(batches.SelectMany(batch => batch.Rollouts).GroupBy(rollout => rollout.Unit), unit => Assert.Equal(7, unit.Count()));
    }

    [Fact]
    public void A_group_that_is_judged_whole_has_a_bound()
    {
        var path = _folder.Write("a.jsonl", Groups(1, 5000));
        Assert.Contains("'g0'", Assert.Throws<RescoreException>(() => Batches(new(1, 1, KeepsGroups: true, false), path)).Message, StringComparison.Ordinal);
        Assert.Equal(5000, Batches(new(1, 1, KeepsGroups: false, false), path).Sum(batch => batch.Rollouts.Count));
    }

    [Fact]
    public void Shards_divide_the_rollouts_and_the_rejected_lines_between_them_and_keep_groups_together()
    {
        var lines = Groups(100, 5).ToList();
        for (var i = 0; i < lines.Count; i += 50)
            lines.Insert(i, "{broken");
        var path = _folder.Write("a.jsonl", lines);
        var shards = Enumerable.Range(1, 4).Select(shard => Batches(new(shard, 4, false, false), path)).ToList();
        var all = shards.SelectMany(batches => batches).SelectMany(batch => batch.Rollouts.Select(rollout => rollout.Line).Concat(batch.Rejected.Select(line => line.Line)));
        Assert.Equal(Enumerable.Range(1, lines.Count).Select(line => (long)line), all.Order());
        var unitsOfShards = shards.Select(batches => batches.SelectMany(batch => batch.Rollouts).Select(rollout => rollout.Unit).ToHashSet()).ToList();
        Assert.All(unitsOfShards, units => Assert.Equal(25, units.Count));
        Assert.Equal(100, unitsOfShards.SelectMany(units => units).Distinct().Count());
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 3, false)]
    public void Reading_goes_on_from_the_end_of_any_batch_as_if_it_had_not_stopped(int shard, int shards, bool keepsGroups)
    {
        var lines = Groups(300, 5).ToList();
        lines.Insert(700, "{broken");
        var files = new[] { _folder.Write("a.jsonl", lines), _folder.Write("b.jsonl.gz", Groups(150, 4)) };
        var cutting = new Cutting(shard, shards, keepsGroups, SplitsSteps: true);
        var whole = Batches(cutting, files).Select(Describe).ToList();
        var batches = Batches(cutting, files);
        for (var i = 0; i < batches.Count; i++)
            Assert.Equal(whole.Skip(i + 1), Reader(cutting, files).Read(batches[i].End).Select(Describe));
    }

    [Fact]
    public void A_group_does_not_go_on_in_the_next_file_wherever_reading_begins()
    {
        var files = new[] { _folder.Write("a.jsonl", Groups(1, 3)), _folder.Write("b.jsonl", [.. Enumerable.Repeat("{broken", 17_000), .. Groups(1, 3)]) };
        var cutting = new Cutting(1, 1, KeepsGroups: true, SplitsSteps: false);
        var batches = Batches(cutting, files);
        Assert.Equal([0, 0, 0, 1, 1, 1], batches.SelectMany(batch => batch.Rollouts).Select(rollout => rollout.Unit));
        for (var i = 0; i < batches.Count; i++)
            Assert.Equal(batches.Skip(i + 1).Select(Describe), Reader(cutting, files).Read(batches[i].End).Select(Describe));
    }

    [Fact]
    public void Patterns_that_a_shell_left_alone_are_matched_and_names_must_differ()
    {
        Directory.CreateDirectory(_folder.At("x", "y"));
        foreach (var name in new[] { "b.jsonl", "a.jsonl", "c.txt" })
            File.WriteAllText(_folder.At("x", name), "");
        File.WriteAllText(_folder.At("x", "y", "d.jsonl"), "");
        Assert.Equal(["a.jsonl", "b.jsonl"], Names("x/*.jsonl"));
        Assert.Equal(["a.jsonl", "b.jsonl", "d.jsonl"], Names("x/**/*.jsonl").Order(StringComparer.Ordinal));
        Assert.Throws<RescoreException>(() => Names("x/*.gz"));
        Assert.Throws<RescoreException>(() => Names("x/none.jsonl"));
        File.WriteAllText(_folder.At("x", "y", "a.jsonl"), "");
        Assert.Contains("the same name", Assert.Throws<RescoreException>(() => Names("x/**/*.jsonl")).Message, StringComparison.Ordinal);
        Assert.Throws<RescoreException>(() => InputFiles.Find([_folder.At("x", "a.jsonl")], _folder.At("x")));

        IEnumerable<string> Names(string pattern) => InputFiles.Find([_folder.At(pattern)], _folder.At("out")).Select(file => file.Name);
    }

    private static IEnumerable<string> Groups(int groups, int size) =>
        from @group in Enumerable.Range(0, groups)
        from index in Enumerable.Range(0, size)
        select string.Create(CultureInfo.InvariantCulture, $$"""{"group": "g{{@group}}", "step": {{@group / 50}}, "completion": "{{@group}} {{index}}"}""");

    private static string HashOf(int i) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)));

    private static string Describe(RolloutBatch batch) =>
        $"{batch.File.Name} {batch.End} {string.Join(' ', batch.Rollouts.Select(rollout => $"{rollout.Line}/{rollout.Unit}"))} {string.Join(' ', batch.Rejected)}";

    private static List<RolloutBatch> Batches(Cutting cutting, params string[] paths) => [.. Reader(cutting, paths).Read(InputPosition.Start)];

    private static BatchReader Reader(Cutting cutting, string[] paths) =>
        new([.. paths.Select(path => new InputFile(path, Path.GetFileName(path), new FileInfo(path).Length))], Mapping, cutting);

    private static List<(string Text, long Offset, long Number)> LinesOf(string path, long offset, long number)
    {
        using var reader = new LineReader(path, offset, number);
        var lines = new List<(string, long, long)>();
        while (reader.TryRead(out var line, out _))
            lines.Add((Encoding.UTF8.GetString(line.Span), reader.Offset, reader.Number));
        return lines;
    }
}
