using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Spectre.Console;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Judging;
using Verifiers.Api.Rescoring.Report;

namespace Verifiers.Api.Commands;

/// <summary><c>verifiers rescore</c>: saved rollouts of any number scored again, and compared with the rewards that they had.</summary>
internal static class RescoreCommand
{
    /// <summary>The run could not begin or not go on.</summary>
    public const int Failed = 1;

    /// <summary>The run is done, and some lines have no reward: rejected, or without a verdict.</summary>
    public const int Incomplete = 2;

    /// <summary>The command's name.</summary>
    public const string Name = "rescore";

    /// <summary>The run is done, and more rewards changed than <c>--max-drift</c> allows.</summary>
    public const int Drifted = 3;

    /// <summary>The run is done, and a long stretch of it, or all of it, has no verdict: what judges was out of order.</summary>
    public const int Outage = 4;

    /// <summary>The run was interrupted; the same command goes on.</summary>
    public const int Interrupted = 130;

    private static readonly Argument<string[]> Files = new("FILES") { Description = "Saved rollouts, *.jsonl, *.jsonl.gz or *.parquet; patterns with * and ** may be quoted.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Rubric = new("--rubric") { Description = "What the rollouts are rewarded for.", Required = true };
    private static readonly Option<string> Output = new("--out") { Description = "The folder to write: FILE.scored.jsonl, rejected.jsonl, flips.jsonl.", Required = true };
    private static readonly Option<string[]> Fields = new("--field") { Description = "Which field of the dump is what, such as completion=response or reference=info.answer; an empty name for none. May be given several times." };
    private static readonly Option<Uri?> Url = new("--url") { Description = "Ask a running service at this address.", CustomParser = ServiceAddress.Read };
    private static readonly Option<bool> InProcess = new("--in-process") { Description = "Score in this process (the default)." };
    private static readonly Option<(int, int)?> Shard = new("--shard") { Description = "The part of the rollouts to score, such as 3/16.", CustomParser = ReadShard };
    private static readonly Option<string?> Baseline = new("--baseline") { Description = "An earlier --out folder to compare with." };
    private static readonly Option<string?> BaselineField = new("--baseline-field") { Description = "The field of the dump that holds the rewards to compare with." };
    private static readonly Option<double?> MaxDrift = new("--max-drift") { Description = "The share of compared rollouts whose reward may change, 0 to 1; more ends with the status 3.", CustomParser = ReadShare };
    private static readonly Option<string?> Report = new("--report") { Description = "Write one page with plots and a browser of rollouts, such as report.html." };
    private static readonly Option<int?> Concurrency = new("--concurrency") { Description = "Batches of up to 256 rollouts at one time. Default: 4.", CustomParser = ReadConcurrency };
    private static readonly Option<string?> CacheFile = new("--cache") { Description = "The file of known verdicts; default: the setting Cache:File, or verifiers/verdicts.db in the user's cache." };
    private static readonly Option<bool> NoCache = new("--no-cache") { Description = "Judge everything again, whatever is known." };
    private static readonly Option<bool> Restart = new("--restart") { Description = "Throw away what an earlier run wrote to --out." };
    private static readonly Option<bool> RetryErrors = new("--retry-errors") { Description = "Judge the rollouts again that an earlier run left in --out with the verdict error, and keep the others as they are." };

    public static Command Create()
    {
        var command = new Command(Name, "Score saved rollouts again, any number of them, and compare with the rewards they had. Settings follow as for serve: --Section:Name value.")
        {
            Files, Rubric, Output, Fields, Url, InProcess, Shard, Baseline, BaselineField, MaxDrift, Report, Concurrency, CacheFile, NoCache, Restart, RetryErrors,
        };
        command.Validators.Add(Check);
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>What cannot go together, before anything is read.</summary>
    private static void Check(CommandResult command)
    {
        if (IsGiven(Url) && IsGiven(InProcess))
            command.AddError("--url and --in-process: expected one of them.");
        if (IsGiven(Baseline) && IsGiven(BaselineField))
            command.AddError("--baseline and --baseline-field: expected one of them.");
        if (IsGiven(MaxDrift) && !IsGiven(Baseline) && !IsGiven(BaselineField))
            command.AddError("--max-drift: expected --baseline or --baseline-field beside it.");
        if (IsGiven(NoCache) && IsGiven(CacheFile))
            command.AddError("--cache and --no-cache: expected one of them.");
        if (IsGiven(Restart) && IsGiven(RetryErrors))
            command.AddError("--restart and --retry-errors: expected one of them.");

        bool IsGiven(Option option) => command.GetResult(option) is { Implicit: false };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var console = PlainConsole.Create();
        try
        {
            var (files, settings) = Divide([.. parsed.GetRequiredValue(Files), .. parsed.UnmatchedTokens]);
            var options = Read(parsed, files);
            var mayUseCache = !parsed.GetValue(NoCache);
            await using var services = VerifierService.ForScoring([.. settings, .. CacheOf(parsed, settings)]);
            using var service = parsed.GetValue(Url) is { } url
                ? await ServiceScorer.ConnectAsync(url, options.Rubric, options.Concurrency, mayUseCache, TimeProvider.System, TimeSpan.FromSeconds(0.5), cancellationToken)
                : null;
            IRolloutScorer scorer = service is null ? new EngineScorer(services, options.Rubric, mayUseCache) : service;
            using var run = new RescoreRun(options, scorer, TimeProvider.System) { OutageSeen = RescoreSummary.WarnOfOutage };
            if (parsed.GetValue(Report) is { } place && Path.GetDirectoryName(Path.GetFullPath(place)) is { } folder && !Directory.Exists(folder))
                throw new RescoreException($"--report {place}: there is no folder {folder}."); // better told before the run than after it
            RescoreSummary.WriteFields(console, run.Mapping);
            if (run.IsRetrying)
                console.WriteLine("Rollouts without a verdict are judged again; the others are taken over as they are.");
            if (run.WentOn)
                console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Going on after {run.Tally.Scored + run.Tally.Rejected} lines that are done."));
            await new RescoreProgress(run, console, TimeProvider.System).ShowAsync(run.RunAsync(cancellationToken));
            RescoreSummary.Write(console, run, isComparing: (options.Baseline ?? options.BaselineField) is not null);
            if (parsed.GetValue(Report) is { } report)
            {
                await RescoreReport.WriteAsync(options.Output, report, cancellationToken);
                console.WriteLine($"The report is {report}.");
            }
            return Status(run, options);
        }
        catch (RescoreException refused)
        {
            Console.Error.WriteLine($"verifiers rescore: {refused.Message}");
            return Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine("verifiers rescore: interrupted. The same command goes on from here.");
            return Interrupted;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or InvalidDataException || UnusableSettings.Explain(refused))
        {
            return UnusableSettings.Write("rescore", refused);
        }
    }

    private static int Status(RescoreRun run, RescoreOptions options)
    {
        var drift = run.Tally.Drift;
        if (run.Tally.Outage.IsOutage(run.Tally.Scored))
        {
            RescoreSummary.WriteOutage(run.Tally);
            return Outage;
        }
        if (options.MaxDrift is { } most)
        {
            if (drift.Compared == 0)
                throw new RescoreException("--max-drift: not one rollout has an earlier reward to compare with.");
            if (drift.Share > most)
            {
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"verifiers rescore: {drift.Share:P3} of the rewards changed; --max-drift allows {most:P3}."));
                return Drifted;
            }
        }
        return run.Tally.Errors > 0 || run.Tally.Rejected > 0 ? Incomplete : 0;
    }

