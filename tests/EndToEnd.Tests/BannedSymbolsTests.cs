using System.Diagnostics;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The purity of <c>src/Verifiers</c> is held by the build: a copy of the room with an impure file in it does not compile.</summary>
public sealed class BannedSymbolsTests : IDisposable
{
    private readonly string _copy = Directory.CreateTempSubdirectory("verifiers-purity-").FullName;

    public void Dispose() => Directory.Delete(_copy, recursive: true);

    [Fact]
    public async Task Files_sockets_processes_and_clocks_do_not_compile_in_Verifiers()
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Packages.props", "global.json", ".editorconfig"])
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(_copy, file));
        foreach (var file in (string[])["Verifiers.csproj", "BannedSymbols.txt"])
            File.Copy(Path.Combine(Repository.Root, "src", "Verifiers", file), Path.Combine(_copy, file));
        await File.WriteAllTextAsync(Path.Combine(_copy, "Impure.cs"), """
            namespace Verifiers;

            internal static class Impure
            {
                public static string ReadFile() => System.IO.File.ReadAllText("x");

                public static object OpenSocket() => new System.Net.Sockets.TcpClient();

                public static object StartProcess() => System.Diagnostics.Process.Start("x");

                public static object AskClock() => System.DateTime.UtcNow;
            }
            """);

        using var build = Process.Start(new ProcessStartInfo("dotnet", ["build", "Verifiers.csproj", "--nologo", "-v", "quiet", "-nodeReuse:false"])
        {
            WorkingDirectory = _copy,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.NotEqual(0, build.ExitCode);
        foreach (var symbol in (string[])["File", "System.Net.Sockets", "Process", "DateTime.UtcNow"])
            Assert.Matches($"RS0030: The symbol '{symbol}.*' is banned", output);
    }
}
