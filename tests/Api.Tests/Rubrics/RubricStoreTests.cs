using System.Text.Json;
using Verifiers.Api.Catalog;
using Verifiers.Api.Plugins;
using Verifiers.Api.Rubrics;
using Verifiers.Api.Scoring;
using Verifiers.Format;
using Verifiers.Rubrics;

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
    private static readonly RewardFormulaCompiler Formulas = new();
    private static readonly VerifierSource Verifiers = new(
        [new FormatVerifier(), .. Named("choice", "code", "instructions", "language", "math", "reward_model", "structured")], new PluginFolder(null, runner: null!));
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-rubrics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("{")]
    [InlineData("""{"components": [{"verifier": "nope"}]}""")]
    [InlineData("""{"components": [{"verifier": "format", "options": {"mode": "nope"}}]}""")]
    public void A_file_that_is_no_rubric_stops_the_start_and_is_named(string json)
    {
        File.WriteAllText(Path.Combine(_folder, "broken.json"), json);
        var refused = Assert.Throws<InvalidOperationException>(() => NewStore(_folder));
        Assert.Contains("broken.json", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_does_not_exist_stops_the_start() =>
        Assert.Throws<InvalidOperationException>(() => NewStore(Path.Combine(_folder, "nowhere")));

    [Fact]
    public void An_unknown_name_is_refused_with_those_that_are_known()
    {
        var store = NewStore(null);
        var name = JsonCursor.At(JsonDocument.Parse("\"nope\"").RootElement, "rubric");
        var refused = Assert.Throws<InvalidInputException>(() => store.Choose(new RubricChoice(name)));
        Assert.Equal("rubric", refused.Path);
        Assert.Contains("r1-zero-math", refused.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.json", """{"combine": "expression", "expression": "accuracy * (format > 0 ? 1 : 0.5)", "components": [{"name": "accuracy", "verifier": "math"}, {"verifier": "format"}]}""")]
    [InlineData("a.yaml", "combine: expression\nexpression: \"accuracy * (format > 0 ? 1 : 0.5)\"\ncomponents:\n  - {name: accuracy, verifier: math}\n  - verifier: format\n")]
    public void JSON_and_YAML_say_the_same(string file, string text)
    {
        Write(file, text);
        var rubric = NewStore(_folder).All.Single(rubric => rubric.Name == "a");
        Assert.Equal(["accuracy", "format"], rubric.Components.Select(component => component.Name));
        Assert.Equal(0.5, rubric.Formula!.Function([1, 0]));
        Assert.Equal("073e", rubric.Hash[..4]);
    }

    [Fact]
    public void A_changed_file_is_taken_and_a_bad_one_keeps_the_rubric_before_it()
    {
        Write("own.json", """{"components": [{"verifier": "format", "weight": 1}]}""");
        var store = NewStore(_folder);
        Assert.False(store.Reload());
        var first = Own();

        Write("own.json", """{"components": [{"verifier": "format", "weight": 2}]}""");
        Assert.True(store.Reload());
        Assert.Equal((2, 1), (Own().Components[0].Weight, first.Components[0].Weight));

        Write("own.json", """{"components": [{"verifier": "format", "wieght": 3}]}""");
        Assert.True(store.Reload());
        Assert.Equal(2, Own().Components[0].Weight);
        var problem = Assert.Single(store.Problems);
        Assert.Contains("own.json", problem, StringComparison.Ordinal);
        Assert.Contains("components[0].wieght", problem, StringComparison.Ordinal);
        Assert.Contains("stays in force", problem, StringComparison.Ordinal);
        Assert.False(store.Reload());

        Write("own.json", """{"components": [{"verifier": "format", "weight": 3}]}""");
        Write("more.yml", "components: [{verifier: format, weight: 4}]");
        Assert.True(store.Reload());
        Assert.Empty(store.Problems);
        Assert.Equal((3, 4), (Own().Components[0].Weight, store.All.Single(rubric => rubric.Name == "more").Components[0].Weight));

        File.Delete(Path.Combine(_folder, "own.json"));
        Assert.True(store.Reload());
        Assert.DoesNotContain(store.All, rubric => rubric.Name == "own");

        Rubric Own() => store.All.Single(rubric => rubric.Name == "own");
    }

    [Fact]
    public void Two_files_of_one_name_are_a_problem_and_the_first_is_in_force()
    {
        Write("a.json", """{"name": "own", "components": [{"verifier": "format", "weight": 1}]}""");
        var store = NewStore(_folder);
        Write("b.json", """{"name": "own", "components": [{"verifier": "format", "weight": 2}]}""");
        Assert.True(store.Reload());
        Assert.Equal(1, store.All.Single(rubric => rubric.Name == "own").Components[0].Weight);
        Assert.Contains("same name 'own'", Assert.Single(store.Problems), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => NewStore(_folder));
    }

    [Fact]
    public void A_folder_that_vanishes_keeps_its_rubrics()
    {
        var folder = Path.Combine(_folder, "inner");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "own.json"), """{"components": [{"verifier": "format"}]}""");
        var store = NewStore(folder);
        Directory.Delete(folder, recursive: true);
        Assert.True(store.Reload());
        Assert.Contains(store.All, rubric => rubric.Name == "own");
        Assert.Contains("cannot be read", Assert.Single(store.Problems), StringComparison.Ordinal);
    }

    private static RubricStore NewStore(string? folder) => new(Verifiers, Formulas, folder);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder, name), text);

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
