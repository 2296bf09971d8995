using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

public sealed class TrainingConfigTests
{
    [Fact]
    public void A_configuration_is_written_as_it_is_read()
    {
        var config = TrainingConfig.Parse("""
            {
              "task": {"name": "add", "digits": 4}, // comments may stand here
              "model": {"width": 64, "heads": 2},
              "cold_start": {"stop_at_accuracy": 0.3},
              "grpo": {"group": 8, "normalisation": "dr_grpo", "bf16": true},
            }
            """);
        Assert.Equal((64, 4, 2), (config.Model.Width, config.Model.Layers, config.Model.Heads));
        Assert.Equal((8, LossNormalisation.DrGrpo, true), (config.Grpo.Group, config.Grpo.Normalisation, config.Grpo.Bf16));
        Assert.Equal(0.3, config.ColdStart!.StopAtAccuracy);
        Assert.Equal(config.ToJson(), TrainingConfig.Parse(config.ToJson()).ToJson());
    }

    [Theory]
    [InlineData("""{"task": {"name": "add"}, "grpo": {"grup": 8}}""", "$.grpo.grup")]
    [InlineData("""{"task": {"name": "add"}, "model": {"context": 8}}""", "model.context: 8")]
    [InlineData("""{"task": {"name": "add"}, "reward_deadline_seconds": 0}""", "reward_deadline_seconds: 0")]
    [InlineData("""{"task": {"name": "add"}, "grpo": {"group": 1}}""", "grpo.group: 1")]
    [InlineData("""{"task": {"name": "ad"}}""", "There is no task 'ad'")]
    [InlineData("""{"task": {"name": "add", "digit": 3}}""", "digit")]
    [InlineData("""{"task": "add"}""", "task: expected an object with a name")]
    [InlineData("""{}""", "task")]
    [InlineData("""{"task": {"name": "add"}, "model": {"width": 30}}""", "model.width: 30")]
    [InlineData("""{"task": {"name": "add"}, "service": "ftp://x"}""", "service")]
    [InlineData("""{"task": {"name": "add"}, "measure_every": 0}""", "measure_every")]
    [InlineData("""{"task": {"name": "add"}, "cold_start": {"batch": 0}}""", "cold_start.batch")]
    [InlineData("""{"task": """, "")]
    [InlineData("null", "null")]
    public void What_is_wrong_is_said_and_where(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<ConfigurationException>(() => TrainingConfig.Parse(json)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"task": {"name": "add"}, "grpo": {"steps": 9}, "service": "http://x:1", "evaluation": {"every": 7}, "checkpoint_every": 3}""", null)]
    [InlineData("""{"task": {"name": "add"}, "seed": 2}""", "seed was 1 and is 2")]
    [InlineData("""{"task": {"name": "add"}, "grpo": {"group": 8}}""", "grpo.group was 16 and is 8")]
    [InlineData("""{"task": {"name": "add"}, "grpo": {"kl_weight": 0.1}}""", "grpo.kl_weight was 0 and is 0.1")]
    [InlineData("""{"task": {"name": "add"}, "model": {"width": 64}}""", "model.width was 256 and is 64")]
    [InlineData("""{"task": {"name": "add", "digits": 4}}""", "task.digits was null and is 4")]
    [InlineData("""{"task": {"name": "add"}, "deterministic": true}""", "deterministic was false and is true")]
    [InlineData("""{"task": {"name": "add"}, "rubric": "math"}""", "rubric was null and is \"math\"")]
    public void A_run_is_resumed_with_the_settings_that_rewards_and_parameters_depend_on(string now, string? difference) =>
        Assert.Equal(difference, TrainingConfig.Parse(now).DifferenceTo(TrainingConfig.Parse("""{"task": {"name": "add"}}""")));

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Contains("/no/such.json", Assert.Throws<ConfigurationException>(() => TrainingConfig.Load("/no/such.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void Metrics_of_steps_to_come_and_half_lines_are_dropped()
    {
        var path = Path.GetTempFileName();
        var lines = Enumerable.Range(0, 5).Select(step => new StepMetrics(step, 1, 0.5, 0.5, 3, 0, 0, 1, 1, 1, 1, 1, 1).ToJson()).ToList();
        File.WriteAllText(path, string.Join('\n', lines) + "\n{\"step\":5,\"sec");
        Assert.Equal(5, MetricsFile.Read(path).Count);
        using (var file = MetricsFile.Open(path, nextStep: 3)) file.Write(new StepMetrics(3, 2, 0.7, 0.5, 3, 0, 0, 1, 1, 1, 1, 1, 1));
        Assert.Equal([(0, 0.5), (1, 0.5), (2, 0.5), (3, 0.7)], MetricsFile.Read(path).Select(step => (step.Step, step.Reward!.Value)));
        File.Delete(path);
    }
}
