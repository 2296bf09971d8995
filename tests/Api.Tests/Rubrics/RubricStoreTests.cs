using System.Text.Json;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;
using Verifiers.Format;

namespace Verifiers.Api.Tests.Rubrics;

public sealed class RubricFolderTests(RubricFolderTests.FolderService service) : IClassFixture<RubricFolderTests.FolderService>
{
    /// <summary>A service whose operator added a rubric and replaced a built-in one.</summary>
    public sealed class FolderService : Service
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-rubrics-").FullName;

        public FolderService()
        {
            File.WriteAllText(Path.Combine(_folder, "own.json"), """{"components": [{"verifier": "format", "weight": 3}]}""");
            File.WriteAllText(Path.Combine(_folder, "x.json"), """{"name": "format", "components": [{"verifier": "format", "weight": 5}]}""");
        }

        protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Rubrics:Folder"] = _folder };

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            if (Directory.Exists(_folder))
                Directory.Delete(_folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("own", 3)]
    [InlineData("format", 5)]
    public async Task A_file_of_the_folder_is_a_rubric_and_replaces_a_built_in_one_of_its_name(string rubric, double reward)
    {
        var answer = await service.ScoreAsync($$"""{"rubric": "{{rubric}}", "samples": [{"completion": "<think>x</think><answer>y</answer>"}]}""");
        Assert.Equal(reward, answer.GetProperty("results")[0].GetProperty("reward").GetDouble());
    }
}

public sealed class RubricStoreTests : IDisposable
{
    private static readonly VerifierCatalog Catalog = new([new FormatVerifier(), .. Named("math", "code", "structured")]);
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-rubrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("{")]
    [InlineData("""{"components": [{"verifier": "nope"}]}""")]
    [InlineData("""{"components": [{"verifier": "format", "options": {"mode": "nope"}}]}""")]
    public void A_file_that_is_no_rubric_stops_the_start_and_is_named(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), json);
        var refused = Assert.Throws<InvalidOperationException>(() => new RubricStore(Catalog, _folder));
        Assert.Contains("broken.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_does_not_exist_stops_the_start() =>
        Assert.Throws<InvalidOperationException>(() => new RubricStore(Catalog, Path.Combine(_folder, "nowhere")));

    [Fact]
    public void An_unknown_name_is_refused_with_those_that_are_known()
    {
        var store = new RubricStore(Catalog, null);
        var name = JsonCursor.At(JsonDocument.Parse("\"nope\"").RootElement, "rubric");
        var refused = Assert.Throws<InvalidInputException>(() => store.Choose(new RubricChoice(name)));
        Assert.Equal("rubric", refused.Path);
        Assert.Contains("r1-zero-math", refused.Problem, StringComparison.Ordinal);
    }

    private static IEnumerable<IVerifier> Named(params string[] names) => names.Select(name => new Silent(name));

    private sealed class Silent(string name) : IVerifier
    {
        public string Name => name;

        public string Summary => "";

        public int SemanticsVersion => 1;

        public Lane Lane => Lane.Cpu;

        public ReferenceUse ReferenceUse => ReferenceUse.Required;

        public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options) => throw new NotSupportedException();
    }
}
