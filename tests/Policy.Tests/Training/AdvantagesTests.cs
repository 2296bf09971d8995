using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

public sealed class AdvantagesTests
{
    [Fact]
    public void They_are_the_distance_from_the_mean_in_standard_deviations()
    {
        // mean 0.5, deviations ±0.5, std 0.5 with divisor G
        Assert.Equal([0.5 / 0.5001, -0.5 / 0.5001, 0.5 / 0.5001, -0.5 / 0.5001], Advantages.Of([1, 0, 1, 0], scaled: true));
        Assert.Equal([0.5, -0.5, 0.5, -0.5], Advantages.Of([1, 0, 1, 0], scaled: false));
    }

    [Fact]
    public void What_was_not_judged_counts_for_nothing()
    {
        Assert.Equal([0.5, null, -0.5, null], Advantages.Of([1, null, 0, null], scaled: false));
        Assert.Equal(new double?[] { null, null }, Advantages.Of([null, null], scaled: true));
    }

    [Theory]
    [InlineData(true, 0.1, 0.1, 0.1)]
    [InlineData(true, 0.1, null, 0.1)]
    [InlineData(true, null, null, null)]
    [InlineData(true, null, 1.0, null)]
    [InlineData(false, 0.1, null, 0.2)]
    public void Groups_of_equal_rewards_teach_nothing(bool flat, double? a, double? b, double? c)
    {
        Assert.Equal(flat, Advantages.AreFlat([a, b, c]));
        if (flat) Assert.All(Advantages.Of([a, b, c], scaled: true), advantage => Assert.Equal(0, advantage ?? 0, 9));
    }
}
