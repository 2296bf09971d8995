using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Verifiers.Api.Review;
using Verifiers.Combining;

namespace Verifiers.Api.Tests.Review;

public sealed class ReviewFileTests : IDisposable
{
    private static readonly TimeSpan _long = TimeSpan.FromMinutes(5); // a busy disk is no part of what is tested
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-review-").FullName;

    private string ReviewPath => Path.Combine(_folder, "review.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_line_is_in_the_file_before_its_verdict_leaves()
    {
        await using var file = Open();
        Assert.True(await RecordAsync(file, "a \"quoted\"\ncompletion"));
        var line = JsonDocument.Parse(Assert.Single(File.ReadAllLines(ReviewPath))).RootElement;
        Assert.Equal("a \"quoted\"\ncompletion", line.GetProperty("completion").GetString());
        Assert.Equal("the prompt", line.GetProperty("prompt").GetString());
        Assert.Equal("incorrect", line.GetProperty("opinions")[1].GetProperty("verdict").GetString());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(ReviewPath));
    }

    [Fact]
    public async Task Lines_that_come_together_are_all_written_whole()
    {
        await using var file = Open();
        var kept = await Task.WhenAll(Enumerable.Range(0, 500).Select(i => Task.Run(() => RecordAsync(file, $"completion {i}").AsTask())));
        Assert.All(kept, one => Assert.True(one));
        var texts = File.ReadAllLines(ReviewPath).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("completion").GetString());
        Assert.Equal(Enumerable.Range(0, 500).Select(i => $"completion {i}").Order(StringComparer.Ordinal), texts.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_line_that_a_crash_tore_spoils_no_other()
    {
        File.WriteAllText(ReviewPath, "{\"whole\": 1}\n{\"torn\": ");
        await using var file = Open();
        Assert.True(await RecordAsync(file, "next"));
        var lines = File.ReadAllLines(ReviewPath);
        Assert.Equal(3, lines.Length);
        Assert.Equal("next", JsonDocument.Parse(lines[2]).RootElement.GetProperty("completion").GetString());
    }

    [Fact]
    public async Task A_full_file_takes_no_more_and_keeps_what_it_has()
    {
        await using var file = Open(new() { File = ReviewPath, MaxMiB = 1, MaxCharacters = 400_000, MaxWait = _long });
        var kept = new List<bool?>();
        for (var i = 0; i < 4; i++)
            kept.Add(await RecordAsync(file, new string('x', 400_000)));
        Assert.Equal([true, true, false, false], kept);
        Assert.Equal(2, File.ReadAllLines(ReviewPath).Length);
        Assert.True(new FileInfo(ReviewPath).Length <= 1 << 20);
        File.Move(ReviewPath, ReviewPath + ".read"); // people take it away, and there is room again
        Assert.True(await RecordAsync(file, "x"));
        Assert.Single(File.ReadAllLines(ReviewPath));
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_holds_no_verdict_up()
    {
        Directory.CreateDirectory(ReviewPath);
        await using var file = Open();
        Assert.False(await RecordAsync(file, "x"));
    }

    [Fact]
    public async Task A_disk_that_does_not_answer_holds_a_verdict_up_for_a_bounded_time()
    {
        using var made = System.Diagnostics.Process.Start("mkfifo", ReviewPath)!;
        await made.WaitForExitAsync();
        var file = Open(new() { File = ReviewPath, MaxWait = TimeSpan.FromMilliseconds(200) });
        Assert.False(await RecordAsync(file, "x").AsTask().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Without_a_file_nothing_is_kept_and_nothing_is_missing() =>
        Assert.Null(await RecordAsync(Open(new()), "x"));

    [Fact]
    public async Task Long_texts_are_cut_between_characters()
    {
        await using var file = Open(new() { File = ReviewPath, MaxCharacters = 101, MaxWait = _long });
        Assert.True(await RecordAsync(file, string.Concat(Enumerable.Repeat("😀", 100))));
        var text = JsonDocument.Parse(File.ReadAllLines(ReviewPath)[0]).RootElement.GetProperty("completion").GetString()!;
        Assert.Equal(101, text.Length);
        Assert.EndsWith("😀…", text, StringComparison.Ordinal);
    }

    private ReviewFile Open(ReviewSettings? settings = null) => new(settings ?? new() { File = ReviewPath, MaxWait = _long }, TimeProvider.System, NullLogger<ReviewFile>.Instance);

    private static ValueTask<bool?> RecordAsync(ReviewFile file, string completion) => file.RecordAsync(
        new("the prompt", completion, "\"42\"", [
            new("a", Verdict.Correct, 1, "equal", "Equal.", null), new("b", Verdict.Incorrect, 0, "different", "Different.", null),
        ]), CancellationToken.None);
}
