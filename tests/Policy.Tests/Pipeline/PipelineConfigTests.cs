using Verifiers.Policy.Pipeline;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Pipeline;

public sealed class PipelineConfigTests
{
    private const string Base = """{"kind": "pretrain", "name": "base"}""";

    [Theory]
    [InlineData("""{"kind": "pretrain", "name": "base", "step": 3}""", "step", "$.stages[0]")]
    [InlineData("""{"kind": "pretrain", "name": "base", "supervised": {"batch": 0}}""", "stages[0].supervised.batch")]
    [InlineData("""{"kind": "pretrain", "name": "Base"}""", "stages[0].name")]
    [InlineData("""{"kind": "dream", "name": "base"}""", "dream")]
    [InlineData("""{"name": "rl", "kind": "rl", "from": "base"}""", "stages[0].from")]
    [InlineData(Base + ", " + Base, "stages[1].name")]
    [InlineData(Base + """, {"kind": "rl", "name": "rl", "from": "base", "grpo": {"group": 1}}""", "stages[1].grpo.group")]
    [InlineData(Base + """, {"kind": "rejection", "name": "kept", "from": "base"}, {"kind": "rl", "name": "rl", "from": "kept"}""", "stages[2].from")]
    [InlineData(Base + """, {"kind": "sft", "name": "sft", "from": "base", "accepted": "base"}""", "stages[1].accepted")]
    [InlineData(Base + """, {"kind": "preference_models", "name": "pm"}, {"kind": "rl", "name": "rl", "from": "base", "preference_models": "pm", "grpo": {"overlap": true}}""", "stages[2].grpo.overlap")]
    [InlineData("""{"kind": "pretrain", "name": "base", "options": {"algebra": {}}}""", "algebra")]
    [InlineData("""{"kind": "pretrain", "name": "base", "options": {"add": {"digit": 2}}}""", "stages[0].options", "digit")]
    public void A_mistake_is_refused_with_its_place(string stages, params string[] said)
    {
        var message = Assert.Throws<ConfigurationException>(() => PipelineConfig.Parse($$$"""{"tasks": [{"task": {"name": "add"}}], "stages": [{{{stages}}}]}""")).Message;
        Assert.All(said, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""[]""", "tasks")]
    [InlineData("""[{"task": {"name": "add", "digits": 99}}]""", "tasks[0].task")]
    [InlineData("""[{"task": {"name": "add"}, "base": {"nois": 1}}]""", "tasks[0].task")]
    [InlineData("""[{"task": {"name": "add"}, "weight": 0}]""", "tasks[0].weight")]
    [InlineData("""[{"task": {"name": "add"}}, {"task": {"name": "add", "digits": 2}}]""", "once")]
    public void So_is_a_mistake_in_the_tasks(string tasks, string said) =>
        Assert.Contains(said, Assert.Throws<ConfigurationException>(() => PipelineConfig.Parse($$"""{"tasks": {{tasks}}, "stages": []}""")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("r1-mini.json")]
    public void The_example_is_a_pipeline(string file)
    {
        var config = PipelineConfig.Load(Path.Combine(Root, "examples", "policy", file));
        Assert.Contains(config.Stages, stage => stage is RlStage { PreferenceModels: not null });
    }

    [Fact]
    public void Every_other_example_is_a_run()
    {
        var files = Directory.GetFiles(Path.Combine(Root, "examples", "policy"), "*.json").Where(file => Path.GetFileName(file) != "r1-mini.json").ToList();
        Assert.True(files.Count >= 7);
        Assert.All(files, file => Assert.NotEmpty(TrainingConfig.Load(file).CreateTask().Name));
    }

    internal static string Root
    {
        get
        {
            var folder = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(folder, "Verifiers.sln"))) folder = Path.GetDirectoryName(folder)!;
            return folder;
        }
    }
}
