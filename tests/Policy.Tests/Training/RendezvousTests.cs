using System.Net;
using System.Net.Sockets;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

public sealed class RendezvousTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Every_process_gets_what_the_first_one_made()
    {
        var port = FreePort();
        var others = Enumerable.Range(1, 3).Select(rank => new Rendezvous(rank, 4, rank, "127.0.0.1", port).ShareAsync(() => throw new InvalidOperationException("not the first"), Patience, CancellationToken.None)).ToList();
        await Task.Delay(300); // the others come first and must wait
        var first = await new Rendezvous(0, 4, 0, "127.0.0.1", port).ShareAsync(() => [1, 2, 3], Patience, CancellationToken.None);
        Assert.Equal([1, 2, 3], first);
        Assert.All(await Task.WhenAll(others), bytes => Assert.Equal([1, 2, 3], bytes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_process_that_does_not_come_is_not_waited_for_for_ever(int rank)
    {
        var alone = new Rendezvous(rank, 2, rank, "127.0.0.1", FreePort());
        await Assert.ThrowsAsync<TimeoutException>(() => alone.ShareAsync(() => [1], TimeSpan.FromMilliseconds(300), CancellationToken.None));
    }

    [Fact]
    public void The_environment_is_that_of_torchrun()
    {
        static Rendezvous? Of(params (string Name, string Value)[] variables) => Rendezvous.FromEnvironment(name => variables.FirstOrDefault(variable => variable.Name == name).Value);
        Assert.Null(Of());
        Assert.Equal(new Rendezvous(0, 1, 0, "127.0.0.1", 29500), Of(("WORLD_SIZE", "1")));
        Assert.Equal(new Rendezvous(1, 2, 1, "127.0.0.1", 29500), Of(("WORLD_SIZE", "2"), ("RANK", "1")));
        Assert.Equal(new Rendezvous(0, 2, 0, "10.0.0.1", 4000), Of(("WORLD_SIZE", "2"), ("MASTER_ADDR", "10.0.0.1"), ("MASTER_PORT", "4000")));
        Assert.Contains("RANK: '2'", Assert.Throws<ConfigurationException>(() => Of(("WORLD_SIZE", "2"), ("RANK", "2"))).Message, StringComparison.Ordinal);
        Assert.Throws<ConfigurationException>(() => Of(("WORLD_SIZE", "two")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
