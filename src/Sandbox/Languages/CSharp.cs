namespace Verifiers.Sandbox.Languages;

/// <summary>C# by the newest SDK on the machine: its compiler without MSBuild, its runtime without a project.</summary>
internal static class CSharp
{
    /// <summary>The compiler and the reference assemblies have their versions in their paths.</summary>
    private const string Compiler = """
        root=$(dirname "$(readlink -f /usr/bin/dotnet)")
        newest() { printf '%s\n' "$@" | sort -V | tail -n 1; }
        csc=$(newest "$root"/sdk/*/Roslyn/bincore/csc.dll)
        reference=$(newest "$root"/packs/Microsoft.NETCore.App.Ref/*/ref/*)
        for file in "$reference"/*.dll; do printf -- '-r:%s\n' "$file"; done > /tmp/references.rsp
        exec /usr/bin/dotnet exec "$csc" -noconfig -nologo -nowarn:1701,1702 -warn:0 -optimize+ -unsafe+ -langversion:latest -utf8output -deterministic+ \
          -out:/tmp/solution.dll @/tmp/references.rsp /tmp/usings.cs "$0"
        """;

    public static Language Description { get; } = new("csharp", new LanguageCommand(
        "/usr/bin/dotnet", "exec", "--runtimeconfig", "/tmp/runtimeconfig.json", "{program}"))
    {
        Needs = ["/usr/bin/dotnet", "/usr/bin/bash"],
        VersionCommand = ["/usr/bin/bash", "-c", "set -- $(dirname \"$(readlink -f /usr/bin/dotnet)\")/sdk/*/Roslyn/bincore/csc.dll; [ -e \"$1\" ] && echo .NET SDK $(dirname $(dirname $(dirname \"${!#}\")) | xargs basename)"],
        Packages = "dotnet-sdk-10.0",
        SourceName = "solution.cs",
        Compile = new LanguageCommand("/usr/bin/bash", "-c", Compiler, "{source}"),
        Compiled = "/tmp/solution.dll",
        RuntimeMemoryMiB = 96,
        RuntimeThreads = 32,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_gcConcurrent"] = "0",
            ["DOTNET_TieredPGO"] = "0",
            ["DOTNET_TieredCompilation"] = "1",
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            ["DOTNET_NOLOGO"] = "1",
            ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        },
        Files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["usings.cs"] = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; "
                + "global using System.Threading; global using System.Threading.Tasks;",
            ["runtimeconfig.json"] = """
                {"runtimeOptions": {"framework": {"name": "Microsoft.NETCore.App", "version": "6.0.0"}, "rollForward": "LatestMajor"}}
                """,
        },
    };
}
