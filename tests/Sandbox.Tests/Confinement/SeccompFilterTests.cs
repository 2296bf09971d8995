using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Verifiers.Sandbox.Confinement;

namespace Verifiers.Sandbox.Tests.Confinement;

public sealed class SeccompFilterTests
{
    private const uint X64 = 0xC000_003E;

    [Theory]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    public void Every_number_is_decided_as_the_table_says(Architecture architecture)
    {
        var table = SyscallTable.For(architecture);
        var filter = SeccompFilter.Build(table, SeccompRole.Agent);
        var plain = table.Calls.Where(call => call.Value.Who is "job" or "agent").Select(call => call.Value.Number).ToHashSet();
        var special = table.Calls.Where(call => call.Value.Who == "special").Select(call => call.Value.Number).ToHashSet();
        for (var number = 0; number < 1000; number++)
        {
            if (special.Contains(number)) continue;
            var expected = number > 450 ? SeccompFilter.NoSuchCall : plain.Contains(number) ? SeccompFilter.Allow : SeccompFilter.NotPermitted;
            Assert.Equal(expected, Decide(filter, table.AuditArchitecture, (uint)number));
        }
    }

    [Theory]
    [InlineData("socket", 1u, SeccompFilter.Allow)]
    [InlineData("socket", 2u, SeccompFilter.NoSuchAddressFamily)] // AF_INET
    [InlineData("socket", 40u, SeccompFilter.NoSuchAddressFamily)] // AF_VSOCK
    [InlineData("socketpair", 1u, SeccompFilter.Allow)]
    [InlineData("clone3", 0u, SeccompFilter.NoSuchCall)]
    [InlineData("io_uring_setup", 0u, SeccompFilter.NoSuchCall)]
    [InlineData("personality", 0u, SeccompFilter.Allow)]
    [InlineData("personality", 0xFFFF_FFFFu, SeccompFilter.Allow)]
    [InlineData("personality", 0x0040_0000u, SeccompFilter.NotPermitted)] // READ_IMPLIES_EXEC
    [InlineData("clone", 0x1000_0000u, SeccompFilter.Allow)] // CLONE_NEWUSER: the agent's
    public void Conditions_look_at_the_first_argument(string name, uint argument, uint action)
    {
        var table = SyscallTable.For(Architecture.X64);
        Assert.Equal(action, Decide(SeccompFilter.Build(table, SeccompRole.Agent), X64, (uint)table.Calls[name].Number, argument));
    }

    [Theory]
    [InlineData("read", 0u, SeccompFilter.Allow)]
    [InlineData("mount", 0u, SeccompFilter.NotPermitted)]
    [InlineData("setresuid", 0u, SeccompFilter.NotPermitted)]
    [InlineData("clone", 17u, SeccompFilter.Allow)]
    [InlineData("clone", 0x0002_0011u, SeccompFilter.NotPermitted)] // CLONE_NEWNS
    [InlineData("clone", 0x1000_0011u, SeccompFilter.NotPermitted)] // CLONE_NEWUSER
    [InlineData("clone", 0x4000_0011u, SeccompFilter.NotPermitted)] // CLONE_NEWNET
    public void A_job_may_not_do_what_only_the_agent_may(string name, uint argument, uint action)
    {
        var table = SyscallTable.For(Architecture.X64);
        Assert.Equal(action, Decide(SeccompFilter.Build(table, SeccompRole.Job), X64, (uint)table.Calls[name].Number, argument));
    }

    [Fact]
    public void Another_architecture_ends_the_process()
    {
        var table = SyscallTable.For(Architecture.X64);
        Assert.Equal(SeccompFilter.KillProcess, Decide(SeccompFilter.Build(table, SeccompRole.Agent), 0x4000_0003, 11));
        Assert.Equal(SeccompFilter.NoSuchCall, Decide(SeccompFilter.Build(table, SeccompRole.Agent), X64, 0x4000_0000));
    }

    /// <summary>Runs a filter as the kernel would.</summary>
    private static uint Decide(byte[] filter, uint architecture, uint number, uint first = 0, uint second = 0)
    {
        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var instruction = filter.AsSpan(at * 8, 8);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20:
                    accumulator = value switch { 0 => number, 4 => architecture, 16 => first, 24 => second, _ => throw new InvalidDataException($"offset {value}") };
                    break;
                case 0x15:
                    at += accumulator == value ? instruction[2] : instruction[3];
                    break;
                case 0x35:
                    at += accumulator >= value ? instruction[2] : instruction[3];
                    break;
                case 0x45:
                    at += (accumulator & value) != 0 ? instruction[2] : instruction[3];
                    break;
                case 0x06:
                    return value;
                default:
                    throw new InvalidDataException($"instruction {at}");
            }
        }
    }
}
