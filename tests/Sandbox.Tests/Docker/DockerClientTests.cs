using System.Net;
using System.Net.Sockets;
using System.Text;
using Verifiers.Sandbox.Docker;

namespace Verifiers.Sandbox.Tests;

/// <summary>Each call of our client, against a real engine.</summary>
public sealed class DockerClientTests : IAsyncLifetime
{
    private const string Label = "verifiers.test";
    private readonly DockerEngineClient _engine = new(TestEngine.Shared.Socket);
    private readonly string _name = $"verifiers-test-{Guid.NewGuid():N}";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _engine.RemoveContainerAsync(_name, CancellationToken.None);
        _engine.Dispose();
    }

    [Fact]
    public async Task The_engine_says_its_version_and_how_it_is_set_up()
    {
        var version = await _engine.GetVersionAsync(CancellationToken.None);
        Assert.NotEmpty(version.Version!);
        Assert.Equal("1.41", _engine.ApiVersion);
        var info = await _engine.GetInfoAsync(CancellationToken.None);
        Assert.Contains("runc", info.Runtimes!.Keys);
        Assert.Contains(info.SecurityOptions!, option => option.StartsWith("name=seccomp", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1.12", "1.41", "1.41")]
    [InlineData("1.24", "1.50", "1.41")]
    [InlineData("1.44", "1.52", "1.44")]
    [InlineData(null, "1.40", "1.40")]
    [InlineData("1.5", "1.9", "1.9")]
    public void The_nearest_version_of_the_API_is_spoken(string? least, string most, string chosen) =>
        Assert.Equal(chosen, DockerEngineClient.Choose(least, most));

    [Fact]
    public async Task An_image_is_found_or_not()
    {
        Assert.StartsWith("sha256:", (await _engine.FindImageAsync("verifiers-python:latest", CancellationToken.None))!.Id, StringComparison.Ordinal);
        Assert.Null(await _engine.FindImageAsync("no/such-image:here", CancellationToken.None));
    }

    [Fact]
    public async Task A_container_is_created_attached_started_waited_for_and_gone()
    {
        var id = await _engine.CreateContainerAsync(_name, Container("import sys\nsys.stderr.write('on error')\nprint(input()[::-1])\nsys.exit(7)"), CancellationToken.None);
        Assert.Equal("created", (await _engine.FindContainerAsync(id, CancellationToken.None))!.State.Status);
        await using var streams = await _engine.AttachAsync(id, CancellationToken.None);
        await _engine.StartContainerAsync(id, CancellationToken.None);
        var exit = _engine.WaitContainerAsync(id, CancellationToken.None);
        await streams.WriteAsync("olleh\n"u8.ToArray());
        Assert.Equal("hello\n", await ReadAllAsync(streams));
        Assert.Equal(("on error", 7), (streams.ErrorText, await exit));
        var ended = await _engine.FindContainerAsync(id, CancellationToken.None);
        Assert.Equal(("exited", false, 7), (ended!.State.Status, ended.State.Running, ended.State.ExitCode));
        await _engine.RemoveContainerAsync(id, CancellationToken.None);
        Assert.Null(await _engine.FindContainerAsync(id, CancellationToken.None));
        await _engine.RemoveContainerAsync(id, CancellationToken.None); // and once more: nothing to do
    }

    [Fact]
    public async Task Large_outputs_pass_whole_and_the_two_streams_stay_apart()
    {
        var id = await _engine.CreateContainerAsync(
            _name, Container("import os\nfor i in range(64):\n    os.write(1, b'o' * 100_000)\n    os.write(2, b'e' * 1000)"), CancellationToken.None);
        await using var streams = await _engine.AttachAsync(id, CancellationToken.None);
        await _engine.StartContainerAsync(id, CancellationToken.None);
        Assert.Equal(new string('o', 6_400_000), await ReadAllAsync(streams));
        Assert.Equal(new string('e', 16 << 10), streams.ErrorText); // its end, as far as it is kept
    }

    [Fact]
    public async Task A_container_is_found_by_its_label_and_killed()
    {
        var id = await _engine.CreateContainerAsync(_name, Container("import time\ntime.sleep(1000)"), CancellationToken.None);
        await _engine.StartContainerAsync(id, CancellationToken.None);
        var listed = Assert.Single(await _engine.ListContainersAsync($"{Label}={_name}", CancellationToken.None));
        Assert.Equal((id, "running", _name), (listed.Id, listed.State, listed.Labels![Label]));
        Assert.Empty(await _engine.ListContainersAsync($"{Label}=other", CancellationToken.None));
        var exit = _engine.WaitContainerAsync(id, CancellationToken.None);
        await _engine.KillContainerAsync(id, CancellationToken.None);
        Assert.Equal(137, await exit);
        await _engine.KillContainerAsync(id, CancellationToken.None); // one that has ended
        await _engine.KillContainerAsync("no-such-container", CancellationToken.None);
    }

    [Fact]
    public async Task The_end_of_our_stream_is_the_end_of_its_input()
    {
        var id = await _engine.CreateContainerAsync(_name, Container("import sys\nsys.stdin.read()"), CancellationToken.None);
        var streams = await _engine.AttachAsync(id, CancellationToken.None);
        await _engine.StartContainerAsync(id, CancellationToken.None);
        var exit = _engine.WaitContainerAsync(id, CancellationToken.None);
        await streams.DisposeAsync();
        Assert.Equal(0, await exit.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public async Task What_the_engine_refuses_is_a_sentence()
    {
        var image = await Assert.ThrowsAsync<DockerException>(
            () => _engine.CreateContainerAsync(_name, Container("") with { Image = "no/such-image:here" }, CancellationToken.None));
        Assert.Equal(HttpStatusCode.NotFound, image.Status);
        Assert.Contains("No such image: no/such-image:here", image.Message, StringComparison.Ordinal);
        var container = await Assert.ThrowsAsync<DockerException>(() => _engine.StartContainerAsync("no-such-container", CancellationToken.None));
        Assert.Contains("No such container", container.Message, StringComparison.Ordinal);
        await _engine.CreateContainerAsync(_name, Container(""), CancellationToken.None);
        var twice = await Assert.ThrowsAsync<DockerException>(() => _engine.CreateContainerAsync(_name, Container(""), CancellationToken.None));
        Assert.Equal(HttpStatusCode.Conflict, twice.Status);
    }

    private DockerContainerRequest Container(string program) => new()
    {
        Image = "verifiers-python:latest",
        Entrypoint = ["/usr/bin/python3"],
        Cmd = ["-I", "-S", "-c", program],
        Labels = new Dictionary<string, string>(StringComparer.Ordinal) { [Label] = _name },
        HostConfig = new DockerHostConfig { AutoRemove = false, Memory = 64 << 20, MemorySwap = 64 << 20, PidsLimit = 16 },
    };

    private static async Task<string> ReadAllAsync(Stream stream)
    {
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}

/// <summary>Engines that do not answer, or are none.</summary>
public sealed class AbsentEngineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "docker.sock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_socket_is_said_so()
    {
        var sentence = await AskAsync();
        Assert.StartsWith($"No Docker engine answers at {Path}: there is no such socket. Start it", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_without_an_engine_is_said_so()
    {
        using (var socket = Listen()) File.Move(Path, Path + ".kept"); // closing removes the path that it was bound to
        File.Move(Path + ".kept", Path);
        Assert.StartsWith($"No Docker engine answers at {Path}: its socket is there, but nothing listens", await AskAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_is_said_so()
    {
        using var client = new DockerEngineClient("/" + new string('x', 200));
        var failure = await Assert.ThrowsAsync<DockerException>(() => client.GetVersionAsync(CancellationToken.None));
        Assert.Contains("no such socket", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnull")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"Version\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n")]
    [InlineData("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops")]
    [InlineData("")]
    public async Task Something_that_is_no_engine_is_a_fault_and_nothing_else(string answer)
    {
        using var socket = Listen();
        using var stop = new CancellationTokenSource();
        var answering = Task.Run(async () =>
        {
            while (true)
            {
                using var connection = await socket.AcceptAsync(stop.Token); // more than once: the client may ask again
                await connection.ReceiveAsync(new byte[1024]);
                await connection.SendAsync(Encoding.ASCII.GetBytes(answer));
                connection.Shutdown(SocketShutdown.Both);
            }
        });
        Assert.Contains("Docker engine", await AskAsync().WaitAsync(TimeSpan.FromMinutes(2)), StringComparison.Ordinal);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);
    }

    [Fact]
    public async Task One_that_never_answers_is_waited_for_as_long_as_the_caller_says()
    {
        using var socket = Listen();
        using var client = new DockerEngineClient(Path);
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.GetVersionAsync(patience.Token));
    }

    private async Task<string> AskAsync()
    {
        using var client = new DockerEngineClient(Path);
        return (await Assert.ThrowsAsync<DockerException>(() => client.GetVersionAsync(CancellationToken.None))).Message;
    }

    private Socket Listen()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path));
        socket.Listen();
        return socket;
    }
}