    private static RescoreOptions Read(ParseResult parsed, IReadOnlyList<string> files) => new()
    {
        Inputs = files,
        Rubric = parsed.GetRequiredValue(Rubric),
        Output = parsed.GetRequiredValue(Output),
        Fields = ReadFields(parsed.GetValue(Fields) ?? []),
        Shard = parsed.GetValue(Shard) ?? (1, 1),
        Baseline = parsed.GetValue(Baseline),
        BaselineField = parsed.GetValue(BaselineField),
        MaxDrift = parsed.GetValue(MaxDrift),
        Concurrency = parsed.GetValue(Concurrency) ?? 4,
        Restart = parsed.GetValue(Restart),
        RetryErrors = parsed.GetValue(RetryErrors),
    };

    private static Dictionary<string, string> ReadFields(string[] given)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in given)
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 || !Rescoring.Input.FieldMapping.Known.Contains(field[..equals]))
                throw new RescoreException($"--field {field}: expected NAME=FIELD with a name of {string.Join(", ", Rescoring.Input.FieldMapping.Known)}.");
            if (!fields.TryAdd(field[..equals], field[(equals + 1)..]))
                throw new RescoreException($"--field {field}: '{field[..equals]}' is given twice.");
        }
        return fields;
    }

    private static (int, int)? ReadShard(ArgumentResult argument)
    {
        var parts = argument.Tokens[0].Value.Split('/');
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count) && number >= 1 && number <= count && count <= 1_000_000)
            return (number, count);
        argument.AddError($"--shard: expected a part such as 3/16, found '{argument.Tokens[0].Value}'.");
        return null;
    }

    private static double? ReadShare(ArgumentResult argument)
    {
        if (double.TryParse(argument.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1)
            return share;
        argument.AddError($"--max-drift: expected a number from 0 to 1, found '{argument.Tokens[0].Value}'.");
        return null;
    }

    private static int? ReadConcurrency(ArgumentResult argument)
    {
        if (int.TryParse(argument.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 1024)
            return number;
        argument.AddError($"--concurrency: expected a number from 1 to 1024, found '{argument.Tokens[0].Value}'.");
        return null;
    }

    /// <summary>Known verdicts are used unless the caller says otherwise; the settings may name another file, the option, which comes last, wins.</summary>
    private static string[] CacheOf(ParseResult parsed, string[] settings)
    {
        if (parsed.GetValue(NoCache))
            return ["--Cache:File", ""];
        if (parsed.GetValue(CacheFile) is { } file)
            return ["--Cache:File", file];
        if (!string.IsNullOrEmpty(VerifierService.ConfigurationOf(settings)["Cache:File"]))
            return [];
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile); // empty for a user who has none
        var caches = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : home.Length > 0 ? Path.Combine(home, ".cache") : null;
        return ["--Cache:File", caches is null ? "" : Path.Combine(caches, "verifiers", "verdicts.db")];
    }

    /// <summary>Settings have a colon in their names; the parser leaves them among the files, as it does with options that it does not know.</summary>
    private static (IReadOnlyList<string> Files, string[] Settings) Divide(IReadOnlyList<string> tokens)
    {
        var (files, settings) = (new List<string>(), new List<string>());
        for (var i = 0; i < tokens.Count; i++)
        {
            if (!tokens[i].StartsWith("--", StringComparison.Ordinal))
                files.Add(tokens[i]);
            else if (tokens[i].Contains(':', StringComparison.Ordinal) && i + 1 < tokens.Count)
                settings.AddRange([tokens[i], tokens[++i]]);
            else
                throw new RescoreException($"{tokens[i]}: there is no such option; verifiers rescore --help lists them.");
        }
        return files.Count > 0 ? (files, [.. settings]) : throw new RescoreException("expected at least one file.");
    }
}
