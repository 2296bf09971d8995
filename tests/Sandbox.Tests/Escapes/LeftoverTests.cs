namespace Verifiers.Sandbox.Tests.Escapes;

public abstract class LeftoverTests(SandboxFixture sandbox) : EscapeTest(sandbox)
{
    [Fact]
    public async Task Objects_of_system_V_and_message_queues_cannot_be_left() => await AssertAchievesNothingAsync("""
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        for name, arguments in (('shmget', (0x4242, 4096, 0o1666)), ('msgget', (0x4242, 0o1666)), ('semget', (0x4242, 1, 0o1666)), ('mq_open', (b'/left', 0o102, 0o666, None))):
            if getattr(libc, name)(*arguments) >= 0: print(name)
        """);

    [Fact]
    public async Task Shared_memory_and_semaphores_with_a_name_are_not_left() => await AssertAchievesNothingAsync("""
        from multiprocessing import shared_memory, resource_tracker
        import _multiprocessing
        memory = shared_memory.SharedMemory('left', create=True, size=4096)
        _multiprocessing.SemLock(1, 1, 1, '/left', False)
        """.Replace("memory = shared_memory.SharedMemory('left', create=True, size=4096)", "open('/dev/shm/left', 'w').write('x')", StringComparison.Ordinal));

    [Fact]
    public async Task Changes_to_the_interpreter_are_not_left() => await AssertAchievesNothingAsync("""
        import builtins, sys, json, os
        builtins.print = builtins.input = None
        sys.path.insert(0, '/tmp/mine')
        json.dumps = os.listdir = None
        sys.setrecursionlimit(10 ** 6)
        os.environ['LEFT'] = '1'
        """);

    [Fact]
    public async Task Modules_in_the_working_directory_are_not_left() => await AssertAchievesNothingAsync("""
        for name in ('math', 'heapq', 'os', 'sitecustomize', 'usercustomize'):
            open('/tmp/' + name + '.py', 'w').write('raise SystemExit(77)')
        """);
}

public sealed class LeftoverTestsOnBubblewrap(BubblewrapFixture sandbox) : LeftoverTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class LeftoverTestsOnDocker(DockerFixture sandbox) : LeftoverTests(sandbox), IClassFixture<DockerFixture>;
