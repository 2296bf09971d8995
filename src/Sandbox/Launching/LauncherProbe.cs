using System.Diagnostics;
using Verifiers.Sandbox.Languages;

namespace Verifiers.Sandbox.Launching;

/// <summary>Finds out whether a launcher works here, by using it.</summary>
internal static class LauncherProbe
{
    public static async Task<LauncherStatus> ProbeAsync(ILauncher launcher, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await using var slot = await Slot.StartAsync(launcher, 0, cancellationToken);
            var took = Stopwatch.GetElapsedTime(started);
            var features = new SandboxFeatures(
                slot.Features.Python,
                slot.Features.Numpy,
                OwnUserIds: slot.Sandbox.Configuration.JobUids > 0,
                slot.Features.Isolated,
                Seccomp: slot.Sandbox.Configuration.JobFilter.Length > 0,
                CgroupMemory: slot.Features.Cgroups.Contains("memory"),
                CgroupProcesses: slot.Features.Cgroups.Contains("pids"),
                CgroupCpu: slot.Features.Cgroups.Contains("cpu"));
            return new LauncherStatus(launcher.Name, Works: true, Describe(launcher.Name, features), features, took)
            {
                Languages = await LanguageProbe.FindAsync(slot, cancellationToken),
            };
        }
        catch (SandboxException failure)
        {
            return new LauncherStatus(launcher.Name, Works: false, failure.Message, Features: null, Stopwatch.GetElapsedTime(started));
        }
    }

    private static string Describe(string name, SandboxFeatures features)
    {
        var groups = (features.CgroupMemory, features.CgroupProcesses, features.CgroupCpu) switch
        {
            (true, true, true) => "control groups for memory, processes and CPU",
            (false, false, false) => "resource limits (control groups cannot be written)",
            (false, false, true) => "resource limits, CPU time counted by control groups",
            _ => "control groups in part, resource limits for the rest",
        };
        var isolation = features.Namespaces ? "namespaces for each test" : "a user id for each test, without namespaces";
        return $"{name} works: Python {features.PythonVersion}, {isolation}, {groups}.";
    }
}
