using System.Runtime.CompilerServices;
using Verifiers.Code;
using Verifiers.Sandbox.Languages;
using Verifiers.Sandbox.Launching;

namespace Verifiers.Sandbox;

/// <summary>Runs untrusted programs in a pool of sandboxes. Thread-safe; one for the whole service.</summary>
public sealed class SandboxedCodeRunner : ICodeRunner, IAsyncDisposable
{
    private readonly SandboxOptions _options;
    private readonly Backend _backend;
    private readonly JobRunner _jobs;
    private readonly ProgramCompiler _compiler;
    private readonly ProgramRunner _programs;
    private readonly SharedPrograms _sharedPrograms = new();

    /// <summary>Looks for launchers when first used, and again after a while when none worked.</summary>
    public SandboxedCodeRunner(SandboxOptions options, TimeProvider time)
        : this(options, time, LauncherList.Create(options))
    {
    }

    internal SandboxedCodeRunner(SandboxOptions options, TimeProvider time, IReadOnlyList<ILauncher> launchers)
    {
        _options = options;
        _backend = new Backend(options, time, launchers);
        _jobs = new JobRunner(_backend, options);
        _compiler = new ProgramCompiler(_jobs, options.Ceiling);
        _programs = new ProgramRunner(_jobs, _compiler);
    }

    /// <summary>The most that a run may ask for; one that asks for more ends as a fault.</summary>
    public RunLimits Ceiling => _options.Ceiling;

    /// <summary>How busy the slots are now. Starts nothing: all 0 until a launcher was found.</summary>
    public SandboxOccupancy Occupancy => Pool is { } pool ? new(pool.Size, pool.Busy, pool.Waiting, pool.Replaced) : default;

    /// <summary>False for a language that has no description here, or that the sandbox was found to lack.</summary>
    public bool Runs(string language) =>
        language == LanguageCatalog.Python
        || (LanguageCatalog.Find(language) is not null && _backend.Working?.Languages.ContainsKey(language) is not false);

    /// <summary>The slots, once a launcher was found.</summary>
    internal SlotPool? Pool => _backend.Pool;

    /// <summary>Programs that were compiled since the start, rather than found among those kept.</summary>
    internal long Compilations => _compiler.Compilations;

