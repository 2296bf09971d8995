namespace Verifiers.Api.Rescoring.Report;

/// <summary>
/// One self-contained page on a folder of scored rollouts: plots of all of them, and a browser of a sample. It is read in a stream, and
/// neither the memory nor the page grows with the folder.
/// </summary>
public static class RescoreReport
{
    /// <summary>Reads a folder that <c>verifiers rescore</c> wrote and writes the page. The same folder gives the same bytes.</summary>
    /// <param name="scoredFolder">The folder of <c>*.scored.jsonl</c>; <c>*.timing.jsonl</c> beside them are used where they are.</param>
    /// <param name="reportPath">Where the page goes; an older one there is replaced when the new one is whole.</param>
    /// <param name="cancellationToken">Stops the work; nothing is written then.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A line is none that <c>verifiers rescore</c> writes; says which.</exception>
    public static async Task WriteAsync(string scoredFolder, string reportPath, CancellationToken cancellationToken)
    {
        var data = await Task.Run(() => Read(scoredFolder, cancellationToken), cancellationToken);
        var unfinished = reportPath + ".unfinished";
        try
        {
            await using (var file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
                await ReportPage.WriteAsync(file, data, cancellationToken);
            File.Move(unfinished, reportPath, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>What the page shows.</summary>
    internal static ReportData Read(string folder, CancellationToken cancellationToken)
    {
        var slowest = SlowestRollouts.Of(ScoredRollouts.ReadTimings(folder), cancellationToken);
        var tally = new ReportTally();
        var sample = new RolloutSample(slowest.Places);
        foreach (var rollout in ScoredRollouts.Read(folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            tally.Add(rollout);
            sample.Offer(rollout);
            slowest.Offer(rollout);
        }
        return tally.ToData(slowest.ToData(), sample, sample.ToData(ScoredRollouts.ReadTimings(folder)));
    }
}
