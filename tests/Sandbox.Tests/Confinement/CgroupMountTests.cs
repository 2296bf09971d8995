using Verifiers.Sandbox.Confinement;

namespace Verifiers.Sandbox.Tests.Confinement;

public sealed class CgroupMountTests
{
    [Fact]
    public void A_mount_of_version_1_names_its_controllers()
    {
        var mount = CgroupMount.Parse("33 31 0:30 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct");
        Assert.Equal(("/sys/fs/cgroup/cpu,cpuacct", 1), (mount!.MountPoint, mount.Version));
        Assert.Contains("cpuacct", mount.Controllers);
    }

    [Fact]
    public void A_mount_of_version_2_is_told_apart() =>
        Assert.Equal(2, CgroupMount.Parse("31 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate")!.Version);

    [Fact]
    public void Other_mounts_are_none() => Assert.Null(CgroupMount.Parse("31 23 0:28 / /tmp rw - tmpfs tmpfs rw,mode=755"));
}
