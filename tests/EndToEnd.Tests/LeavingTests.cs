using System.Text;
using System.Text.Json;
using Verifiers.Sandbox.Tests;

namespace Verifiers.EndToEnd.Tests;

/// <summary>A trainer that breaks its request off while programs run: they end with it, and the next trainer has their slots.</summary>
public sealed class LeavingTests(LeavingTests.OneSlot service) : IClassFixture<LeavingTests.OneSlot>
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(100); // the programs have longer, each
    private static readonly string[] _endless = ["while True: pass", "import time\nwhile True: time.sleep(1)", "import os\nos.fork()\nwhile True: pass"];

    [Theory]
    [InlineData("application/json", 0)]
    [InlineData("application/x-ndjson", 0)]
    [InlineData("application/json", 1)]
    [InlineData("application/json", 2)]
    public async Task The_programs_end_with_the_request_and_the_next_is_answered_at_once(string accept, int first)
    {
        Assert.Equal(1, await RewardAsync());
        var idle = service.Descendants();

        using var leaving = new CancellationTokenSource();
        var broken = PostEndlessAsync(accept, first, leaving.Token);
        await service.WaitUntilBusyAsync();
        await UntilAsync(() => service.Descendants().Exists(id => !idle.Contains(id)));
        Assert.False(broken.IsCompleted);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);

        Assert.Equal(1, await RewardAsync().WaitAsync(_patience));
        await UntilAsync(() => service.Descendants().TrueForAll(idle.Contains)); // also those of the programs that waited for the slot
        var slots = await SlotsAsync();
        for (var attempt = 0; attempt < 1200 && slots != (0, 0); attempt++)
        {
            await Task.Delay(50);
            slots = await SlotsAsync();
        }

        Assert.Equal((0, 0), slots);
    }

    private async Task<(int Busy, int Waiting)> SlotsAsync()
    {
        var slots = JsonDocument.Parse(await service.Http.GetStringAsync(new Uri("/readyz", UriKind.Relative))).RootElement.GetProperty("slots");
        return (slots.GetProperty("busy").GetInt32(), slots.GetProperty("waiting").GetInt32());
    }

    /// <summary>Three programs for one slot, of which two wait.</summary>
    private async Task PostEndlessAsync(string accept, int first, CancellationToken cancellationToken)
    {
        var body = new
        {
            rubric = "code",
            groups = new[] { new { id = "endless", reference = Reference("7"), completions = Enumerable.Range(first, 3).Select(i => Fenced(_endless[i % 3])) } },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score") { Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd(accept);
        using var response = await service.Http.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    private async Task<double> RewardAsync()
    {
        var answer = await service.ScoreAsync(new { rubric = "code", samples = new[] { new { completion = Fenced("print(7)"), reference = Reference("7") } }, options = new { cache = false } });
        return answer.GetProperty("results")[0].GetProperty("reward").GetDouble();
    }

    private static object Reference(string output) =>
        new { mode = "stdin", language = "python", tests = new[] { new { input = "", output } }, limits = new { cpu_seconds = 120, wall_seconds = 600 } };

    private static string Fenced(string program) => $"```python\n{program}\n```";

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 1200 && !condition(); attempt++) await Task.Delay(50);
        Assert.True(condition());
    }

    /// <summary>A service with a single slot, of bubblewrap, whose processes are below the service's own.</summary>
    public sealed class OneSlot : ServiceProcess
    {
        protected override IReadOnlyList<string> Settings => ["--Sandbox:Slots", "1", "--Sandbox:Launchers", "bubblewrap"];

        public List<int> Descendants() => HostInvariants.DescendantsOf(ProcessId);
    }
}
