namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class NetworkTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Fact]
    public async Task No_socket_but_a_local_one_can_be_made() => await AssertAchievesNothingAsync("""
        import socket
        for family in range(50):
            if family == socket.AF_UNIX: continue
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
                try:
                    socket.socket(family, kind)
                    print(family, kind)
                except OSError: pass
        """);

    [Fact]
    public async Task No_local_socket_of_the_host_can_be_reached()
    {
        using var host = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Unspecified);
        var name = $"verifiers-escape-{Environment.ProcessId}";
        host.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint("\0" + name));
        host.Listen();
        await AssertAchievesNothingAsync($"""
            import socket
            for address in ('\0{name}', '/var/run/docker.sock', '/run/docker.sock', '/run/systemd/private', '/tmp/.X11-unix/X0'):
                try:
                    socket.socket(socket.AF_UNIX).connect(address)
                    print(address)
                except OSError: pass
            """);
    }

    [Fact]
    public async Task There_is_no_interface_to_leave_by() => await AssertAchievesNothingAsync("""
        import os
        names = [line.split(':')[0].strip() for line in open('/proc/net/dev').read().splitlines()[2:]]
        print(*[name for name in names if name != 'lo'], end='')
        """);

    [Fact]
    public async Task A_local_socket_is_not_left_to_the_next_job() => await AssertAchievesNothingAsync("""
        import os, socket, time
        s = socket.socket(socket.AF_UNIX)
        s.bind('\0left')
        s.listen()
        if os.fork() == 0:
            os.setsid()
            time.sleep(1000)
        """);
}

public sealed class NetworkTestsOnBubblewrap(BubblewrapFixture sandbox) : NetworkTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class NetworkTestsOnDocker(DockerFixture sandbox) : NetworkTests(sandbox), IClassFixture<DockerFixture>;
