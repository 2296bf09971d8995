using System.Numerics;
using Verifiers.Policy.Training;

namespace Verifiers.Policy.Tests.Training;

public sealed class PassAtKTests
{
    [Fact]
    public void It_is_the_share_of_subsets_that_hold_a_right_completion()
    {
        for (var n = 1; n <= 9; n++)
        {
            for (var c = 0; c <= n; c++)
            {
                for (var k = 1; k <= n; k++)
                {
                    // The first c of n completions are right; every set of k of them is a number of n bits with k ones.
                    var sets = Enumerable.Range(0, 1 << n).Where(set => BitOperations.PopCount((uint)set) == k).ToList();
                    Assert.Equal(sets.Average(set => (set & ((1 << c) - 1)) != 0 ? 1.0 : 0), PassAtK.Of(n, c, k), 12);
                }
            }
        }
    }

    [Theory]
    [InlineData(4, 1, 5)]
    [InlineData(4, 5, 1)]
    [InlineData(4, 1, 0)]
    public void Impossible_counts_are_refused(int n, int c, int k) => Assert.Throws<ArgumentOutOfRangeException>(() => PassAtK.Of(n, c, k));
}
