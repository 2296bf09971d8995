using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifiers.Api.Cache;
using Verifiers.Api.Tests.Rescoring;

namespace Verifiers.Api.Tests.Cache;

/// <summary>The file of verdicts and what is asked of it.</summary>
public sealed class VerdictCacheTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Messages _messages = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly SteppedClock _clock = new();
    private int _judged;

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_verdict_is_known_to_the_next_process_with_everything_that_it_says()
    {
        var judgement = Judgement.Incorrect("wrong", "Because „é“ < 1.", new Found(0.1 + 0.2, "x\u2028<&", [1, 2]), [new("flag", "Odd.")], 0.25);
        await using (var first = Open())
            Assert.False((await AskAsync(first, "a", judgement)).WasKnown);
        await using var second = Open();
        var (known, wasKnown) = await AskAsync(second, "a", Judgement.Correct("other", "Other."));
        Assert.True(wasKnown);
        Assert.Equal(1, _judged);
        Assert.Equal((Verdict.Incorrect, 0.25, "wrong", "Because „é“ < 1."), (known.Verdict, known.Score, known.Reason, known.Explanation));
        Assert.Equal([new Flag("flag", "Odd.")], known.Flags);
        Assert.Equal(
            System.Text.Json.JsonSerializer.Serialize<object>(judgement.Evidence!, WireJson.Options), System.Text.Json.JsonSerializer.Serialize<object>(known.Evidence!, WireJson.Options));
    }

    [Fact]
    public async Task What_may_not_be_kept_is_judged_again()
    {
        await using (var first = Open())
            await AskAsync(first, "a", Judgement.Error("outage", "Gone."), mayKeep: false);
        await using var second = Open();
        Assert.False((await AskAsync(second, "a", Judgement.Correct("ok", "Right."))).WasKnown);
    }

    [Fact]
    public async Task Equal_work_in_flight_is_done_once()
    {
        await using var cache = Open();
        var release = new TaskCompletionSource();
        var asked = Enumerable.Range(0, 50).Select(_ => cache.GetAsync(Key("a"), JudgeAsync, _ => true, CancellationToken.None)).ToList();
        release.SetResult();
        var answers = await Task.WhenAll(asked);
        Assert.Equal(1, _judged);
        Assert.Single(answers, answer => !answer.WasKnown);

        async Task<Judgement> JudgeAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _judged);
            await release.Task.WaitAsync(cancellationToken);
            return Judgement.Correct("ok", "Right.");
        }
    }

    [Fact]
    public async Task Who_waits_for_the_work_of_another_that_fails_or_leaves_judges_for_itself()
    {
        await using var cache = Open();
        using var leaving = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var first = cache.GetAsync(Key("a"), async token =>
        {
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, token);
            throw new InvalidOperationException("never");
        }, _ => true, leaving.Token);
        await begun.Task;
        var second = AskAsync(cache, "a", Judgement.Correct("ok", "Right."));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("ok", (await second).Judgement.Reason);

        var fails = cache.GetAsync(Key("b"), async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("a fault");
        }, _ => true, CancellationToken.None);
        await Assert.ThrowsAsync<InvalidOperationException>(() => fails);
    }

    [Fact]
    public async Task A_verdict_reached_while_the_caller_leaves_is_not_kept()
    {
        using var leaving = new CancellationTokenSource();
        await using (var first = Open())
        {
            var asked = first.GetAsync(Key("a"), async _ =>
            {
                await leaving.CancelAsync();
                return Judgement.Incorrect("stopped", "It was stopped.");
            }, _ => true, leaving.Token);
            await Task.WhenAny(asked);
        }
        await using var second = Open();
        Assert.False((await AskAsync(second, "a", Judgement.Correct("ok", "Right."))).WasKnown);
    }

    [Fact]
    public void The_file_has_a_bound_and_what_was_not_used_for_longest_makes_room()
    {
        using var store = new VerdictStore(_folder.At("v.db"), 1 << 20);
        for (var round = 0; round < 200; round++)
        {
            store.Write(Enumerable.Range(0, 20).Select(i => (Key($"{round}-{i}"), (byte[]?)new byte[1000])), round);
            store.Write([(Key("0-0"), null)], round); // used all the time
            Assert.InRange(store.Size(), 0, (1 << 20) + (64 << 10));
        }
        Assert.NotNull(store.Find(Key("199-19")));
        Assert.NotNull(store.Find(Key("0-0")));
        Assert.Null(store.Find(Key("0-1")));
        Assert.InRange(new FileInfo(_folder.At("v.db")).Length, 0, 2 << 20);
    }

    [Fact]
    public async Task Several_processes_may_use_one_file_at_once()
    {
        // Connections of SQLite know nothing of each other, whether they are of one process or of several.
        var stores = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Patiently(() => new VerdictStore(_folder.At("v.db"), 64 << 20)))).ToList();
        await Task.WhenAll(stores.Select((opening, number) => Task.Run(async () =>
        {
            var store = await opening;
            for (var i = 0; i < 100; i++)
            {
                Patiently(() =>
                {
                    store.Write([(Key($"{number}-{i}"), [(byte)number])], i);
                    return true;
                });
                Assert.Equal((byte)number, store.Find(Key($"{number}-{i}"))!.Value.Content[0]);
            }
        })));
        using var fresh = new VerdictStore(_folder.At("v.db"), 64 << 20);
        Assert.All(Enumerable.Range(0, 400), i => Assert.NotNull(fresh.Find(Key($"{i % 4}-{i / 4}"))));
        foreach (var store in stores)
            (await store).Dispose();
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("header")]
    [InlineData("content")]
    [InlineData("folder")]
    public async Task A_file_that_cannot_be_used_is_said_to_be_and_everything_is_judged_without_it(string damage)
    {
        if (damage == "folder")
        {
            Directory.CreateDirectory(_folder.At("v.db"));
        }
        else
        {
            await using (var first = Open())
            {
                for (var i = 0; i < 300; i++)
                    await AskAsync(first, $"{i}", Judgement.Incorrect("wrong", $"The answer of the completion {i} is wrong."));
            }
            var bytes = File.ReadAllBytes(_folder.At("v.db"));
            if (damage == "garbage")
                bytes.AsSpan().Fill((byte)'x');
            else if (damage == "header")
                bytes.AsSpan(0, 100).Fill(0xff);
            else
                Replace(bytes, "\"verdict\":\"incorrect\",\"score\":0,"u8, "\"verdict\":\"correct\",\"score\":1,  "u8);
            File.WriteAllBytes(_folder.At("v.db"), bytes);
        }
        await using (var second = Open())
        {
            for (var i = 0; i < 300; i++)
                Assert.Equal("new", (await AskAsync(second, $"{i}", Judgement.Correct("new", "Judged anew."))).Judgement.Reason);
        }
        Assert.Contains("everything is judged without it", Assert.Single(_messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_another_process_holds_at_the_start_is_opened_later()
    {
        await using (var first = Open())
            await AskAsync(first, "a", Judgement.Correct("ok", "Right."));
        using var other = new SqliteConnection($"Data Source={_folder.At("v.db")};Pooling=false");
        other.Open();
        Execute(other, "PRAGMA locking_mode = EXCLUSIVE");
        Execute(other, "BEGIN EXCLUSIVE");
        await using (var second = Open())
        {
            Assert.False((await AskAsync(second, "a", Judgement.Correct("ok", "Right."))).WasKnown);
            var said = Assert.Single(_messages);
            Assert.Contains("is tried again every minute", said, StringComparison.Ordinal);
            Assert.DoesNotContain("Delete the file", said, StringComparison.Ordinal);
            other.Close();
            await AskUntilAsync(second, () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return _messages.Count > 1;
            });
            await AskUntilKnownAsync(second);
        }
        Assert.Contains("is written again", _messages.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_stops_the_writing_for_a_while_and_not_the_reading()
    {
        await using var cache = Open();
        await AskUntilKnownAsync(cache);
        using var other = new SqliteConnection($"Data Source={_folder.At("v.db")};Pooling=false");
        other.Open();
        // A table whose numbers are used up: SQLite refuses to append to it as to a full disk.
        Execute(other, "CREATE TABLE full (id INTEGER PRIMARY KEY AUTOINCREMENT, x); INSERT INTO full VALUES (9223372036854775807, 0)");
        for (var outage = 1; outage <= 2; outage++)
        {
            Execute(other, "CREATE TRIGGER full_disk BEFORE INSERT ON verdicts BEGIN INSERT INTO full (x) VALUES (1); END");
            var said = _messages.Count;
            await AskUntilAsync(cache, () => _messages.Count > said);
            Assert.Contains("database or disk is full", _messages.Last(), StringComparison.Ordinal);
            Assert.True((await AskAsync(cache, "known", Judgement.Correct("ok", "Right."))).WasKnown);
            for (var i = 0; i < 10; i++)
            {
                _clock.Advance(TimeSpan.FromMinutes(1)); // tried again, and in vain
                await AskUntilAsync(cache, () => true);
            }
            Assert.Equal(said + 1, _messages.Count);
            Execute(other, "DROP TRIGGER full_disk");
            await AskUntilAsync(cache, () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return _messages.Count > said + 1;
            });
            Assert.Contains("is written again", _messages.Last(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_database_of_something_else_is_left_alone()
    {
        using (var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder.At("v.db")};Pooling=false"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE precious (x)";
            command.ExecuteNonQuery();
        }
        await using var cache = Open();
        Assert.False((await AskAsync(cache, "a", Judgement.Correct("ok", "Right."))).WasKnown);
        Assert.Contains("something else", Assert.Single(_messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hits_and_misses_are_counted()
    {
        var counts = new ConcurrentDictionary<string, long>();
        var meters = _services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "verifiers.cache.requests" && instrument.Meter.Name == "Verifiers" && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counts.AddOrUpdate((string)tags[0].Value!, count, (_, before) => before + count));
        listener.Start();
        await using (var first = Open())
            await AskAsync(first, "a", Judgement.Correct("ok", "Right."));
        await using (var second = Open())
        {
            await AskAsync(second, "a", Judgement.Correct("ok", "Right."));
            await AskAsync(second, "a", Judgement.Correct("ok", "Right."));
        }
        Assert.Equal((1, 2), (counts["miss"], counts["hit"]));
    }

    /// <summary>On a crowded machine a writer may wait for longer than a service would.</summary>
    private static T Patiently<T>(Func<T> work)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return work();
            }
            catch (SqliteException busy) when (busy.SqliteErrorCode == 5 && attempt < 20)
            {
                Thread.Sleep(attempt);
            }
        }
    }

    private VerdictCache Open() => new(
        new() { File = _folder.At("v.db") }, _clock, _services.GetRequiredService<IMeterFactory>(), new LoggerFactory([_messages]).CreateLogger<VerdictCache>());

    private Task<(Judgement Judgement, bool WasKnown)> AskAsync(VerdictCache cache, string name, Judgement judgement, bool mayKeep = true) => cache.GetAsync(
        Key(name),
        _ =>
        {
            Interlocked.Increment(ref _judged);
            return Task.FromResult(judgement);
        },
        _ => mayKeep,
        CancellationToken.None);

    /// <summary>What is asked is always something new, so that there is something to write.</summary>
    private async Task AskUntilAsync(VerdictCache cache, Func<bool> isDone)
    {
        do
        {
            await AskAsync(cache, $"{_judged}", Judgement.Correct("ok", "Right."));
            await Task.Delay(5);
        }
        while (!isDone());
    }

    private async Task AskUntilKnownAsync(VerdictCache cache)
    {
        while (!(await AskAsync(cache, "known", Judgement.Correct("ok", "Right."))).WasKnown)
            await Task.Delay(5);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string Key(string name) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(name)));

    private static void Replace(Span<byte> bytes, ReadOnlySpan<byte> old, ReadOnlySpan<byte> other)
    {
        Assert.True(other.Length == old.Length, $"{other.Length} instead of {old.Length}");
        var found = 0;
        for (int at; (at = bytes.IndexOf(old)) >= 0; found++)
            other.CopyTo(bytes[at..]);
        Assert.True(found > 0, "nothing was replaced");
    }

    private sealed class SteppedClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(GetTimestamp());

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }

    private sealed record Found(double Number, string Text, IReadOnlyList<int> List) : Evidence;

    private sealed class Messages : ConcurrentQueue<string>, ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue(formatter(state, exception));
    }
}
