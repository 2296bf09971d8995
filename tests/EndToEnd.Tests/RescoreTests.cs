using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Verifiers.EndToEnd.Tests;

/// <summary><c>verifiers rescore</c> as a process of its own: killed at any moment, and with far less memory than input.</summary>
public sealed class RescoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-rescore-").FullName;
    private readonly Random _random = new(20260);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_run_that_is_killed_again_and_again_ends_with_the_bytes_of_one_that_is_not()
    {
        WriteDump("a.jsonl", 9_000, isBroken: line => line % 777 == 5);
        WriteDump("b.jsonl.gz", 6_000, isBroken: line => line % 999 == 7);
        Assert.Equal(2, await RunAsync("whole")); // some lines are broken
        var (output, killed) = ("", 0);
        for (var attempt = 0; attempt < 8 && killed < 3; attempt++) // a test that gets no CPU may come too late, and begins anew
        {
            output = string.Create(CultureInfo.InvariantCulture, $"killed-{attempt}");
            killed = 0;
            while (killed < 25 && await KillAsync(output, killed))
                killed++;
        }

        Assert.True(killed >= 3, $"The process ended before it could be killed more than {killed} times.");
        Assert.Equal(2, await RunAsync(output));
        Assert.Equal(OutputsOf("whole"), OutputsOf(output));
    }

    [Fact]
    public async Task A_retry_that_is_killed_again_and_again_ends_with_the_bytes_of_a_run_without_errors()
    {
        WriteDump("a.jsonl", 9_000, isBroken: line => line % 777 == 5);
        WriteDump("b.jsonl.gz", 6_000, isBroken: line => line % 999 == 7);
        Assert.Equal(2, await RunAsync("whole"));
        var (output, killed) = ("", 0);
        for (var attempt = 0; attempt < 8 && killed < 2; attempt++) // a test that gets no CPU may come too late, and begins anew
        {
            output = string.Create(CultureInfo.InvariantCulture, $"killed-{attempt}");
            killed = 0;
            Assert.Equal(2, await RunAsync(output));
            TakeVerdictsAway(output, "a.jsonl", "b.jsonl.gz");
            Assert.NotEqual(OutputsOf("whole"), OutputsOf(output));
            while (killed < 25 && await KillAsync(output, killed, "--retry-errors"))
            {
                killed++;
                foreach (var (name, _) in OutputsOf("whole"))
                    Assert.True(File.Exists(At(output, name)) || File.Exists(At(output, ".retry", name)), name);
            }
        }
        Assert.True(killed >= 2, $"The process ended before it could be killed more than {killed} times.");
        Assert.Equal(2, await RunAsync(output, "--retry-errors"));
        Assert.Equal(OutputsOf("whole"), OutputsOf(output));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task A_run_that_is_interrupted_says_how_it_goes_on_and_does(string signal)
    {
        WriteDump("a.jsonl", 9_000, isBroken: line => line % 777 == 5);
        WriteDump("b.jsonl.gz", 6_000, isBroken: line => line % 999 == 7);
        Assert.Equal(2, await RunAsync("whole"));
        var (output, status, said) = ("", 0, "");
        for (var attempt = 0; attempt < 8 && status != 130; attempt++) // it may be done before the signal comes
        {
            output = string.Create(CultureInfo.InvariantCulture, $"interrupted-{attempt}");
            var errors = new System.Collections.Concurrent.ConcurrentQueue<string?>();
            using var process = Start(output, ["a.jsonl", "b.jsonl.gz"], "r1-zero-math", onError: errors.Enqueue);
            while (!process.HasExited && StateOf(output, "*.scored.jsonl").Length == 0)
                await Task.Delay(2);
            using (var kill = Process.Start("kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)]))
                await kill.WaitForExitAsync();
            status = await EndAsync(process);
            process.WaitForExit(); // until what it said has been read
            said = string.Join('\n', errors);
        }
        Assert.Equal(130, status);
        Assert.Contains("The same command goes on from here", said, StringComparison.Ordinal);
        Assert.Equal(2, await RunAsync(output));
        Assert.Equal(OutputsOf("whole"), OutputsOf(output));
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_input()
    {
        // 160 MB of text, which is 320 MB as strings, within a heap of 96 MiB.
        var completion = string.Concat(Enumerable.Repeat("<think>one and one and one</think> ", 220));
        using (var text = new StreamWriter(new GZipStream(File.Create(At("large.jsonl.gz")), CompressionLevel.Fastest)))
        {
            for (var i = 0; i < 20_000; i++)
                text.Write(string.Create(CultureInfo.InvariantCulture, $"{{\"group\": \"{i / 8}\", \"completion\": \"{i} {completion}\"}}\n"));
        }
        using var process = Start("out", ["large.jsonl.gz"], "format", heapMiB: 96);
        Assert.Equal(0, await EndAsync(process));
        Assert.Equal(20_000, File.ReadLines(At("out", "large.jsonl.gz.scored.jsonl")).Count());
    }

    /// <summary>What an outage leaves behind: in every seventh line the verdict is missing, and the checkpoint says so.</summary>
    private void TakeVerdictsAway(string output, params string[] inputs)
    {
        var checkpoint = JsonNode.Parse(File.ReadAllText(At(output, "checkpoint.json")))!;
        foreach (var input in inputs)
        {
            var path = At(output, input + ".scored.jsonl");
            var lines = File.ReadAllLines(path);
            for (var i = 0; i < lines.Length; i += 7)
            {
                var line = JsonNode.Parse(lines[i])!;
                (line["reward"], line["verdict"]) = (null, "error");
                (line["components"]![0]!["score"], line["components"]![0]!["verdict"], line["components"]![0]!["reason"]) = (null, "error", "sandbox_failure");
                lines[i] = line.ToJsonString();
            }
            File.WriteAllLines(path, lines);
            checkpoint["lengths"]![input + ".scored.jsonl"] = new FileInfo(path).Length;
        }
        checkpoint["tally"]!["error_reasons"] = new JsonObject { ["math: sandbox_failure"] = 1 };
        File.WriteAllText(At(output, "checkpoint.json"), checkpoint.ToJsonString());
    }

    private void WriteDump(string name, int count, Func<int, bool> isBroken)
    {
        using var text = new StreamWriter(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(File.Create(At(name)), CompressionLevel.Fastest) : File.Create(At(name)));
        for (var i = 0; i < count; i++)
        {
            text.Write(isBroken(i) ? "{\"input\": \"cut o\n" : string.Create(
                CultureInfo.InvariantCulture,
                $"{{\"input\": \"p{i / 4}\", \"output\": \"<think>{new string((char)('a' + (i % 26)), 400)}</think><answer>\\\\boxed{{\\\\frac{{{i}}}{{{i + 1 + (i % 2)}}}}}</answer>\", \"gts\": \"\\\\frac{{{i}}}{{{i + 1}}}\", \"score\": {i % 3 / 2}, \"step\": {i / 100}}}\n"));
        }
    }

    /// <summary>Kills a run at a random moment: while it starts, while it writes, or right after it has noted its progress.</summary>
    /// <returns>Whether it was still at work.</returns>
    private async Task<bool> KillAsync(string output, int round, params string[] options)
    {
        using var process = Start(output, ["a.jsonl", "b.jsonl.gz"], "r1-zero-math", options: options);
        var watched = (round % 3) switch
        {
            0 => null,
            1 => "checkpoint.json",
            _ => "*.scored.jsonl",
        };
        var before = watched is null ? null : StateOf(output, watched);
        while (watched is not null && !process.HasExited && StateOf(output, watched) == before)
            await Task.Delay(2);
        await Task.Delay(_random.Next(watched is null ? 1500 : 120));
        var wasAtWork = !process.HasExited;
        process.Kill(); // SIGKILL
        await EndAsync(process);
        return wasAtWork && process.ExitCode == 137;
    }

    private string StateOf(string output, string pattern) => Directory.Exists(At(output))
        ? string.Join(' ', new DirectoryInfo(At(output)).GetFiles(pattern, SearchOption.AllDirectories).Select(file => $"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"))
        : "";

    private async Task<int> RunAsync(string output, params string[] options)
    {
        using var process = Start(output, ["a.jsonl", "b.jsonl.gz"], "r1-zero-math", options: options);
        return await EndAsync(process);
    }

    private Process Start(string output, string[] inputs, string rubric, int? heapMiB = null, string[]? options = null, Action<string?>? onError = null)
    {
        // A shell ignores SIGINT for what it runs in the background, and that is inherited: here it counts however the tests were started.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", Repository.Executable, "rescore", .. inputs, "--rubric", rubric, "--out", output, "--no-cache", "--concurrency", "1", .. rubric == "format" ? Array.Empty<string>() : ["--baseline-field", "score"], .. options ?? []])
        {
            WorkingDirectory = _folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (heapMiB is { } limit)
            start.Environment["DOTNET_GCHeapHardLimit"] = (limit << 20).ToString("X", CultureInfo.InvariantCulture);
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => onError?.Invoke(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<int> EndAsync(Process process)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await process.WaitForExitAsync(patience.Token);
        return process.ExitCode;
    }

    /// <summary>Everything that is promised to be the same.</summary>
    private SortedDictionary<string, string> OutputsOf(string output) => new(
        Directory.GetFiles(At(output), "*.jsonl").Where(path => !path.EndsWith(".timing.jsonl", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))), StringComparer.Ordinal);

    private string At(params string[] parts) => Path.Combine([_folder, .. parts]);
}
