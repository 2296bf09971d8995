using System.Globalization;
using Spectre.Console;

namespace Verifiers.Api.Rescoring;

/// <summary>Shows how far a run is: a bar on a terminal, a line now and then in a log.</summary>
internal sealed class RescoreProgress(RescoreRun run, IAnsiConsole console, TimeProvider clock)
{
    private static readonly TimeSpan BetweenLines = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenFrames = TimeSpan.FromSeconds(0.2);

    private readonly long _started = clock.GetTimestamp();
    private readonly long _consumedBefore = run.ConsumedBytes;
    private readonly long _doneBefore = Done(run);

    /// <summary>Shows progress until the work is done.</summary>
    public async Task ShowAsync(Task work)
    {
        if (console.Profile.Capabilities.Interactive && console.Profile.Out.IsTerminal)
            await ShowBarAsync(work);
        else
            await ShowLinesAsync(work);
        await work;
    }

    /// <summary>Such as <c>12,345 rollouts, 1,234/s, 2 min left: 7,000 correct, 5,345 incorrect, 0 undecided, 0 errors, 0 rejected</c>.</summary>
    public string Sentence()
    {
        var tally = run.Tally;
        var parts = new List<string> { $"{Count(tally.Scored)} rollouts", $"{Count((long)Rate())}/s" };
        if (TimeLeft() is { } left)
            parts.Add(Describe(left) + " left");
        return string.Join(", ", parts) + $": {Count(tally.Correct)} correct, {Count(tally.Incorrect)} incorrect, {Count(tally.Undecided)} undecided, "
            + $"{Count(tally.Errors)} errors, {Count(tally.Rejected)} rejected";
    }

    private async Task ShowBarAsync(Task work) => await console.Progress()
        .Columns(new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }, new SpinnerColumn())
        .StartAsync(async bar =>
        {
            var task = bar.AddTask(Markup.Escape(Sentence()), maxValue: Math.Max(1, run.TotalBytes));
            while (await Task.WhenAny(work, Task.Delay(BetweenFrames, clock)) != work)
                Show();
            Show();

            void Show()
            {
                task.Value = Math.Min(run.ConsumedBytes, run.TotalBytes);
                task.Description = Markup.Escape(Sentence());
            }
        });

    private async Task ShowLinesAsync(Task work)
    {
        while (await Task.WhenAny(work, Task.Delay(BetweenLines, clock)) != work)
        {
            var share = run.TotalBytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * run.ConsumedBytes / run.TotalBytes:F1} %, ");
            console.WriteLine(share + Sentence());
        }
    }

    private double Rate() => (Done(run) - _doneBefore) / Math.Max(1e-3, Elapsed().TotalSeconds);

    /// <summary>By the bytes of the input; unknown before anything is done.</summary>
    private TimeSpan? TimeLeft()
    {
        var consumed = run.ConsumedBytes - _consumedBefore;
        var left = run.TotalBytes - run.ConsumedBytes;
        return consumed <= 0 || left <= 0 ? null : Elapsed() * ((double)left / consumed);
    }

    private TimeSpan Elapsed() => clock.GetElapsedTime(_started);

    private static long Done(RescoreRun run) => run.Tally.Scored + run.Tally.Rejected;

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Describe(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalSeconds):F0} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(time.TotalMinutes):F0} min"),
        { TotalDays: < 100 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:F1} h"),
        _ => "long",
    };
}
