using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

public abstract class StandardInputTests(SandboxFixture sandbox)
{
    [Theory]
    [InlineData("a, b = map(int, input().split()); print(a * b)", "4 5\n", "20\n")]
    [InlineData("import sys; print(sys.stdin.buffer.read())", "ä\n", "b'\\xc3\\xa4\\n'\n")]
    [InlineData("print(open(0).read().upper(), end='')", "abc\n", "ABC\n")]
    [InlineData("import sys; print(len(sys.stdin.readlines()))", "1\n2\n3", "3\n")]
    [InlineData("print(open('/dev/stdin').read())", "x", "x\n")]
    [InlineData("import sys; sys.stdout.buffer.write(bytes([0xc3, 0xa4]))", "", "ä")]
    [InlineData("if __name__ == '__main__': print('main')", "", "main\n")]
    [InlineData("import sys; print(sys.argv, __file__)", "", "['/tmp/solution.py'] /tmp/solution.py\n")]
    [InlineData("print(open(__file__).read(), end='')", "", "print(open(__file__).read(), end='')")]
    [InlineData("import atexit; atexit.register(lambda: print('last')); print('first')", "", "first\nlast\n")]
    [InlineData("import threading; threading.Timer(0.05, lambda: print('late')).start(); print('early')", "", "early\nlate\n")]
    [InlineData("print('ä', hash('a') == hash('a'), __import__('locale').getpreferredencoding())", "", "ä True UTF-8\n")]
    [InlineData("print('x' * 3); exit()", "", "xxx\n")]
    [InlineData("import subprocess; print(subprocess.run(['/bin/echo', 'hi'], capture_output=True, text=True).stdout, end='')", "", "hi\n")]
    [InlineData("from multiprocessing import Pool\nwith Pool(2) as p: print(p.map(abs, [-1, -2]))", "", "[1, 2]\n")]
    [InlineData("print(len(str(7 ** 20000)))", "", "16902\n")]
    [InlineData("import os; print(os.getcwd(), os.environ['HOME'])", "", "/tmp /tmp\n")]
    public async Task A_program_reads_and_writes_as_on_a_terminal(string source, string input, string output)
    {
        var result = await sandbox.Runner.ProgramAsync(source, input);
        Assert.Equal((RunOutcome.Exited, 0, output, ""), (result.Outcome, result.ExitCode, result.Output(), result.StandardError));
    }
}

public sealed class StandardInputTestsOnBubblewrap(BubblewrapFixture sandbox) : StandardInputTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class StandardInputTestsOnDocker(DockerFixture sandbox) : StandardInputTests(sandbox), IClassFixture<DockerFixture>;
