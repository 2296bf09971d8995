using System.Reflection;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Verifiers.Api.Tests.Plugins;

/// <summary><c>docs/writing-a-verifier.md</c>, followed to the letter: its files, its requests.</summary>
public sealed class WritingAVerifierTests
{
    private static readonly string[] Blocks = [.. ReadBlocks()];

    private sealed class WalkedService(string folder) : Service
    {
        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Plugins:Folder"] = folder, ["Rubrics:Folder"] = folder };
    }

    [Fact]
    public async Task The_script_and_its_rubric_score_the_request_of_the_page()
    {
        var folder = Directory.CreateTempSubdirectory("verifiers-walk-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "ends_politely.csx"), Block("Judgement Judge("));
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "polite.yaml"), Block("combine: expression"));
            using var service = new WalkedService(folder.FullName);
            var request = RequestOf(Block("{\"rubric\": \"polite\""));
            Assert.Equal(1, await RewardAsync(service, request));
            Assert.Equal(0.5, await RewardAsync(service, request.Replace(" Thank you.", "", StringComparison.Ordinal)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_class_compiles_and_judges_the_request_of_the_page()
    {
        var usings = CSharpSyntaxTree.ParseText("global using System; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file));
        using var assembly = new MemoryStream();
        var result = CSharpCompilation.Create(
            "walk", [usings, CSharpSyntaxTree.ParseText(Block("class PolitenessVerifier"))], references,
            new(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)).Emit(assembly);
        Assert.Empty(result.Diagnostics.Where(problem => problem.Severity >= DiagnosticSeverity.Warning));
        var verifier = (IVerifier)Activator.CreateInstance(Assembly.Load(assembly.ToArray()).GetType("Verifiers.Politeness.PolitenessVerifier")!)!;

        using var request = JsonDocument.Parse(RequestOf(Block("{\"verifier\": \"politeness\"}")));
        var component = request.RootElement.GetProperty("rubric").GetProperty("components")[0];
        Assert.Equal(verifier.Name, component.GetProperty("verifier").GetString());
        var completion = request.RootElement.GetProperty("samples")[0].GetProperty("completion").GetString()!;
        var judgement = await verifier.Prepare(JsonCursor.Absent("reference"), JsonCursor.Absent("options")).JudgeAsync(new(completion), CancellationToken.None);
        Assert.Equal("polite", judgement.Reason);
    }

    private static async Task<double> RewardAsync(Service service, string request) =>
        (await service.ScoreAsync(request)).GetProperty("results")[0].GetProperty("reward").GetDouble();

    private static string Block(string part) => Array.Find(Blocks, block => block.Contains(part, StringComparison.Ordinal))!;

    /// <summary>The body behind <c>-d</c>.</summary>
    private static string RequestOf(string command) => command[(command.IndexOf("-d '", StringComparison.Ordinal) + 4)..command.LastIndexOf('\'')];

    /// <summary>The fenced blocks of the page, without their indentation.</summary>
    private static IEnumerable<string> ReadBlocks()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Verifiers.sln")))
            folder = Path.GetDirectoryName(folder)!;
        List<string>? block = null;
        foreach (var line in File.ReadLines(Path.Combine(folder, "docs", "writing-a-verifier.md")))
        {
            if (!line.TrimStart().StartsWith("```", StringComparison.Ordinal))
            {
                block?.Add(line.StartsWith("   ", StringComparison.Ordinal) ? line[3..] : line);
            }
            else if (block is null)
            {
                block = [];
            }
            else
            {
                yield return string.Join('\n', block) + "\n";
                block = null;
            }
        }
    }
}
