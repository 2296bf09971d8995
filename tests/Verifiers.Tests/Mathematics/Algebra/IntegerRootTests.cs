using System.Numerics;
using Verifiers.Mathematics.Algebra;

namespace Verifiers.Tests.Mathematics.Algebra;

public sealed class IntegerRootTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(60)]
    [InlineData(999)]
    public void The_root_is_the_largest_whole_number_whose_power_is_not_above(int k)
    {
        var random = new Random(k);
        for (var run = 0; run < 400; run++)
        {
            var n = new BigInteger(Enumerable.Range(0, 1 + random.Next(1 + (run * 2))).Select(_ => (byte)random.Next(256)).Append((byte)0).ToArray());
            foreach (var near in (BigInteger[])[n, BigInteger.Pow(n % 1000, k), BigInteger.Max(0, BigInteger.Pow(n % 1000, k) - 1)])
            {
                var root = IntegerRoot.Floor(near, k);
                Assert.True(BigInteger.Pow(root, k) <= near && near < BigInteger.Pow(root + 1, k), $"{near}, {k}: {root}");
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Only_exact_powers_have_an_exact_root(int k)
    {
        var n = BigInteger.Pow(BigInteger.Parse("123456789012345678901234567890"), k);
        Assert.Equal(BigInteger.Parse("123456789012345678901234567890"), IntegerRoot.Exact(n, k));
        Assert.Null(IntegerRoot.Exact(n + 1, k));
        Assert.Null(IntegerRoot.Exact(n - 1, k));
    }
}
