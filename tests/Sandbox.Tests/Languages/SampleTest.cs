using Verifiers.Code;

namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>Runs the samples of each language. A language that is not installed must say so, and is tested no further.</summary>
public abstract class SampleTest(SandboxFixture sandbox)
{
    public static TheoryData<string> Languages => [.. Samples.Languages];

    protected static RunLimits Tight { get; } = new() { CpuTime = TimeSpan.FromSeconds(1), WallTime = TimeSpan.FromSeconds(10), MemoryMiB = 128, OutputBytes = 1 << 20 };

    protected SandboxedCodeRunner Runner => sandbox.Runner;

    /// <summary>Runs a sample, and after it a program that must be untouched by it, in the same sandbox.</summary>
    protected async Task<InvocationResult> RunAsync(string language, string sample, RunLimits? limits = null)
    {
        var replaced = Runner.Pool!.Replaced;
        var run = new CodeRun(language, Samples.Find(language, sample), [new StandardInput("")], limits ?? Tight);
        var result = Assert.Single(await Runner.AllAsync(run));
        var next = await Runner.ProgramAsync("import os\nprint(input(), os.listdir('/tmp'), [p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()])", "mine\n");
        Assert.Equal((RunOutcome.Exited, "mine ['solution.py'] []\n"), (next.Outcome, next.Output()));
        Assert.Equal(replaced, Runner.Pool!.Replaced);
        return result;
    }

    protected async Task<bool> IsMissingAsync(string language)
    {
        var status = await Runner.GetStatusAsync(CancellationToken.None);
        if (status.Languages.ContainsKey(language)) return false;
        var result = Assert.Single(await Runner.AllAsync(new CodeRun(language, "", [new StandardInput("")], new RunLimits())));
        Assert.Equal(RunOutcome.LanguageNotAvailable, result.Outcome);
        Assert.Contains("apt-get install", result.Fault, StringComparison.Ordinal);
        Assert.False(Runner.Runs(language));
        return true;
    }
}
