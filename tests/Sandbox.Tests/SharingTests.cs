using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

/// <summary>The tests of one program in several slots: the same outcomes in the same order, sooner.</summary>
[Collection(Alone.Name)]
public abstract class SharingTests(SandboxOptions options) : IAsyncLifetime
{
    private readonly SandboxedCodeRunner _runner = new(options, TimeProvider.System);

    public async Task InitializeAsync() => Assert.Equal("ready\n", (await _runner.ProgramAsync("print('ready')")).Output());

    public async Task DisposeAsync() => await _runner.DisposeAsync();

    [Fact]
    public async Task Idle_slots_share_the_tests_of_a_program()
    {
        var run = new CodeRun("python", "import time\nn = int(input())\ntime.sleep(0.2 if n == 0 else 0.01)\nprint(n)", [.. Inputs(100)], new RunLimits());
        var most = 0;
        var outputs = new List<string>();
        await foreach (var result in _runner.RunAsync(run, CancellationToken.None))
        {
            most = Math.Max(most, _runner.Pool!.Busy);
            outputs.Add(result.Output());
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}\n"), outputs);
        Assert.Equal(3, most);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task Busy_slots_are_not_waited_for()
    {
        using var leaving = new CancellationTokenSource();
        var others = Enumerable.Range(0, 2).Select(_ => EnumerateAsync(leaving.Token)).ToList();
        await UntilAsync(() => _runner.Pool!.Busy == 2);
        var run = new CodeRun("python", "print(input())", [.. Inputs(50)], new RunLimits());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"{i}\n"), (await _runner.AllAsync(run)).Select(result => result.Output()));
        Assert.Equal(2, _runner.Pool!.Busy);
        await leaving.CancelAsync();
        foreach (var other in others) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        await AssertIdleAsync();
    }

    [Fact]
    public async Task The_first_failure_ends_what_the_other_slots_run()
    {
        var run = new CodeRun("python", "n = int(input())\nwhile n: pass", [.. Inputs(40)], new RunLimits { CpuTime = TimeSpan.FromSeconds(60) });
        await foreach (var result in _runner.RunAsync(run, CancellationToken.None))
        {
            Assert.Equal(RunOutcome.Exited, result.Outcome);
            break;
        }

        await AssertIdleAsync();
        Assert.Equal("after\n", (await _runner.ProgramAsync("print('after')")).Output());
    }

    [Fact]
    public async Task A_slow_reader_holds_the_work_back()
    {
        var run = new CodeRun("python", "print(input())", [.. Inputs(400)], new RunLimits());
        await using var results = _runner.RunAsync(run, CancellationToken.None).GetAsyncEnumerator();
        Assert.True(await results.MoveNextAsync());
        await Task.Delay(1500); // 400 tests take less where nothing holds them back
        var seen = 1;
        while (seen < 40 && await results.MoveNextAsync()) Assert.Equal($"{seen++}\n", results.Current.Output());
        var working = 0; // a slot that finds nothing to do for the moment is given back
        while (true)
        {
            if (_runner.Pool!.Busy > 0) working++;
            if (!await results.MoveNextAsync()) break;
            Assert.Equal($"{seen++}\n", results.Current.Output());
        }

        Assert.NotEqual(0, working);
        Assert.Equal(400, seen);
        await AssertIdleAsync();
    }

    private async Task EnumerateAsync(CancellationToken cancellationToken)
    {
        var forEver = new CodeRun("python", "while True: pass", [new StandardInput("")], new RunLimits { CpuTime = TimeSpan.FromMinutes(1) });
        await foreach (var _ in _runner.RunAsync(forEver, cancellationToken))
        {
        }
    }

    private Task AssertIdleAsync() => UntilAsync(() => _runner.Pool!.Busy == 0);

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var attempt = 0; attempt < 2400 && !condition(); attempt++) await Task.Delay(25);
        Assert.True(condition());
    }

    private static IEnumerable<Invocation> Inputs(int count) => Enumerable.Range(0, count).Select(i => new StandardInput($"{i}\n"));
}

public sealed class SharingTestsOnBubblewrap() : SharingTests(new SandboxOptions { Launchers = "bubblewrap", Slots = 3 });

public sealed class SharingTestsOnDocker() : SharingTests(new SandboxOptions { Launchers = "docker", Slots = 3, DockerSocket = TestEngine.Shared.Socket });
