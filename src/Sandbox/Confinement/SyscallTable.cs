using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Verifiers.Sandbox.Confinement;

/// <summary>The system calls of <c>syscalls.txt</c> for one architecture.</summary>
internal sealed class SyscallTable
{
    private SyscallTable(uint auditArchitecture, FrozenDictionary<string, (string Who, int Number)> calls)
    {
        AuditArchitecture = auditArchitecture;
        Calls = calls;
    }

    /// <summary>What the kernel calls the architecture (<c>AUDIT_ARCH_*</c>).</summary>
    public uint AuditArchitecture { get; }

    /// <summary>By name: who may make the call (<c>job</c>, <c>agent</c>, <c>special</c>) and its number.</summary>
    public FrozenDictionary<string, (string Who, int Number)> Calls { get; }

    /// <exception cref="PlatformNotSupportedException">There is no table for the architecture.</exception>
    public static SyscallTable For(Architecture architecture)
    {
        var (column, audit) = architecture switch
        {
            Architecture.X64 => (2, 0xC000_003Eu),
            Architecture.Arm64 => (3, 0xC000_00B7u),
            Architecture.X86 or Architecture.Arm or Architecture.Wasm or Architecture.S390x or Architecture.LoongArch64
                or Architecture.Armv6 or Architecture.Ppc64le or Architecture.RiscV64 =>
                throw new PlatformNotSupportedException($"There is no system call filter for {architecture}; x86_64 and aarch64 have one."),
        };
        var calls = Lines()
            .Where(fields => fields[column] != "-")
            .ToFrozenDictionary(fields => fields[1], fields => (fields[0], int.Parse(fields[column], CultureInfo.InvariantCulture)));
        return new SyscallTable(audit, calls);
    }

    /// <summary>The calls of all architectures, and who may make them.</summary>
    public static IEnumerable<(string Who, string Name)> Names() => Lines().Select(fields => (fields[0], fields[1]));

    private static IEnumerable<string[]> Lines() => EmbeddedFile.ReadText("syscalls.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' '));
}
