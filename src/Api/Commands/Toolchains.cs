using System.ComponentModel;
using System.Diagnostics;
using Verifiers.Sandbox;

namespace Verifiers.Api.Commands;

/// <summary>Interpreters and compilers found on this host, and which of them the sandbox runs.</summary>
internal static class Toolchains
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly (string Language, string Program, string Argument)[] Known =
    [
        ("python", "python3", "--version"), ("c", "gcc", "--version"), ("cpp", "g++", "--version"), ("csharp", "dotnet", "--version"),
        ("java", "javac", "-version"), ("javascript", "node", "--version"), ("typescript", "tsc", "--version"), ("go", "go", "version"),
        ("rust", "rustc", "--version"), ("bash", "bash", "--version"),
    ];

    /// <summary>One row a language: what the sandbox runs, else what is on the host and not used yet, else that it is missing.</summary>
    public static IEnumerable<(string Language, string Found)> Find(SandboxStatus status) => Known.Select(known =>
    {
        if (status.Languages.TryGetValue(known.Language, out var version))
            return (known.Language, $"{version}, run in the sandbox");
        var found = VersionOf(known.Program, known.Argument);
        return (known.Language, found is null ? $"not found ({known.Program})" : $"{found}; on the host, not run by this version");
    });

    private static string? VersionOf(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, argument)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
                UseShellExecute = false,
            })!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                return "does not answer";
            }
            var text = output.Result.Length > 0 ? output.Result : errors.Result;
            return text.Split('\n', 2)[0].Trim();
        }
        catch (Win32Exception)
        {
            return null; // there is no such program
        }
    }
}
