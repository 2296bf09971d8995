using Verifiers.Sandbox.Confinement;

namespace Verifiers.Sandbox.Tests.Confinement;

public sealed class UserIdRangeTests
{
    [Fact]
    public void On_a_host_each_slot_gets_a_range_that_nobody_owns()
    {
        string[] map = ["         0          0 4294967295"];
        Assert.Equal(new UserIdRange(1_900_000_000, 65_536), UserIdRange.Choose(map, 0));
        Assert.Equal(new UserIdRange(1_900_065_536, 65_536), UserIdRange.Choose(map, 1));
    }

    [Fact]
    public void In_a_container_the_upper_half_of_its_ids_serves() =>
        Assert.Equal(new UserIdRange(32_768, 32_768), UserIdRange.Choose(["0 100000 65536"], 0));

    [Fact]
    public void With_a_single_id_there_is_no_range() => Assert.Null(UserIdRange.Choose(["1000 1000 1"], 0));

    [Theory]
    [InlineData("CapEff:\t000001ffffffffff", true)]
    [InlineData("CapEff:\t00000000000000c0", true)]
    [InlineData("CapEff:\t0000000000000080", false)]
    [InlineData("CapEff:\t0000000000000000", false)]
    public void Ids_can_be_mapped_only_with_the_capabilities_for_it(string line, bool may) => Assert.Equal(may, UserIdRange.MayMapIds([line]));
}
