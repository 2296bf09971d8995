using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Channels;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox.Agent;

/// <summary>Our end of the stream to one agent. One job at a time.</summary>
internal sealed class AgentClient
{
    private readonly LaunchedSandbox _sandbox;
    private readonly Channel<Frame> _frames = Channel.CreateBounded<Frame>(16);
    private readonly Task _reading;

    public AgentClient(LaunchedSandbox sandbox)
    {
        _sandbox = sandbox;
        _reading = Task.Run(ReadFramesAsync);
    }

    /// <summary>Whether the agent is gone.</summary>
    public bool HasEnded => _reading.IsCompleted;

    /// <summary>Configures the agent and waits until it is ready.</summary>
    /// <exception cref="SandboxException">It refused or ended; the sentence says why.</exception>
    public async Task<AgentFeatures> ConfigureAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendAsync(FrameKind.Configure, _sandbox.Configuration, SandboxJson.Default.AgentConfiguration, cancellationToken);
        }
        catch (IOException)
        {
            // It ended before it read this; the frames below say so with what it printed.
        }

        var frame = await ReceiveAsync(cancellationToken) ?? throw new SandboxException($"The sandbox ended at once. {_sandbox.Diagnostics}".TrimEnd());
        return frame.Kind switch
        {
            FrameKind.Ready => Parse(frame, SandboxJson.Default.AgentFeatures),
            FrameKind.Refused => throw new SandboxException($"The sandbox's agent refused: {Parse(frame, SandboxJson.Default.AgentRefusal).Reason}"),
            FrameKind.Result or FrameKind.Done or FrameKind.Configure or FrameKind.Job or FrameKind.Cancel =>
                throw new SandboxException($"The sandbox's agent answered its configuration with '{frame.Kind}'."),
        };
    }

    public Task SendJobAsync(AgentJob job, CancellationToken cancellationToken) =>
        SendAsync(FrameKind.Job, job, SandboxJson.Default.AgentJob, cancellationToken);

    public Task CancelJobAsync(CancellationToken cancellationToken) =>
        AgentProtocol.WriteAsync(_sandbox.ToAgent, FrameKind.Cancel, ReadOnlyMemory<byte>.Empty, cancellationToken);

    /// <summary>The next frame, or null when the agent is gone.</summary>
    public async Task<Frame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (await _frames.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_frames.Reader.TryRead(out var frame)) return frame;
        }

        return null;
    }

    public static T Parse<T>(Frame frame, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(frame.Header.Span, type) ?? throw new InvalidDataException($"The agent sent an empty '{frame.Kind}'.");

    private async Task SendAsync<T>(FrameKind kind, T message, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        await AgentProtocol.WriteAsync(_sandbox.ToAgent, kind, JsonSerializer.SerializeToUtf8Bytes(message, type), cancellationToken);

    private async Task ReadFramesAsync()
    {
        try
        {
            while (await AgentProtocol.ReadAsync(_sandbox.FromAgent, CancellationToken.None) is { } frame)
                await _frames.Writer.WriteAsync(frame);
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or ObjectDisposedException)
        {
            // A broken stream is the end of this sandbox, as its regular end is.
        }

        _frames.Writer.Complete();
    }
}
