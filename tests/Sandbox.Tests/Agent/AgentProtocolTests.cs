using System.Text;
using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox.Tests.Agent;

public sealed class AgentProtocolTests
{
    [Fact]
    public async Task A_frame_to_the_agent_is_its_length_its_kind_and_JSON()
    {
        using var stream = new MemoryStream();
        await AgentProtocol.WriteAsync(stream, FrameKind.Job, "{}"u8.ToArray(), CancellationToken.None);
        Assert.Equal([0, 0, 0, 3, (byte)'J', (byte)'{', (byte)'}'], stream.ToArray());
    }

    [Fact]
    public async Task A_frame_from_the_agent_is_a_header_and_bytes()
    {
        using var stream = new MemoryStream([0, 0, 0, 8, (byte)'O', 0, 0, 0, 2, (byte)'{', (byte)'}', 7]);
        var frame = await AgentProtocol.ReadAsync(stream, CancellationToken.None);
        Assert.Equal((FrameKind.Result, "{}"), (frame!.Kind, Encoding.UTF8.GetString(frame.Header.Span)));
        Assert.Equal([7], frame.Body.ToArray());
        Assert.Null(await AgentProtocol.ReadAsync(stream, CancellationToken.None));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 4, 79, 0, 0, 0 })]
    [InlineData(new byte[] { 0x7f, 0, 0, 0, 79 })]
    [InlineData(new byte[] { 0xff, 0xff, 0xff, 0xff, 79 })]
    [InlineData(new byte[] { 0, 0, 0, 5, 79, 0, 0, 0, 9 })]
    public async Task What_is_no_frame_is_refused(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        await Assert.ThrowsAsync<InvalidDataException>(() => AgentProtocol.ReadAsync(stream, CancellationToken.None));
    }

    [Theory]
    [InlineData(new byte[] { 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 9, 79, 0 })]
    public async Task An_end_within_a_frame_is_told_from_the_end(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        await Assert.ThrowsAsync<EndOfStreamException>(() => AgentProtocol.ReadAsync(stream, CancellationToken.None));
    }
}
