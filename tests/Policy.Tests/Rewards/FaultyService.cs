using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Verifiers.Policy.Tests.Rewards;

/// <summary>A reward service over real HTTP that fails as it is told to: what it does with each request in turn, then it scores.</summary>
internal sealed class FaultyService : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Queue<Func<HttpListenerContext, JsonElement, Task>> _faults = new();
    private readonly List<JsonElement> _requests = [];
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _together = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _port;

    public FaultyService(params Func<HttpListenerContext, JsonElement, Task>[] faults)
    {
        foreach (var fault in faults)
            _faults.Enqueue(fault);
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _port = ((IPEndPoint)free.LocalEndpoint).Port;
        }
        Address = new($"http://127.0.0.1:{_port}");
    }

    public Uri Address { get; }

    /// <summary>The verdict of a completion: the reward is 1 for correct, 0 for incorrect, none for error. Default: correct when it is "right".</summary>
    public Func<string, int, string> Verdict { get; set; } = (completion, _) => completion == "right" ? "correct" : "incorrect";

    public IReadOnlyList<JsonElement> Requests
    {
        get
        {
            lock (_lock)
                return [.. _requests];
        }
    }

    /// <summary>So many requests must have come before the first is answered.</summary>
    public int Together { get; init; } = 1;

    public int MostAtOnce { get; private set; }

    private int AtOnce { get; set; }

    public static Func<HttpListenerContext, JsonElement, Task> Answer(int status, string body, string? retryAfter = null, string type = "text/html") => async (context, _) =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (retryAfter is not null)
            context.Response.Headers["Retry-After"] = retryAfter;
        await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    };

    /// <summary>Says that more will come, and hangs up.</summary>
    public static async Task BreakOff(HttpListenerContext context, JsonElement request)
    {
        context.Response.ContentLength64 = 1000;
        await context.Response.OutputStream.WriteAsync("{\"results\": ["u8.ToArray());
        await context.Response.OutputStream.FlushAsync();
        context.Response.Abort();
    }

    public static async Task Hang(HttpListenerContext context, JsonElement request)
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        context.Response.Abort();
    }

    /// <summary>Before the start: takes one connection, reads what comes and resets it.</summary>
    public async Task ResetOnceAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, _port);
        listener.Start();
        using var connection = await listener.AcceptSocketAsync();
        await connection.ReceiveAsync(new byte[100]);
        connection.LingerState = new(true, 0);
        connection.Close();
    }

    public FaultyService Start()
    {
        _listener.Prefixes.Add($"http://127.0.0.1:{_port}/");
        _listener.Start();
        _ = ListenAsync();
        return this;
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
                _ = HandleAsync(await _listener.GetContextAsync());
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task HandleAsync(HttpListenerContext context)
    {
        var request = (await JsonDocument.ParseAsync(context.Request.InputStream)).RootElement;
        Func<HttpListenerContext, JsonElement, Task>? fault;
        int number;
        lock (_lock)
        {
            _requests.Add(request);
            number = _requests.Count;
            AtOnce++;
            MostAtOnce = Math.Max(MostAtOnce, AtOnce);
            if (number >= Together)
                _together.TrySetResult();
            _faults.TryDequeue(out fault);
        }
        try
        {
            await _together.Task;
            await Task.Delay(20);
            lock (_lock)
                AtOnce--;
            await (fault ?? Answer(200, Score(request, number), type: "application/json"))(context, request);
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client has left.
        }
    }

    private string Score(JsonElement request, int number)
    {
        var groups = request.GetProperty("groups").EnumerateArray().Select(group => (
            Id: group.GetProperty("id").GetString(),
            Verdicts: group.GetProperty("completions").EnumerateArray().Select(completion => Verdict(completion.GetString()!, number)).ToList())).ToList();
        double? Reward(string verdict) => verdict == "error" ? null : verdict == "correct" ? 1 : 0;
        return JsonSerializer.Serialize(new
        {
            results = groups.SelectMany(group => group.Verdicts.Select(verdict => new
            {
                id = (string?)null,
                group = group.Id,
                reward = Reward(verdict),
                verdict,
                components = new[] { new { name = "accuracy", verifier = "math", weight = 0.9, score = Reward(verdict), verdict, reason = "exact", explanation = "Equal." } },
                flags = new[] { new { name = "empty_thought", explanation = "No thoughts." } },
                timing = new { waited_us = 1, judged_us = 2 },
                cached = false,
            })),
            groups = groups.Select(group => new
            {
                id = group.Id,
                size = group.Verdicts.Count,
                mean = 0.5,
                std = 0.5,
                pass_rate = 0.5,
                advantages = group.Verdicts.Select(Reward),
                flags = new[] { new { name = "same_answer", explanation = "All alike." } },
            }),
            engine = new { version = "0.1.0", rubric = "inline", rubric_hash = "abc" },
        });
    }
}
