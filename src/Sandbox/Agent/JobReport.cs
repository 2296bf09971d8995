using System.Buffers.Binary;

namespace Verifiers.Sandbox.Agent;

/// <summary>What the job's own process says about its end. Untrusted: it can only speak about the program itself.</summary>
internal enum ReportKind
{
    /// <summary>Nothing, or nothing that can be read.</summary>
    None,

    /// <summary>The program does not compile.</summary>
    Compile,

    /// <summary>The asked function does not exist, or its value is no plain value; the payload says which.</summary>
    Function,

    /// <summary>An uncaught <c>MemoryError</c>.</summary>
    Memory,

    /// <summary>An uncaught refusal of a process or thread.</summary>
    Processes,

    /// <summary>An uncaught refusal of disk.</summary>
    Files,

    /// <summary>The function's value; the payload is JSON.</summary>
    Value,

    /// <summary>What a compiler made; the payload is the program.</summary>
    Compiled,

    /// <summary>The program's end and the files it left, by its parent: see <see cref="FetchedFiles"/>.</summary>
    Fetched,

    /// <summary>What a judge found, from the judge's own process; the payload is JSON.</summary>
    Test,
}

/// <summary>The report: 1 byte kind, 4 bytes length (big-endian), payload. Anything else counts as none.</summary>
internal readonly record struct JobReport(ReportKind Kind, ReadOnlyMemory<byte> Payload)
{
    public static JobReport Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < 5 || BinaryPrimitives.ReadInt32BigEndian(bytes.Span[1..]) != bytes.Length - 5) return default;
        return new JobReport(KindOf((char)bytes.Span[0]), bytes[5..]);
    }

    public static ReportKind KindOf(char letter) => letter switch
    {
        'C' => ReportKind.Compile,
        'F' => ReportKind.Function,
        'M' => ReportKind.Memory,
        'P' => ReportKind.Processes,
        'D' => ReportKind.Files,
        'V' => ReportKind.Value,
        'A' => ReportKind.Compiled,
        'L' => ReportKind.Fetched,
        'T' => ReportKind.Test,
        _ => ReportKind.None,
    };
}
