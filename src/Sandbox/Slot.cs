using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox;

/// <summary>One sandbox with its agent. Serves one job at a time and says whether it may serve another.</summary>
internal sealed class Slot : IAsyncDisposable
{
    private static readonly TimeSpan _startPatience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _cancelPatience = TimeSpan.FromSeconds(15);
    private readonly LaunchedSandbox _sandbox;
    private readonly AgentClient _agent;
    private bool _busy;
    private bool _doubtful;

    private Slot(LaunchedSandbox sandbox, AgentClient agent, AgentFeatures features)
    {
        _sandbox = sandbox;
        _agent = agent;
        Features = features;
    }

    public AgentFeatures Features { get; }

    /// <summary>Whether it may be given another job: alive, idle and proven clean.</summary>
    public bool IsFit => !_busy && !_doubtful && !_agent.HasEnded;

    public LaunchedSandbox Sandbox => _sandbox;

    /// <exception cref="SandboxException">It cannot be started; the sentence says what to do.</exception>
    public static async Task<Slot> StartAsync(ILauncher launcher, int number, CancellationToken cancellationToken)
    {
        if (launcher.FindMissing() is { } missing) throw new SandboxException(missing);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(_startPatience);
        LaunchedSandbox? sandbox = null;
        try
        {
            sandbox = await launcher.StartAsync(number, patience.Token);
            var agent = new AgentClient(sandbox);
            return new Slot(sandbox, agent, await agent.ConfigureAsync(patience.Token));
        }
        catch (Exception failure)
        {
            if (sandbox is not null) await sandbox.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            var reason = failure is OperationCanceledException ? $"The sandbox did not start within {_startPatience.TotalSeconds:0} s." : failure.Message;
            if (failure is not (SandboxException or OperationCanceledException or IOException or InvalidDataException)) throw;
            throw new SandboxException(launcher.Advise(reason) is { } advice ? $"{reason} {advice}" : reason, failure);
        }
    }

    /// <summary>Gives the agent a job. Its results come from <see cref="ReadAsync"/>.</summary>
    /// <returns>False when the agent is gone.</returns>
    public async Task<bool> TrySendAsync(AgentJob job)
    {
        _busy = true;
        try
        {
            await _agent.SendJobAsync(job, CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            _doubtful = true;
            return false;
        }
    }

    /// <summary>The next result of the job; null when the sandbox was lost, or said nothing for as long as <paramref name="patience"/>.</summary>
    public async Task<Frame?> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience);
        Frame? frame;
        try
        {
            frame = await _agent.ReceiveAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            frame = null;
        }

        switch (frame?.Kind)
        {
            case FrameKind.Result:
                return frame;
            case FrameKind.Done:
                _busy = false;
                _doubtful |= !AgentClient.Parse(frame, SandboxJson.Default.AgentDone).Clean;
                return frame;
            default:
                _doubtful = true;
                return null;
        }
    }

    /// <summary>Ends a job that is still running, so that the slot is fit again or known not to be.</summary>
    public async Task SettleAsync()
    {
        if (!_busy || _doubtful) return;
        try
        {
            await _agent.CancelJobAsync(CancellationToken.None);
            while (_busy && await ReadAsync(_cancelPatience, CancellationToken.None) is not null)
            {
            }
        }
        catch (IOException)
        {
            _doubtful = true;
        }
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();
}
