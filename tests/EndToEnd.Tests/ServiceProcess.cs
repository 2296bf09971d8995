using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The executable <c>verifiers serve</c> in a process of its own, as an operator starts it.</summary>
public class ServiceProcess : IAsyncLifetime
{
    private Process? _process;

    /// <summary>Asks the service. Its base address is the service's.</summary>
    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Settings on the command line.</summary>
    protected virtual IReadOnlyList<string> Settings => [];

    /// <summary>The service's process.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Memory that the kernel holds for the service, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process!.Refresh();
            return _process.WorkingSet64;
        }
    }

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo(Repository.Executable, ["serve", "--urls", "http://127.0.0.1:0", .. Settings]) // a port that it says
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        var log = new ConcurrentQueue<string>();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var ended = _process.WaitForExitAsync();
        await Task.WhenAny(listening.Task, ended, Task.Delay(TimeSpan.FromMinutes(3)));
        if (!listening.Task.IsCompleted)
            throw new InvalidOperationException($"The service {(ended.IsCompleted ? "ended" : "did not begin to listen")}: {string.Join('\n', log)}");
        Http.BaseAddress = await listening.Task;
        await Http.GetStringAsync(new Uri("/healthz", UriKind.Relative));

        void Note(string? line)
        {
            log.Enqueue(line ?? "");
            if (line?.Split("listening on: ") is [_, var address])
                listening.TrySetResult(new(address.Trim()));
        }
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        if (_process is null)
            return;
        if (!_process.HasExited)
        {
            await TerminateAsync();
            await WaitForExitAsync();
        }
        _process.Dispose();
    }

    /// <summary>Tells the service to stop, as an operator's process manager does.</summary>
    public async Task TerminateAsync()
    {
        using var stop = Process.Start("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        await stop.WaitForExitAsync();
    }

    /// <summary>The exit status, once the service has ended.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await _process!.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    /// <summary>Waits until a program runs in a slot.</summary>
    public async Task WaitUntilBusyAsync()
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            var ready = JsonDocument.Parse(await Http.GetStringAsync(new Uri("/readyz", UriKind.Relative))).RootElement;
            if (ready.GetProperty("slots").GetProperty("busy").GetInt32() > 0)
                return;
            await Task.Delay(50);
        }
        throw new InvalidOperationException("No program was run.");
    }

    /// <summary>Posts a body to <c>/score</c> that must be answered with 200.</summary>
    public async Task<JsonElement> ScoreAsync(object body)
    {
        using var response = await Http.PostAsync(new Uri("/score", UriKind.Relative), System.Net.Http.Json.JsonContent.Create(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>A port that nobody listens on now.</summary>
    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Places of this repository.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot(AppContext.BaseDirectory);

    /// <summary>The executable of the configuration that the tests were built in.</summary>
    public static string Executable { get; } =
        Path.Combine(Root, "src", "Api", "bin", Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!, "net10.0", "verifiers");

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Verifiers.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
