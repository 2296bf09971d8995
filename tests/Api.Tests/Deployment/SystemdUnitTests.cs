using System.Diagnostics;
using Verifiers.Api.Tests.Telemetry;

namespace Verifiers.Api.Tests.Deployment;

/// <summary>deploy/systemd/verifiers.service: what systemd itself says of it, and that its hardening leaves the sandboxes what they need.</summary>
public sealed class SystemdUnitTests
{
    private const string Executable = "/opt/verifiers/verifiers";

    /// <summary>Each of these takes something from the service that bubblewrap needs: namespaces, or a /proc that nothing covers.</summary>
    private static readonly string[] _mustBeOff =
    [
        "RestrictNamespaces", "ProtectKernelTunables", "ProtectKernelLogs", "ProtectControlGroups", "ProtectHostname", "ProtectProc", "ProcSubset", "PrivateUsers", "PrivateNetwork",
    ];

    [Fact]
    public void It_is_hardened_and_sandboxes_keep_what_they_need()
    {
        var unit = Read();
        Assert.Equal("verifiers", unit["User"]);
        Assert.Equal("", unit["CapabilityBoundingSet"]);
        foreach (var key in (string[])["NoNewPrivileges", "ProtectHome", "PrivateTmp", "ProtectKernelModules", "LockPersonality"])
            Assert.Equal("yes", unit[key]);
        Assert.Equal("strict", unit["ProtectSystem"]);
        Assert.Contains("memory", unit["Delegate"], StringComparison.Ordinal);
        Assert.Contains("@mount", unit["SystemCallFilter"], StringComparison.Ordinal);
        Assert.All(_mustBeOff, key => Assert.DoesNotContain(key, unit.Keys));
        Assert.StartsWith($"{Executable} serve ", unit["ExecStart"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Systemd_finds_nothing_wrong_with_it()
    {
        var tool = "/usr/bin/systemd-analyze";
        if (!File.Exists(tool))
            return; // the other test has read it
        var folder = Directory.CreateTempSubdirectory("verifiers-unit-");
        try
        {
            // The tool looks for the program, too.
            var unit = Path.Combine(folder.FullName, "verifiers.service");
            await File.WriteAllTextAsync(unit, (await File.ReadAllTextAsync(UnitPath)).Replace(Executable, "/bin/true", StringComparison.Ordinal));
            using var process = Process.Start(new ProcessStartInfo(tool, ["verify", "--man=no", unit]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.DoesNotContain(unit, errors + await output, StringComparison.Ordinal); // a wrong line is named and ignored, with the status 0
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string UnitPath => Path.Combine(MetricsDocumentationTests.Root(AppContext.BaseDirectory), "deploy", "systemd", "verifiers.service");

    private static Dictionary<string, string> Read() => File.ReadLines(UnitPath)
        .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
        .Select(line => line.Split('=', 2)).GroupBy(pair => pair[0], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal);
}