    /// <summary>What works on this host. Starts a sandbox when that is not known yet.</summary>
    public async Task<SandboxStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        var launchers = await _backend.FindLaunchersAsync(cancellationToken);
        var pool = _backend.Pool;
        var working = _backend.Working;
        var languages = working?.Languages ?? new Dictionary<string, string>(StringComparer.Ordinal);
        return new SandboxStatus(
            pool is not null,
            working?.Sentence ?? Backend.NothingWorks(launchers),
            launchers,
            _options.EffectiveSlots,
            pool?.Busy ?? 0,
            pool?.Waiting ?? 0,
            pool?.Replaced ?? 0,
            languages)
        {
            MissingLanguages = LanguageCatalog.All.Where(language => !languages.ContainsKey(language.Name))
                .ToDictionary(language => language.Name, _backend.HowToAdd, StringComparer.Ordinal),
        };
    }

    public async IAsyncEnumerable<InvocationResult> RunAsync(CodeRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await RefuseAsync(run, cancellationToken) is { } refusal)
        {
            yield return refusal;
            yield break;
        }

        foreach (var part in SharedPrograms.Split(run))
        {
            await foreach (var result in RunPartAsync(part, cancellationToken))
            {
                yield return result;
                if (result.Outcome is RunOutcome.SandboxFailed or RunOutcome.LanguageNotAvailable) yield break;
            }
        }
    }

    /// <summary>Runs invocations of one program text: the completion's own, or one that a test shares.</summary>
    private async IAsyncEnumerable<InvocationResult> RunPartAsync(CodeRun run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        SharedProgramText? shared = null;
        if (run.Invocations is [SharedProgram test])
        {
            shared = _sharedPrograms.Compose(run.Language, run.Source, test);
            if (shared is null)
            {
                yield return InvocationResult.Failed($"The test has no main function, without which a test in {run.Language} cannot be run.");
                yield break;
            }

            run = run with { Source = shared.Source, Invocations = [new StandardInput("")] };
        }

        var job = new Job(run.Source, run.Invocations, run.Limits);
        if (LanguageCatalog.Find(run.Language) is { } language)
        {
            var compilation = await _compiler.CompileAsync(language, _backend.Working!.Languages[language.Name], run.Source, cancellationToken);
            if (compilation.Failure is { } failure)
            {
                yield return failure;
                yield break;
            }

            job = LanguageJobs.Run(language, run, compilation.Program, shared?.MainClass);
        }

        await foreach (var (result, _) in _jobs.RunAsync(job, cancellationToken))
            yield return shared is null ? result : result with { Report = shared.Judge(result) };
    }

    public async Task<ProgramResult> RunAsync(ProgramRun run, CancellationToken cancellationToken)
    {
        if (FindRefusal(run) is { } fault) return new ProgramResult { Run = InvocationResult.Failed(fault) };
        var name = run.Language ?? LanguageCatalog.Python;
        if (await RefuseAsync(name, run.Limits, cancellationToken) is { } refusal) return new ProgramResult { Run = refusal };
        var language = LanguageCatalog.Find(name);
        return await _programs.RunAsync(run, language, language is null ? "" : _backend.Working!.Languages[name], cancellationToken);
    }

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    /// <summary>Why a run can never be done as it is asked for: its files, names or limits, as a sentence. Null when it can be tried.</summary>
    public string? FindRefusal(ProgramRun run)
    {
        if (run.Language is null && run.Command.Count == 0) return "The run names neither a language nor a command.";
        if (ProgramFiles.FindFault([.. run.Files, .. run.DataFiles]) is { } fault) return $"The files of the run cannot be laid out: {fault}.";
        if (run.Fetch.Select(ProgramFiles.FindPathFault).FirstOrDefault(problem => problem is not null) is { } path) return $"A file cannot be fetched: {path}.";
        if (run.Command.Count == 0 && ProgramRunner.FindClash(run) is { } clash) return $"The name '{clash}' is the program's own.";
        if (LimitAboveCeiling(run.Limits) is { } limit) return AboveCeiling(limit);
        return run.FetchBytes > Ceiling.OutputBytes ? $"The run asks for more fetched bytes ({run.FetchBytes}) than the operator allows ({Ceiling.OutputBytes})." : null;
    }

    private async Task<InvocationResult?> RefuseAsync(CodeRun run, CancellationToken cancellationToken) =>
        await RefuseAsync(run.Language, run.Limits, cancellationToken) is { } refusal ? refusal
        : run.Language != LanguageCatalog.Python && run.Invocations.Any(invocation => invocation is FunctionCall or ExpressionValue or JudgedProgram)
            ? InvocationResult.Failed($"Functions can be called in {LanguageCatalog.Python} only; programs in {run.Language} read standard input.")
            : null;

    private async Task<InvocationResult?> RefuseAsync(string name, RunLimits limits, CancellationToken cancellationToken)
    {
        if (name != LanguageCatalog.Python && LanguageCatalog.Find(name) is null)
            return NotAvailable(name, "The sandbox knows no such language.");
        if (LimitAboveCeiling(limits) is { } limit)
            return InvocationResult.Failed(AboveCeiling(limit));
        if (LanguageCatalog.Find(name) is not { } language) return null;
        var launchers = await _backend.FindLaunchersAsync(cancellationToken);
        if (_backend.Working is not { } working) return InvocationResult.Failed(Backend.NothingWorks(launchers));
        return working.Languages.ContainsKey(language.Name) ? null : NotAvailable(language.Name, $"It needs: {_backend.HowToAdd(language)}");
    }

    private static string AboveCeiling(string limit) => $"The run asks for more {limit} than the operator allows; see Sandbox in the settings.";

    private string? LimitAboveCeiling(RunLimits limits)
    {
        var ceiling = Ceiling;
        if (limits.CpuTime > ceiling.CpuTime) return $"CPU time ({limits.CpuTime} > {ceiling.CpuTime})";
        if (limits.EffectiveWallTime > ceiling.EffectiveWallTime) return $"wall-clock time ({limits.EffectiveWallTime} > {ceiling.WallTime})";
        if (limits.MemoryMiB > ceiling.MemoryMiB) return $"memory ({limits.MemoryMiB} MiB > {ceiling.MemoryMiB} MiB)";
        if (limits.OutputBytes > ceiling.OutputBytes) return $"output ({limits.OutputBytes} bytes > {ceiling.OutputBytes} bytes)";
        if (limits.FileSizeMiB > ceiling.FileSizeMiB) return $"disk ({limits.FileSizeMiB} MiB > {ceiling.FileSizeMiB} MiB)";
        return limits.Processes > ceiling.Processes ? $"processes ({limits.Processes} > {ceiling.Processes})" : null;
    }

    private static InvocationResult NotAvailable(string language, string advice) =>
        new() { Outcome = RunOutcome.LanguageNotAvailable, Fault = $"The language '{language}' is not available. {advice}" };
}
