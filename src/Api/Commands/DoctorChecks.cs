using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Verifiers.Api.Catalog;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Telemetry;
using Verifiers.Code;
using Verifiers.Sandbox;

namespace Verifiers.Api.Commands;

/// <summary>Everything that the doctor tries, each with what to do about it.</summary>
internal static class DoctorChecks
{
    private static readonly TimeSpan _connectTime = TimeSpan.FromSeconds(3);

    /// <summary>Tries everything. Settings that cannot be used have thrown before.</summary>
    public static async Task<IReadOnlyList<Check>> RunAsync(ServiceProvider services, IConfiguration configuration, CancellationToken cancellationToken)
    {
        services.GetRequiredService<IStartupValidator>().Validate();
        var rubrics = services.GetRequiredService<RubricStore>();
        var sandbox = services.GetRequiredService<SandboxedCodeRunner>();
        var status = await sandbox.GetStatusAsync(cancellationToken);
        return
        [
            new("settings", CheckStatus.Ok, "All settings can be used."),
            .. status.Launchers.Select(launcher => OfLauncher(launcher, status.Ready)),
            OfIsolation(status),
            await OfTestRunAsync(sandbox, status, cancellationToken),
            .. OfLanguages(status),
            OfRubrics(rubrics),
            .. rubrics.Unavailable.Select(one => new Check(
                $"rubric.{one.Name}", CheckStatus.Warning, "Not configured.", $"Configure: {string.Join(", ", one.Missing)}.")),
            OfPlugins(services.GetRequiredService<VerifierSource>()),
            await OfTelemetryAsync(configuration, cancellationToken),
        ];
    }

    private static Check OfLauncher(LauncherStatus launcher, bool anyWorks) => new(
        $"launcher.{launcher.Name}", launcher.Works ? CheckStatus.Ok : anyWorks ? CheckStatus.Warning : CheckStatus.Failed, launcher.Sentence,
        launcher.Works ? null : anyWorks ? "Nothing, unless this launcher is wanted: another one works." : "Make one launcher work: without one, programs cannot be judged.");

    private static Check OfIsolation(SandboxStatus status)
    {
        if (status.Launchers.FirstOrDefault(launcher => launcher.Works)?.Features is not { } features)
            return new("isolation", CheckStatus.Failed, "No launcher works.", "See the checks of the launchers.");
        string[] missing =
        [
            .. features.OwnUserIds || features.Namespaces ? Array.Empty<string>() : ["neither own user ids nor namespaces for each test"],
            .. features.Seccomp ? Array.Empty<string>() : ["no system call filter"],
            .. features.CgroupMemory ? Array.Empty<string>() : ["memory is not bounded by a control group"],
            .. features.CgroupProcesses ? Array.Empty<string>() : ["processes are not bounded by a control group"],
            .. features.CgroupCpu ? Array.Empty<string>() : ["CPU time is not counted by a control group"],
        ];
        return missing.Length == 0
            ? new("isolation", CheckStatus.Ok, "Each test is confined by namespaces or user ids, a system call filter and control groups.")
            : new("isolation", CheckStatus.Warning, $"Confined, but {string.Join("; ", missing)}.",
                "Run the service where control groups are writable (as root, or systemd's Delegate=yes), or behind Docker; docs/threat-model.md says what each layer holds.");
    }

    private static async Task<Check> OfTestRunAsync(SandboxedCodeRunner sandbox, SandboxStatus status, CancellationToken cancellationToken)
    {
        var (works, found) = await DoctorTestRun.RunAsync(sandbox, status, cancellationToken);
        return works
            ? new("test_run", CheckStatus.Ok, found)
            : new("test_run", CheckStatus.Failed, found, "See the checks of the launchers; the service's log has the details.");
    }

    private static IEnumerable<Check> OfLanguages(SandboxStatus status) =>
        from language in CodeLanguages.All
        let version = status.Languages.GetValueOrDefault(language)
        let advice = status.MissingLanguages.GetValueOrDefault(language)
        where version is not null || advice is not null
        select version is not null
            ? new Check($"language.{language}", CheckStatus.Ok, version)
            : new Check($"language.{language}", CheckStatus.Warning, "Not installed.", advice);

    private static Check OfRubrics(RubricStore rubrics) => rubrics.Problems is { Count: > 0 } problems
        ? new("rubrics", CheckStatus.Failed, string.Join(" ", problems), "Mend the files that are named.")
        : new("rubrics", CheckStatus.Ok, $"{rubrics.All.Count} can be used.");

    private static Check OfPlugins(VerifierSource verifiers) => verifiers.Problems is { Count: > 0 } problems
        ? new("verifiers", CheckStatus.Failed, string.Join(" ", problems), "Mend the plug-ins that are named.")
        : new("verifiers", CheckStatus.Ok, $"{verifiers.Current.All.Count} can be used.");

    private static async Task<Check> OfTelemetryAsync(IConfiguration configuration, CancellationToken cancellationToken)
    {
        var settings = OtlpSettings.Read(configuration);
        if (!settings.Metrics && !settings.Traces)
            return new("telemetry", CheckStatus.Ok, "Nothing is sent by OTLP; GET /metrics is for Prometheus.");
        foreach (var url in OtlpSettings.Endpoints(configuration))
        {
            try
            {
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                patience.CancelAfter(_connectTime);
                using var socket = new TcpClient();
                await socket.ConnectAsync(url.Host, url.Port, patience.Token);
            }
            catch (Exception fault) when (fault is SocketException || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return new("telemetry", CheckStatus.Warning, $"{url} does not answer: {fault.Message}", "Start the collector, or unset its address; scoring goes on without it.");
            }
        }
        return new("telemetry", CheckStatus.Ok, $"Sent to {string.Join(", ", OtlpSettings.Endpoints(configuration))}.");
    }
}
