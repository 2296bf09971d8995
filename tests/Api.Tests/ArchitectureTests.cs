using System.Reflection;

namespace Verifiers.Api.Tests;

/// <summary>The arrows between the rooms point one way: Api → Sandbox → Verifiers, Api → Verifiers, Policy → HTTP.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Core = typeof(IVerifier).Assembly;
    private static readonly Assembly Api = typeof(Program).Assembly;

    [Fact]
    public void Verifiers_uses_the_base_class_library_alone() =>
        Assert.All(ReferencesOf(Core), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    [Theory]
    [InlineData("System.Net")]
    [InlineData("System.IO.Pipes")]
    [InlineData("System.IO.FileSystem")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Console")]
    public void Verifiers_knows_no_socket_file_process_or_console(string forbidden) =>
        Assert.DoesNotContain(ReferencesOf(Core), name => name.StartsWith(forbidden, StringComparison.Ordinal));

    [Fact]
    public void Sandbox_knows_Verifiers_and_not_the_Api() =>
        Assert.Equal(["Verifiers.Core"], OursAmong(ReferencesOf(Assembly.Load("Verifiers.Sandbox"))));

    [Fact]
    public void Api_wires_both_rooms_together() =>
        Assert.Equal(["Verifiers.Core", "Verifiers.Sandbox"], OursAmong(ReferencesOf(Api)));

    [Fact]
    public void Policy_knows_none_of_the_other_rooms()
    {
        var project = File.ReadAllText(Path.Combine(RepositoryRoot, "src", "Policy", "Policy.csproj"));
        Assert.DoesNotContain("ProjectReference", project, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_banned_symbol_of_Verifiers_exists()
    {
        // A misspelt symbol would ban nothing and say nothing.
        var known = AppDomain.CurrentDomain.GetAssemblies().Concat(
        [
            typeof(File).Assembly, typeof(System.Net.Http.HttpClient).Assembly, typeof(System.Net.Sockets.Socket).Assembly,
            typeof(System.Diagnostics.Process).Assembly, typeof(Console).Assembly, typeof(System.IO.Pipes.PipeStream).Assembly,
            typeof(System.Security.Cryptography.RandomNumberGenerator).Assembly, typeof(System.IO.FileSystemWatcher).Assembly,
            typeof(System.IO.MemoryMappedFiles.MemoryMappedFile).Assembly,
        ]).Distinct().ToList();
        var lines = File.ReadAllLines(Path.Combine(RepositoryRoot, "src", "Verifiers", "BannedSymbols.txt"));
        Assert.All(lines, line =>
        {
            var symbol = line.Split(';')[0];
            var (kind, name) = (symbol[0], symbol[2..].Split('(')[0]);
            var found = kind switch
            {
                'T' => known.Exists(assembly => assembly.GetType(name) is not null),
                'N' => known.Exists(assembly => !assembly.IsDynamic && assembly.GetExportedTypes().Any(type => type.Namespace == name)),
                _ => known.Exists(assembly => HasMember(assembly, name)),
            };
            Assert.True(found, $"{symbol} names nothing.");
        });
    }

    private static bool HasMember(Assembly assembly, string name)
    {
        var dot = name.LastIndexOf('.');
        return assembly.GetType(name[..dot])?.GetMember(name[(dot + 1)..].Replace("#ctor", ".ctor", StringComparison.Ordinal)).Length > 0;
    }

    private static IEnumerable<string> ReferencesOf(Assembly assembly) => assembly.GetReferencedAssemblies().Select(reference => reference.Name!);

    private static IEnumerable<string> OursAmong(IEnumerable<string> names) =>
        names.Where(name => name.StartsWith("Verifiers", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal);

    private static string RepositoryRoot { get; } = FindRoot(AppContext.BaseDirectory);

    private static string FindRoot(string folder) =>
        File.Exists(Path.Combine(folder, "Verifiers.sln")) ? folder : FindRoot(Path.GetDirectoryName(folder)!);
}
