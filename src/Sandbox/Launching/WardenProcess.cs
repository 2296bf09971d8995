using System.ComponentModel;
using System.Diagnostics;
using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox.Launching;

/// <summary>A sandbox behind its warden process.</summary>
internal sealed class WardenProcess : LaunchedSandbox
{
    private const int DiagnosticLines = 20;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(15);
    private readonly Process _process;
    private readonly Queue<string> _lines = new();

    private WardenProcess(Process process, AgentConfiguration configuration)
    {
        _process = process;
        Configuration = configuration;
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    public override Stream ToAgent => _process.StandardInput.BaseStream;

    public override Stream FromAgent => _process.StandardOutput.BaseStream;

    public override AgentConfiguration Configuration { get; }

    /// <summary>Process id of the warden, the parent of everything in the sandbox.</summary>
    public int ProcessId => _process.Id;

    public override string Diagnostics
    {
        get
        {
            lock (_lines) return string.Join('\n', _lines);
        }
    }

    /// <summary>Starts a sandbox behind a warden of its own.</summary>
    public static Task<LaunchedSandbox> StartAsync(string python, WardenPlan plan, AgentConfiguration configuration, CancellationToken cancellationToken) =>
        StartAsync(python, ["-I", "-S", "-c", EmbeddedFile.ReadText("warden.py")], plan.ToFrame(), configuration, cancellationToken);

    /// <summary>Starts a program that ends with its standard input.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="arguments">The program and its arguments.</param>
    /// <param name="firstFrame">What it reads before the frames for the agent.</param>
    /// <param name="configuration">What the agent is told of the sandbox.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<LaunchedSandbox> StartAsync(
        string python, IReadOnlyList<string> arguments, byte[] firstFrame, AgentConfiguration configuration, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(python, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        WardenProcess sandbox;
        try
        {
            sandbox = new WardenProcess(Process.Start(start)!, configuration);
        }
        catch (Win32Exception error)
        {
            throw new SandboxException($"{python} cannot be started: {error.Message}", error);
        }

        try
        {
            await sandbox.ToAgent.WriteAsync(firstFrame, cancellationToken);
            await sandbox.ToAgent.FlushAsync(cancellationToken);
            return sandbox;
        }
        catch (Exception error)
        {
            await sandbox.DisposeAsync();
            if (error is IOException) throw new SandboxException($"The sandbox ended at once. {sandbox.Diagnostics}".TrimEnd(), error);
            throw;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        try
        {
            // The end of its input ends the sandbox; the warden then removes the control groups and ends too.
            await ToAgent.DisposeAsync();
        }
        catch (IOException)
        {
            // The sandbox is gone already, with bytes unread: what was wanted.
        }

        try
        {
            await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(_patience);
        }
        catch (TimeoutException)
        {
            _process.Kill(); // its children die with it
            await _process.WaitForExitAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (string.IsNullOrWhiteSpace(line)) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > DiagnosticLines) _lines.Dequeue();
        }
    }
}
