using Verifiers.Scoring.Lanes;

namespace Verifiers.Tests.Scoring.Lanes;

public sealed class FairQueueTests
{
    private readonly FairQueue<string> _queue = new();

    [Fact]
    public void A_run_with_ten_thousand_items_delays_another_run_by_one_turn_each()
    {
        Add("large", 10_000);
        Add("small", 16);
        var served = Serve(40);
        Assert.Equal(16, served.Take(33).Count(item => item.StartsWith("small", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_run_that_comes_late_is_not_behind_what_the_others_queued_before()
    {
        Add("large", 10_000);
        Serve(5_000);
        Add("small", 16);
        Assert.Equal(16, Serve(33).Count(item => item.StartsWith("small", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_a_run_did_not_use_while_it_was_idle_is_not_saved_up()
    {
        Add("idle", 1);
        Add("busy", 1_000);
        Serve(501);
        Add("idle", 400);
        Assert.InRange(Serve(400).Count(item => item.StartsWith("idle", StringComparison.Ordinal)), 199, 201);
    }

    [Fact]
    public void Runs_share_by_cost_and_not_by_number()
    {
        Add("dear", 100, cost: 9);
        Add("cheap", 1_000, cost: 1);
        Assert.InRange(Serve(500).Count(item => item.StartsWith("dear", StringComparison.Ordinal)), 49, 51);
    }

    [Fact]
    public void Within_a_run_the_first_is_served_first()
    {
        Add("one", 5);
        Assert.Equal(["one 0", "one 1", "one 2", "one 3", "one 4"], Serve(5));
    }

    [Fact]
    public void What_a_run_wants_first_goes_before_its_own_others_and_not_before_another_runs()
    {
        Add("one", 3);
        Add("other", 1);
        _queue.Enqueue("one", 1, "one begun", isFirst: true);
        Assert.Equal(["one begun", "other 0", "one 0", "one 1", "one 2"], Serve(5));
    }

    [Fact]
    public void What_is_removed_is_not_served_and_not_charged()
    {
        var entries = Enumerable.Range(0, 10).Select(number => _queue.Enqueue("leaving", 1, $"leaving {number}")).ToList();
        Add("staying", 4);
        foreach (var entry in entries.Take(9))
            Assert.True(_queue.Remove(entry));
        Assert.False(_queue.Remove(entries[0]));
        Assert.Equal(5, _queue.Count);
        Assert.Equal(["leaving 9", "staying 0", "staying 1", "staying 2", "staying 3"], Serve(9));
    }

    [Fact]
    public void A_run_whose_items_are_all_removed_can_come_back()
    {
        Assert.True(_queue.Remove(_queue.Enqueue("one", 1, "gone")));
        Add("one", 2);
        Assert.Equal(["one 0", "one 1"], Serve(9));
    }

    [Fact]
    public void Names_of_runs_that_wait_no_longer_are_forgotten()
    {
        Add("always", 100_000);
        for (var number = 0; number < 20_000; number++)
        {
            Add($"once {number}", 1);
            Serve(2);
        }
        Assert.InRange(_queue.Runs, 1, 100);
    }

    [Fact]
    public void Names_that_come_once_are_forgotten_though_each_has_had_more_than_its_share()
    {
        for (var number = 0; number < 20_000; number++)
        {
            Add($"once {number}", 1);
            Serve(1);
        }
        Assert.InRange(_queue.Runs, 1, 100);
    }

    [Fact]
    public void Every_item_is_served_once_however_runs_come_and_go()
    {
        var random = new Random(7);
        var (added, served) = (new List<string>(), new List<string>());
        for (var step = 0; step < 5_000; step++)
        {
            var item = $"{step}";
            added.Add(item);
            var entry = _queue.Enqueue($"run {random.Next(20)}", 0.1 + random.NextDouble(), item);
            if (random.Next(4) == 0)
            {
                Assert.True(_queue.Remove(entry));
                added.Remove(item);
            }
            served.AddRange(Serve(random.Next(2)));
        }
        served.AddRange(Serve(int.MaxValue));
        Assert.Equal(added.Order(StringComparer.Ordinal), served.Order(StringComparer.Ordinal));
        Assert.Equal(0, _queue.Count);
    }

    private void Add(string run, int count, double cost = 1)
    {
        for (var number = 0; number < count; number++)
            _queue.Enqueue(run, cost, $"{run} {number}");
    }

    private List<string> Serve(int count)
    {
        var served = new List<string>();
        while (served.Count < count && _queue.TryDequeue(out var item))
            served.Add(item);
        return served;
    }
}
