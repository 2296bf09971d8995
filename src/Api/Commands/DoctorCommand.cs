using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Spectre.Console;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;
using Verifiers.Code;
using Verifiers.Sandbox;

namespace Verifiers.Api.Commands;

/// <summary><c>verifiers doctor</c>: what this host can do, found by doing it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Write one JSON document: each check, how it went, what to do." };
        var command = new Command(
            "doctor",
            "Say what this host can do: runtime, launchers, languages, limits, and a real test run. Settings follow as for serve: --Section:Name value.")
        {
            Options = { json },
            TreatUnmatchedTokensAsErrors = false,
        };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(json)
            ? RunJsonAsync([.. parsed.UnmatchedTokens], cancellationToken)
            : RunAsync([.. parsed.UnmatchedTokens], cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var services = VerifierService.ForScoring(settings);
            return await RunAsync(services, PlainConsole.Create(), cancellationToken);
        }
        catch (Exception refused) when (UnusableSettings.Explain(refused))
        {
            return UnusableSettings.Write("doctor", refused);
        }
    }

    /// <summary>The exit status is 1 when a check failed; settings that cannot be used are such a check.</summary>
    private static async Task<int> RunJsonAsync(string[] settings, CancellationToken cancellationToken)
    {
        DoctorReport report;
        try
        {
            await using var services = VerifierService.ForScoring(settings);
            report = DoctorReport.Of(await DoctorChecks.RunAsync(services, VerifierService.ConfigurationOf(settings), cancellationToken));
        }
        catch (Exception refused) when (UnusableSettings.Explain(refused))
        {
            report = DoctorReport.Of([new("settings", CheckStatus.Failed, refused.Message, "Mend what is named: the service does not start with it.")]);
        }
        Console.Out.WriteLine(JsonSerializer.Serialize(report, new JsonSerializerOptions(WireJson.Options) { WriteIndented = true }));
        return report.Status == CheckStatus.Failed ? 1 : 0;
    }

    private static async Task<int> RunAsync(ServiceProvider services, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var rubrics = services.GetRequiredService<RubricStore>(); // with the plug-ins that they name: what would stop the service stops here
        var sandbox = services.GetRequiredService<SandboxedCodeRunner>();
        var status = await sandbox.GetStatusAsync(cancellationToken);

        Write(
            console, "Host",
            ("verifiers", EngineVersion.Current),
            (".NET", RuntimeInformation.FrameworkDescription),
            ("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}"),
            ("cores", Invariant($"{Environment.ProcessorCount}")),
            ("memory", Invariant($"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20} MiB available to the service")),
            ("user", Environment.UserName));
        Write(console, "Launchers", status.Launchers.SelectMany(Describe));
        Write(console, "Languages", Toolchains.Find(status));
        Write(console, "Limits", Describe(services.GetRequiredService<ServiceLimits>(), sandbox.Ceiling, status));
        Write(console, "Test run", await TestRunAsync(sandbox, status, cancellationToken));
        Write(console, "Verifiers", services.GetRequiredService<VerifierCatalog>().All.Select(one => (one.Name, one.Summary)));
        Write(console, "Rubrics", rubrics.All.Select(one => (one.Name, one.Description))
            .Concat(rubrics.Unavailable.Select(one => (one.Name, $"not configured: {string.Join(", ", one.Missing)}"))));
        console.WriteLine(status.Ready ? "Everything works." : $"Programs cannot be judged, everything else can. {status.Sentence}");
        return status.Ready ? 0 : 1;
    }

    private static IEnumerable<(string, string)> Describe(LauncherStatus launcher)
    {
        yield return (launcher.Name, launcher.Sentence);
        if (launcher.Features is not { } features)
            yield break;
        yield return ("  cold start", Invariant($"{launcher.StartTime.TotalMilliseconds:F0} ms"));
        yield return ("  own user ids", YesNo(features.OwnUserIds));
        yield return ("  namespaces for each test", YesNo(features.Namespaces));
        yield return ("  system call filter", YesNo(features.Seccomp));
        yield return ("  control groups", $"memory {YesNo(features.CgroupMemory)}, processes {YesNo(features.CgroupProcesses)}, CPU {YesNo(features.CgroupCpu)}");
        yield return ("  numpy", YesNo(features.Numpy));
        yield return ("  languages", string.Join(", ", CodeLanguages.All.Where(launcher.Languages.ContainsKey)));
    }

    private static IEnumerable<(string, string)> Describe(ServiceLimits limits, RunLimits ceiling, SandboxStatus status) =>
    [
        ("request", $"{limits.MaxSamples} samples, {limits.MaxBodyMiB} MiB, {limits.MaxCompletionLength} characters a completion"),
        ("pending", $"{limits.MaxPendingSamples} samples and {limits.MaxPendingBodyMiB} MiB of all requests together"),
        ("programs at once", Invariant($"{status.Slots}")),
        ("most a program may ask for", Invariant(
            $"{ceiling.CpuTime.TotalSeconds} s CPU, {ceiling.EffectiveWallTime.TotalSeconds} s wall, {ceiling.MemoryMiB} MiB, {ceiling.Processes} processes, {ceiling.OutputBytes >> 20} MiB output, {ceiling.FileSizeMiB} MiB disk")),
    ];

    private static async Task<List<(string, string)>> TestRunAsync(SandboxedCodeRunner sandbox, SandboxStatus status, CancellationToken cancellationToken) =>
        [(status.Launchers.FirstOrDefault(one => one.Works)?.Name ?? "none", (await DoctorTestRun.RunAsync(sandbox, status, cancellationToken)).Found)];

    private static void Write(IAnsiConsole console, string title, params IEnumerable<(string Name, string Value)> rows)
    {
        console.WriteLine(title);
        var grid = new Grid().AddColumn(new GridColumn().NoWrap().Width(28).PadLeft(2)).AddColumn();
        foreach (var (name, value) in rows)
            grid.AddRow(new Text(name), new Text(value));
        console.Write(grid);
        console.WriteLine();
    }

    private static string YesNo(bool yes) => yes ? "yes" : "no";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
