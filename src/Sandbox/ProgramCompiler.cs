using System.Security.Cryptography;
using System.Text;
using Verifiers.Code;
using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox;

/// <summary>What became of a source: a program, or why there is none.</summary>
/// <param name="Failure">The outcome of every test of the source; null when it compiled.</param>
/// <param name="Program">What the compiler made, untrusted: it only ever goes back into a sandbox. Null when the source itself is run.</param>
internal sealed record Compilation(InvocationResult? Failure, byte[]? Program)
{
    /// <summary>What the compiler said and used; null where there was none to run.</summary>
    public InvocationResult? Result { get; init; }

    /// <summary>Whether the next compilation of the same source would end the same way.</summary>
    public bool IsFinal => Failure is null or { Outcome: RunOutcome.CompileError };
}

/// <summary>
/// Compiles each distinct source once: equal completions of a group, and all tests of each, share what came of it. Compilers run in
/// a sandbox like the programs themselves, for a source can be as hostile to its compiler as a program to its host.
/// </summary>
internal sealed class ProgramCompiler(JobRunner jobs, RunLimits ceiling)
{
    private const long KeptBytes = 256L << 20;
    private const int MemoryMiB = 1024;
    private const int DiskMiB = 192;
    private const int ProgramBytes = 64 << 20;
    private const int Processes = 192;
    private static readonly TimeSpan _cpuTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _wallTime = TimeSpan.FromSeconds(180);

    private readonly CompiledPrograms _kept = new(KeptBytes);
    private long _compilations;

    public long Compilations => Interlocked.Read(ref _compilations);

    /// <param name="language">The source's language.</param>
    /// <param name="version">The compiler's version: another one is another program.</param>
    /// <param name="source">The program's text.</param>
    /// <param name="cancellationToken">Ends the waiting, not the compilation: others may wait for it too.</param>
    public Task<Compilation> CompileAsync(Language language, string version, string source, CancellationToken cancellationToken) =>
        CompileAsync(language, version, source, files: null, cancellationToken);

    /// <param name="language">The source's language.</param>
    /// <param name="version">The compiler's version: another one is another program.</param>
    /// <param name="source">The program's text.</param>
    /// <param name="files">Files that lie beside it; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting, not the compilation: others may wait for it too.</param>
    public async Task<Compilation> CompileAsync(
        Language language, string version, string source, AgentLayout? files, CancellationToken cancellationToken)
    {
        if (language.Compile is not { } compile) return new Compilation(Failure: null, Program: null);
        var key = KeyOf([language.Name, version, .. compile.Arguments, source, .. NamesAndHashes(files)]);
        return await _kept.GetAsync(key, () => RunCompilerAsync(language, source, files)).WaitAsync(cancellationToken);
    }

    private async Task<Compilation> RunCompilerAsync(Language language, string source, AgentLayout? files)
    {
        Interlocked.Increment(ref _compilations);
        var job = LanguageJobs.Compile(language, source, Limits());
        if (files is not null) job = job with { Invocations = [new LaidOutInvocation("", files)] };
        await foreach (var (result, program) in jobs.RunAsync(job, CancellationToken.None))
        {
            if (FailureOf(result) is { } failure) return new Compilation(failure, Program: null) { Result = failure };
            if (language.Compiled is null) return new Compilation(Failure: null, Program: null) { Result = result };
            if (!program.IsEmpty) return new Compilation(Failure: null, program.ToArray()) { Result = result };
        }

        return new Compilation(new InvocationResult { Outcome = RunOutcome.SandboxFailed, Fault = "The compiler left no program." }, Program: null);
    }

    /// <summary>A compiler that reached a limit says that the source cannot be compiled within reason, which is the program's fault.</summary>
    private InvocationResult? FailureOf(InvocationResult result) => result.Outcome switch
    {
        RunOutcome.Exited when result is { ExitCode: 0, Signal: 0 } => null,
        RunOutcome.Exited => new InvocationResult
        {
            Outcome = RunOutcome.SandboxFailed,
            Fault = $"The compiler could not be run: {result.StandardError}",
        },
        RunOutcome.TimeLimit => Ended(result, $"it needs more than {Limits().CpuTime.TotalSeconds:0} s of CPU time"),
        RunOutcome.MemoryLimit => Ended(result, $"it needs more than {Limits().MemoryMiB} MiB of memory"),
        RunOutcome.OutputLimit => Ended(result, $"the program is larger than {Limits().OutputBytes >> 20} MiB"),
        RunOutcome.FileLimit => Ended(result, $"it needs more than {Limits().FileSizeMiB} MiB of disk"),
        RunOutcome.ProcessLimit => Ended(result, $"it needs more than {Limits().Processes} processes"),
        RunOutcome.CompileError or RunOutcome.FunctionFailed or RunOutcome.LanguageNotAvailable or RunOutcome.SandboxFailed => result,
    };

    private static InvocationResult Ended(InvocationResult result, string why) => result with
    {
        Outcome = RunOutcome.CompileError,
        StandardError = $"error: the compiler was ended, because {why}\n{result.StandardError}",
    };

    private RunLimits Limits() => new()
    {
        CpuTime = _cpuTime < ceiling.CpuTime ? _cpuTime : ceiling.CpuTime,
        WallTime = _wallTime,
        MemoryMiB = Math.Min(MemoryMiB, ceiling.MemoryMiB),
        OutputBytes = Math.Min(ProgramBytes, ceiling.OutputBytes),
        FileSizeMiB = Math.Min(DiskMiB, ceiling.FileSizeMiB),
        Processes = Processes,
    };

    private static IEnumerable<string> NamesAndHashes(AgentLayout? files) =>
        files is null ? [] : files.Files.SelectMany(file => new[] { file.Path, Convert.ToHexStringLower(SHA256.HashData(file.Data)) });

    private static string KeyOf(IReadOnlyList<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            hash.AppendData(BitConverter.GetBytes(bytes.LongLength)); // so that no two lists read the same
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
