using Verifiers.Code;
using Verifiers.Sandbox.Agent;
using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox;

/// <summary>Runs one program or command with files around it, and fetches what it leaves. Limits and languages are checked before.</summary>
internal sealed class ProgramRunner(JobRunner jobs, ProgramCompiler compiler)
{
    private const string ProgramFolder = "/tmp";
    private const string CommandFolder = "/tmp/work";
    private static readonly Dictionary<string, string> _noFiles = new(StringComparer.Ordinal);

    /// <param name="run">What to run.</param>
    /// <param name="language">Its language as a description; null for Python, and for a command without one.</param>
    /// <param name="version">The language's version in the sandbox.</param>
    /// <param name="cancellationToken">Abandons the run.</param>
    public async Task<ProgramResult> RunAsync(ProgramRun run, Language? language, string version, CancellationToken cancellationToken)
    {
        if (run.Command.Count > 0) return await RunJobAsync(run, CommandJob(run, language), compilation: null, cancellationToken);
        var layout = LayoutOf(run, ProgramFolder);
        if (language is null) return await RunJobAsync(run, new Job(run.Source, [Laid(run, layout)], Limits(run)), compilation: null, cancellationToken);

        var beside = run.Files.Count == 0 ? null : LayoutOf(run with { DataFiles = [], Arguments = [], Fetch = [] }, ProgramFolder);
        var compilation = await compiler.CompileAsync(language, version, run.Source, beside, cancellationToken);
        if (compilation.Failure is { } failure)
        {
            // What the source caused is the compiler's result; a fault of ours is the run's.
            return failure.Outcome == RunOutcome.CompileError ? new ProgramResult { Compilation = failure } : new ProgramResult { Run = failure };
        }

        var job = LanguageJobs.Run(language, new CodeRun(language.Name, run.Source, [Laid(run, layout)], Limits(run)), compilation.Program);
        job = job with { Command = job.Command! with { Command = [.. job.Command.Command, .. run.Arguments] } };
        return await RunJobAsync(run, job, compilation.Result, cancellationToken);
    }

    /// <summary>A file whose name the program has already: its source, what the compiler makes of it, or what the language lays beside it.</summary>
    public static string? FindClash(ProgramRun run)
    {
        var taken = LanguageJobs.NamesTaken(LanguageCatalog.Find(run.Language ?? ""), run.Source).ToHashSet(StringComparer.Ordinal);
        return run.Files.Concat(run.DataFiles).FirstOrDefault(file => taken.Contains(file.Path.Split('/')[0]))?.Path;
    }

    private async Task<ProgramResult> RunJobAsync(ProgramRun run, Job job, InvocationResult? compilation, CancellationToken cancellationToken)
    {
        await foreach (var (result, left) in jobs.RunAsync(job, cancellationToken))
        {
            var files = run.Fetch.Count == 0 ? null : FetchedFiles.Parse(left);
            return new ProgramResult { Compilation = compilation, Run = result, Files = files?.Files ?? [] };
        }

        return new ProgramResult { Run = InvocationResult.Failed("The sandbox gave no result.") };
    }

    private static Job CommandJob(ProgramRun run, Language? language)
    {
        var limits = Limits(run);
        if (language is not null)
        {
            limits = limits with
            {
                MemoryMiB = limits.MemoryMiB + language.RuntimeMemoryMiB,
                Processes = limits.Processes + language.RuntimeThreads,
            };
        }

        // A program of the run's own files is no need: that it is missing is then nobody's fault but theirs.
        var program = run.Command[0];
        IEnumerable<string> needs = program.Contains('/', StringComparison.Ordinal) && program[0] != '/' ? [] : [program];
        var command = new AgentCommand(
            [.. needs, .. run.Needs], File: "", Data: null, run.Command, LanguageJobs.EnvironmentOf(language), _noFiles, Native: false,
            BoundAddresses: false, Compiles: false, Compiled: null);
        return new Job("", [Laid(run, LayoutOf(run, CommandFolder))], limits, command);
    }

    private static LaidOutInvocation Laid(ProgramRun run, AgentLayout layout) => new(run.Input, layout);

    private static AgentLayout LayoutOf(ProgramRun run, string root) => new(
        root,
        [.. run.Files.Concat(run.DataFiles).Select(file => new AgentFile(file.Path, file.Content.ToArray(), file.IsExecutable))],
        run.Arguments,
        run.Fetch,
        run.FetchBytes);

    /// <summary>The files' own space is granted beside the program's, and so is the parent's process where there is one.</summary>
    private static RunLimits Limits(ProgramRun run) => run.Limits with
    {
        FileSizeMiB = run.Limits.FileSizeMiB + (int)(run.Files.Concat(run.DataFiles).Sum(file => (file.Content.Length + 8191L) & ~4095L) >> 20) + 1,
        Processes = run.Limits.Processes + (run.Fetch.Count > 0 ? 1 : 0),
    };
}
