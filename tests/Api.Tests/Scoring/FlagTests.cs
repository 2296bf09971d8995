using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Tests.Scoring;

/// <summary>Signals of reward hacking as a trainer and the operator see them: in the answer, and in the counter.</summary>
public sealed class FlagTests
{
    private const string Tests = """
        "assert distance([1.5, 2.5, 3.25], [4.75, 5.5, 6.125]) == 5.268", "assert distance([0.5, 0.25, 9.75], [8.5, 7.25, 1.125]) == 13.68",
        "assert distance([3.5, 1.25, 4.75], [1.5, 9.25, 2.625]) == 8.518", "assert distance([2.5, 7.25, 1.75], [8.5, 2.25, 8.125]) == 10.09"
        """;

    [Fact]
    public async Task A_completion_that_quotes_its_tests_is_flagged_and_judged_as_any_other()
    {
        using var service = new Service();
        using var flags = new FlagCount(service);
        var quoted = string.Join("\\n", JsonDocument.Parse($"[{Tests}]").RootElement.EnumerateArray().Select(test => test.GetString()));
        const string Program = "```python\\ndef distance(a, b):\\n    return 0\\n```";
        var answer = await service.ScoreAsync($$"""
            {"rubric": "code", "groups": [{"id": "a", "prompt": "Write distance(a, b).", "reference": {"mode": "assert", "tests": [{{Tests}}]},
              "completions": ["{{Program}}", "<think>I know the tests:\n{{quoted}}</think>{{Program}}"]}]}
            """);
        var results = answer.GetProperty("results");
        Assert.Empty(NamesOf(results[0]));
        Assert.Equal(["reference_leak"], NamesOf(results[1]));
        Assert.Equal(results[0].GetProperty("verdict").GetString(), results[1].GetProperty("verdict").GetString());
        Assert.Equal(1, flags["reference_leak", "code"]);
    }

    [Fact]
    public async Task Lengths_that_move_are_flagged_and_the_reward_is_the_same()
    {
        using var service = new Service();
        using var flags = new FlagCount(service);
        await service.ScoreAsync(Body(3_000, 100));
        var before = await service.ScoreAsync(Body(1_000, 1_000));
        var after = await service.ScoreAsync(Body(1, 1_000));
        Assert.DoesNotContain(before.GetProperty("results").EnumerateArray(), result => NamesOf(result).Any());
        Assert.Equal(["length_drift"], NamesOf(after.GetProperty("results")[0]));
        Assert.Equal(before.GetProperty("results")[0].GetProperty("reward").GetDouble(), after.GetProperty("results")[0].GetProperty("reward").GetDouble());
        Assert.Equal(1, flags["length_drift", "format"]);

        static string Body(int count, int length) =>
            $$"""{"rubric": "format", "samples": [{{string.Join(",", Enumerable.Repeat($$"""{"completion": "{{new string('x', length)}}"}""", count))}}]}""";
    }

    [Fact]
    public async Task Flags_of_samples_and_groups_are_counted_by_rubric_and_those_from_requests_as_inline()
    {
        using var service = new Service();
        using var flags = new FlagCount(service);
        const string Empty = "<think></think><answer>7</answer>";
        var samples = string.Join(",", Enumerable.Repeat($$"""{"group": "g", "completion": "{{Empty}}"}""", 4));
        await service.ScoreAsync($$"""{"rubric": "format", "samples": [{{samples}}]}""");
        await service.ScoreAsync($$"""
            {"samples": [{"completion": "{{Empty}}", "rubric": {"name": "format", "components": [{"verifier": "format", "weight": 3}]} },
                         {"completion": "{{Empty}}", "rubric": {"name": "a name of its own", "components": [{"verifier": "format"}]} }]}
            """);
        Assert.Equal(4, flags["empty_thought", "format"]);
        Assert.Equal(1, flags["duplicate_group", "format"]);
        Assert.Equal(2, flags["empty_thought", "inline"]);
        Assert.Equal(7, flags.Total);
    }

    private static IEnumerable<string> NamesOf(JsonElement result) =>
        result.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("name").GetString()!);

    /// <summary>Listens to the counter of one service.</summary>
    private sealed class FlagCount : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<(string, string), long> _counts = [];

        public FlagCount(Service service)
        {
            var meters = service.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == FlagMeter.CounterName && ReferenceEquals(instrument.Meter.Scope, meters))
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, count, tags, _) => Add(count, tags));
            _listener.Start();
            _ = service.Services.GetRequiredService<FlagMeter>();
        }

        public long this[string flag, string rubric]
        {
            get
            {
                lock (_counts)
                    return _counts.GetValueOrDefault((flag, rubric));
            }
        }

        public long Total
        {
            get
            {
                lock (_counts)
                    return _counts.Values.Sum();
            }
        }

        public void Dispose() => _listener.Dispose();

        private void Add(long count, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Assert.Equal(2, tags.Length);
            var key = ((string)tags[0].Value!, (string)tags[1].Value!);
            lock (_counts)
                _counts[key] = _counts.GetValueOrDefault(key) + count;
        }
    }
}
