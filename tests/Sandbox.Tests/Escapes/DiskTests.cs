using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class DiskTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Theory]
    [InlineData("f = open('/tmp/f', 'wb')\nwhile True: f.write(b'x' * 65536)")]
    [InlineData("import os\nfor i in range(100): open('/tmp/f%d' % i, 'wb').write(b'x' * (1 << 19))")]
    [InlineData("for i in range(10 ** 6): open('/tmp/f%d' % i, 'w').close()")]
    [InlineData("import os\nfor i in range(10 ** 6): os.mkdir('/tmp/d%d' % i)")]
    [InlineData("for i in range(100): open('/dev/shm/f%d' % i, 'wb').write(b'x' * (1 << 19))")]
    public async Task Filling_the_disk_ends_at_the_limit(string source)
    {
        var result = await RunHostileAsync(source, Tight with { CpuTime = TimeSpan.FromSeconds(5) });
        Assert.Equal(RunOutcome.FileLimit, result.Outcome);
    }

    [Fact]
    public async Task Files_that_resist_removal_are_not_left() => await AssertAchievesNothingAsync("""
        import os
        os.makedirs('/tmp/a/b/c')
        open('/tmp/a/b/c/f', 'w').write('x')
        os.chmod('/tmp/a/b/c', 0)
        os.chmod('/tmp/a', 0)
        os.makedirs('/tmp/' + 'deep/' * 300)
        open('/dev/shm/left', 'w').write('x')
        """);

    [Fact]
    public async Task Nothing_else_can_be_written() => await AssertAchievesNothingAsync("""
        import os
        for place in ('/', '/usr', '/usr/bin', '/usr/local', '/etc', '/dev', '/run', '/var/tmp', '/agent', '/proc/sys/kernel', '/sys', '/home', '/root', '/opt'):
            try:
                open(place + '/written', 'w').write('x')
                print(place)
            except OSError: pass
        for path in ('/usr/bin/python3', '/agent/supervisor.py', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', '/proc/1/oom_score_adj'):
            try:
                descriptor = os.open(path, os.O_WRONLY)
                if path != '/proc/1/oom_score_adj': print(path)
            except OSError: pass
        """);
}

public sealed class DiskTestsOnBubblewrap(BubblewrapFixture sandbox) : DiskTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class DiskTestsOnDocker(DockerFixture sandbox) : DiskTests(sandbox), IClassFixture<DockerFixture>;
