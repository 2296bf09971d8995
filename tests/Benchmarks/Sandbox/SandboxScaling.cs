using System.Globalization;
using Verifiers.Sandbox;

namespace Verifiers.Benchmarks;

/// <summary>
/// What more slots bring on a machine with many cores, and what holds them up: the same small tests with and without namespaces for each,
/// beside as many bare loops that fork, which only share the kernel. In turns within one run, as Markdown.
/// </summary>
internal static class SandboxScaling
{
    private const int Rounds = 5;
    private const int TestsOfJob = 4;
    private const int JobsOfSlot = 16;

    /// <param name="sizes">Numbers of slots.</param>
    public static async Task WriteAsync(int[] sizes)
    {
        SandboxReport.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"## More slots\n\n{Environment.ProcessorCount} cores, bubblewrap; jobs of {TestsOfJob} tests, two for each slot at a time; tests a second, medians of {Rounds} rounds in turns.\n"));
        SandboxReport.Say("| slots | namespaces for each test | without them | bare forks, as many loops |\n|---|---|---|---|");
        foreach (var size in sizes)
        {
            await using var apart = new SandboxedCodeRunner(SandboxReport.Options("bubblewrap", null, size), TimeProvider.System);
            await using var together = new SandboxedCodeRunner(SandboxReport.Options("bubblewrap", null, size, isolate: false), TimeProvider.System);
            List<double> first = [], second = [], bare = [];
            for (var round = 0; round < Rounds; round++)
            {
                first.Add(1 / await SandboxReport.TestsAsync(apart, JobsOfSlot * size, TestsOfJob, 2 * size));
                second.Add(1 / await SandboxReport.TestsAsync(together, JobsOfSlot * size, TestsOfJob, 2 * size));
                var loops = await Task.WhenAll(Enumerable.Range(0, size).Select(_ => Task.Run(() => BarePeers.Fork(400))));
                bare.Add(loops.Sum(seconds => 1 / seconds));
            }
            SandboxReport.Say(string.Create(
                CultureInfo.InvariantCulture,
                $"| {size} | {SandboxReport.Median(first):0} | {SandboxReport.Median(second):0} | {SandboxReport.Median(bare):0} |"));
        }
    }
}
