namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class HostTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Fact]
    public async Task Files_of_the_host_cannot_be_read() => await AssertAchievesNothingAsync("""
        import os
        for path in ('/etc/shadow', '/etc/passwd', '/etc/hostname', '/etc/ssh', '/root', '/home', '/var', '/opt', '/srv', '/mnt', '/boot', '/sys', '/lost+found',
                     '/proc/kcore', '/proc/kmsg', '/dev/mem', '/dev/kmsg', '/dev/sda', '/dev/vda', '/dev/kvm', '/dev/fuse', '/dev/net/tun', '/dev/mqueue', '/dev/pts',
                     '/run/docker.sock', '/var/run/docker.sock', '/run/secrets', '/run/systemd'):
            try:
                print(path, os.listdir(path) if os.path.isdir(path) else open(path, 'rb').read(1))
            except OSError: pass
        """);

    [Fact]
    public async Task The_root_holds_the_distribution_and_nothing_else()
    {
        var result = await RunHostileAsync("import os\nprint(*sorted(set(os.listdir('/')) - {'bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32', 'prepared'}))");
        Assert.Equal("agent dev etc proc run tmp usr\n", result.Output());
        var etc = await RunHostileAsync("import os, re\n"
            + "print(*sorted(name for name in os.listdir('/etc') if not re.fullmatch(r'java-\\d+-openjdk', name)), os.listdir('/usr/local'))");
        Assert.Equal(("alternatives ld.so.cache []\n", ""), (etc.Output(), etc.StandardError));
    }

    [Fact]
    public async Task The_environment_is_ours_and_empty_of_secrets()
    {
        Environment.SetEnvironmentVariable("VERIFIERS_TEST_SECRET", "hidden");
        var result = await RunHostileAsync("import os\nprint(*sorted(os.environ))\nprint(any('hidden' in v for v in os.environ.values()))");
        Assert.Equal(
            "HOME LANG LC_ALL MALLOC_ARENA_MAX OMP_NUM_THREADS OPENBLAS_NUM_THREADS PATH PWD PYTHONDONTWRITEBYTECODE PYTHONHASHSEED TMPDIR\nFalse\n",
            result.Output());
    }

    [Fact]
    public async Task Other_processes_cannot_be_seen() => await AssertAchievesNothingAsync($"""
        import os
        for pid in list(range(2, 400)) + [{Environment.ProcessId}]:
            for name in ('environ', 'cmdline', 'mem', 'root', 'fd'):
                if os.path.exists('/proc/%d/%s' % (pid, name)): print(pid, name)
            try:
                os.kill(pid, 0)
                print(pid)
            except OSError: pass
        """);

    [Fact]
    public async Task The_clock_the_name_and_the_kernel_cannot_be_changed() => await AssertAchievesNothingAsync("""
        import ctypes, time, os, socket
        libc = ctypes.CDLL(None, use_errno=True)
        try: time.clock_settime(time.CLOCK_REALTIME, 0); print('clock')
        except OSError: pass
        try: socket.sethostname('mine'); print('name')
        except OSError: pass
        for name, arguments in (('reboot', (0,)), ('swapoff', (b'/x',)), ('acct', (None,)), ('chroot', (b'/tmp',)), ('mount', (b'x', b'/tmp', b'tmpfs', 0, None)),
                                ('umount2', (b'/tmp', 2)), ('umount2', (b'/proc', 2)), ('unshare', (0x10000000,)), ('unshare', (0x20000,)), ('setns', (0, 0)),
                                ('setuid', (0,)), ('setgid', (0,)), ('setresuid', (0, 0, 0)), ('init_module', (None, 0, b''))):
            if getattr(libc, name)(*arguments) == 0: print(name)
        for number in (101, 310, 311, 165, 246, 250, 298, 304, 321, 323, 425, 426, 427, 435, 29, 64, 68, 240, 272, 308, 155):
            if libc.syscall(ctypes.c_long(number), 0, 0, 0, 0, 0) >= 0: print('call', number)
        if libc.syscall(ctypes.c_long(56), ctypes.c_long(0x10000000 | 17), 0, 0, 0, 0) >= 0: print('clone')
        """);
}

public sealed class HostTestsOnBubblewrap(BubblewrapFixture sandbox) : HostTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class HostTestsOnDocker(DockerFixture sandbox) : HostTests(sandbox), IClassFixture<DockerFixture>;
