using System.Runtime.InteropServices;

namespace Verifiers.Sandbox.Confinement;

/// <summary>For whom a filter is made.</summary>
internal enum SeccompRole
{
    /// <summary>The whole sandbox: the list of allowed calls, with those that the agent needs to confine jobs.</summary>
    Agent,

    /// <summary>An untrusted program, on top of the first: none of the agent's own calls.</summary>
    Job,
}

/// <summary>
/// Our own list of allowed system calls. Docker's default lets AF_VSOCK (which ignores network namespaces), AF_PACKET, ptrace,
/// io_uring and System V IPC through; this one does not. What libraries can do without is refused with ENOSYS, so that they do.
/// </summary>
internal static class SeccompFilter
{
    internal const uint Allow = 0x7FFF_0000;
    internal const uint KillProcess = 0x8000_0000;
    internal const uint NotPermitted = Errno | 1;
    internal const uint NoSuchCall = Errno | 38;
    internal const uint NoSuchAddressFamily = Errno | 97;
    private const uint Errno = 0x0005_0000;

    /// <summary>Calls that are said not to exist, so that libraries do without.</summary>
    internal static readonly string[] Missing = ["clone3", "io_uring_setup", "io_uring_enter", "io_uring_register"];

    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgumentOffset = 16;
    private const uint SecondArgumentOffset = 24;
    private const uint X32Bit = 0x4000_0000;
    private const uint UnixFamily = 1;
    private const uint NamespaceFlags = 0x7E02_0000; // CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
    private const uint InjectTerminalInput = 0x5412; // TIOCSTI
    private const uint ConsoleControl = 0x541C; // TIOCLINUX

    /// <summary>Numbers above this are younger than the table: ENOSYS lets the C library fall back.</summary>
    private const int LastKnownCall = 450;

    /// <summary>The filters of this machine's architecture.</summary>
    public static (byte[] Agent, byte[] Job) BuildBoth()
    {
        var table = SyscallTable.For(RuntimeInformation.ProcessArchitecture);
        return (Build(table, SeccompRole.Agent), Build(table, SeccompRole.Job));
    }

    public static byte[] Build(SyscallTable table, SeccompRole role)
    {
        var program = new BpfProgram();
        program.Load(ArchitectureOffset);
        program.IfEqual(table.AuditArchitecture, 1, 0);
        program.ReturnWith(KillProcess);
        program.Load(NumberOffset);
        switch (role)
        {
            case SeccompRole.Agent:
                AddAllowList(program, table);
                break;
            case SeccompRole.Job:
                AddDenials(program, table);
                break;
        }

        return program.ToBytes();
    }

    private static void AddAllowList(BpfProgram program, SyscallTable table)
    {
        program.IfAtLeast(X32Bit, 0, 1);
        program.ReturnWith(NoSuchCall);
        foreach (var name in Missing)
        {
            program.IfEqual(Number(table, name), 0, 1);
            program.ReturnWith(NoSuchCall);
        }

        foreach (var name in new[] { "socket", "socketpair" })
        {
            program.IfEqual(Number(table, name), 0, 4);
            program.Load(FirstArgumentOffset);
            program.IfEqual(UnixFamily, 1, 0);
            program.ReturnWith(NoSuchAddressFamily);
            program.ReturnWith(Allow);
        }

        program.IfEqual(Number(table, "personality"), 0, 5); // only to ask, and the default
        program.Load(FirstArgumentOffset);
        program.IfEqual(0xFFFF_FFFF, 2, 0);
        program.IfEqual(0, 1, 0);
        program.ReturnWith(NotPermitted);
        program.ReturnWith(Allow);
        program.Append(Search(Ranges(table)));
    }

    /// <summary>Takes back what only the agent may do. Short, because each job has the kernel compile it anew.</summary>
    private static void AddDenials(BpfProgram program, SyscallTable table)
    {
        foreach (var call in table.Calls.Where(call => call.Value.Who == "agent").OrderBy(call => call.Value.Number))
        {
            program.IfEqual((uint)call.Value.Number, 0, 1);
            program.ReturnWith(NotPermitted);
        }

        program.IfEqual(Number(table, "clone"), 0, 4);
        program.Load(FirstArgumentOffset);
        program.IfAnyBit(NamespaceFlags, 0, 1);
        program.ReturnWith(NotPermitted);
        program.ReturnWith(Allow);
        program.IfEqual(Number(table, "ioctl"), 0, 4);
        program.Load(SecondArgumentOffset);
        program.IfEqual(InjectTerminalInput, 1, 0);
        program.IfEqual(ConsoleControl, 0, 1);
        program.ReturnWith(NotPermitted);
        program.ReturnWith(Allow);
    }

    private static uint Number(SyscallTable table, string name) => (uint)table.Calls[name].Number;

    /// <summary>Where the action changes as call numbers grow: (first number, action).</summary>
    private static List<(uint First, uint Action)> Ranges(SyscallTable table)
    {
        var allowed = table.Calls
            .Where(call => call.Value.Who is "job" or "agent" || call.Key == "clone")
            .Select(call => call.Value.Number)
            .ToHashSet();
        var ranges = new List<(uint First, uint Action)>();
        for (var number = 0; number <= LastKnownCall + 1; number++)
        {
            var action = number > LastKnownCall ? NoSuchCall : allowed.Contains(number) ? Allow : NotPermitted;
            if (ranges.Count == 0 || ranges[^1].Action != action) ranges.Add(((uint)number, action));
        }

        return ranges;
    }

    /// <summary>A balanced search: every call is decided in seven or eight comparisons.</summary>
    private static BpfProgram Search(ReadOnlySpan<(uint First, uint Action)> ranges)
    {
        var program = new BpfProgram();
        if (ranges.Length == 1)
        {
            program.ReturnWith(ranges[0].Action);
            return program;
        }

        var middle = ranges.Length / 2;
        var below = Search(ranges[..middle]);
        program.IfAtLeast(ranges[middle].First, below.Length, 0);
        program.Append(below);
        program.Append(Search(ranges[middle..]));
        return program;
    }

    private static BpfProgram Search(List<(uint First, uint Action)> ranges) =>
        Search(CollectionsMarshal.AsSpan(ranges));
}
