using System.Net;
using System.Net.Sockets;
using Verifiers.Policy.Torch;

namespace Verifiers.Policy.Training;

/// <summary>
/// Hands the first process's bytes to all others, so that they can find each other. Settings as torchrun gives them: RANK,
/// WORLD_SIZE, LOCAL_RANK (the number of the GPU; RANK when it is not given), MASTER_ADDR, MASTER_PORT.
/// </summary>
public sealed record Rendezvous(int Rank, int Ranks, int LocalRank, string Address, int Port)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(200);

    /// <summary>From the environment; null when it names no number of processes.</summary>
    /// <exception cref="ConfigurationException">A variable is no number, or out of its bounds.</exception>
    public static Rendezvous? FromEnvironment(Func<string, string?> variable)
    {
        if (string.IsNullOrEmpty(variable("WORLD_SIZE"))) return null;
        var ranks = Number("WORLD_SIZE", 1, 1, 4096);
        var rank = Number("RANK", 0, 0, ranks - 1);
        return new Rendezvous(rank, ranks, Number("LOCAL_RANK", rank, 0, ranks - 1), variable("MASTER_ADDR") ?? "127.0.0.1", Number("MASTER_PORT", 29500, 1, 65535));

        int Number(string name, int otherwise, int least, int most) => variable(name) switch
        {
            null or "" => otherwise,
            var text when int.TryParse(text, out var number) && number >= least && number <= most => number,
            var text => throw new ConfigurationException($"{name}: '{text}' is no number from {least} to {most}"),
        };
    }

    /// <summary>Joins the GPUs of all processes.</summary>
    /// <exception cref="TimeoutException">Not all came within five minutes.</exception>
    public NcclCommunicator Join(CancellationToken cancellationToken) =>
        new(ShareAsync(NcclCommunicator.NewUniqueId, Patience, cancellationToken).GetAwaiter().GetResult(), Ranks, Rank);

    /// <summary>Waits until every process is there.</summary>
    /// <param name="first">Called on rank 0 alone: what all get.</param>
    /// <exception cref="TimeoutException">Not all came in time.</exception>
    public async Task<byte[]> ShareAsync(Func<byte[]> first, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(patience);
        try
        {
            return Rank == 0 ? await GiveAsync(first(), timeout.Token) : await AskAsync(timeout.Token);
        }
        catch (OperationCanceledException cancelled) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not all {Ranks} processes met at {Address}:{Port} within {patience}.", cancelled);
        }
    }

    private async Task<byte[]> GiveAsync(byte[] bytes, CancellationToken cancellationToken)
    {
        using var listener = new TcpListener(Address is "127.0.0.1" or "localhost" ? IPAddress.Loopback : IPAddress.Any, Port);
        listener.Start(Ranks);
        var served = new HashSet<int>();
        while (served.Count < Ranks - 1)
        {
            using var client = await listener.AcceptTcpClientAsync(cancellationToken);
            await using var stream = client.GetStream();
            var rank = new byte[4];
            await stream.ReadExactlyAsync(rank, cancellationToken);
            await stream.WriteAsync(BitConverter.GetBytes(bytes.Length), cancellationToken);
            await stream.WriteAsync(bytes, cancellationToken);
            served.Add(BitConverter.ToInt32(rank));
        }
        return bytes;
    }

    private async Task<byte[]> AskAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(Address, Port, cancellationToken);
                await using var stream = client.GetStream();
                await stream.WriteAsync(BitConverter.GetBytes(Rank), cancellationToken);
                var length = new byte[4];
                await stream.ReadExactlyAsync(length, cancellationToken);
                var bytes = new byte[BitConverter.ToInt32(length)];
                await stream.ReadExactlyAsync(bytes, cancellationToken);
                return bytes;
            }
            catch (Exception early) when (early is SocketException or IOException)
            {
                await Task.Delay(BetweenTries, cancellationToken); // rank 0 does not listen yet
            }
        }
    }
}
