using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

/// <summary>Descriptors that a program sends through sockets in a circle outlive it, until the kernel looks for them.</summary>
public abstract class InFlightTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    private const string SendInCircle = """
        import array, os, socket
        def send_in_circle(*others):
            x, y = socket.socketpair(socket.AF_UNIX)
            for one, other in ((x, y), (y, x)):
                one.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', [x.fileno(), y.fileno(), *others]))])

        """;

    [Fact]
    public async Task An_output_that_never_ends_is_not_waited_for()
    {
        var result = await RunHostileAsync(SendInCircle + "for _ in range(20): send_in_circle(0, 1, 2, 100)\nprint('done')");
        Assert.Equal((RunOutcome.Exited, "done\n"), (result.Outcome, result.Output()));
        Assert.True(result.WallTime < Tight.WallTime / 2, result.ToString());
    }

    [Fact]
    public async Task Memory_in_flight_is_not_left_to_the_next_job()
    {
        for (var i = 0; i < 3; i++)
        {
            await RunHostileAsync(SendInCircle + """
                memory = os.memfd_create('left')
                for _ in range(3):
                    memory = os.memfd_create('left')
                    os.write(memory, b'x' * (3 << 20))
                    send_in_circle(memory)
                for _ in range(40):
                    x, y = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
                    x.setblocking(False)
                    try:
                        while True: x.send(b'x' * 60000)
                    except OSError: pass
                    send_in_circle(x.fileno(), y.fileno())
                """);
        }
        var next = await RunHostileAsync("x = bytearray(150 << 20)\nprint(len(x))");
        Assert.Equal((RunOutcome.Exited, "157286400\n"), (next.Outcome, next.Output()));
    }
}

public sealed class InFlightTestsOnBubblewrap(BubblewrapFixture sandbox) : InFlightTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class InFlightTestsOnDocker(DockerFixture sandbox) : InFlightTests(sandbox), IClassFixture<DockerFixture>;
