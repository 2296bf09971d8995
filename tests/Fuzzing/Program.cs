using System.Diagnostics;
using Verifiers.Fuzzing;

if (FuzzOptions.Read(args) is not { } options)
{
    Console.Error.WriteLine(FuzzOptions.Usage);
    return 2;
}
var inputs = new FuzzInputs(options.Seed, LabelledAnswers.Read(LabelledAnswers.Folder(AppContext.BaseDirectory)));
new FuzzRun().Run(inputs, 0, 2_000, 1, CancellationToken.None); // so that no input pays for compiling the code
using var timeIsUp = new CancellationTokenSource(options.Limit);
var run = new FuzzRun { BatchBegins = options.Trail is { } trail ? start => File.WriteAllText($"{trail}.{Environment.CurrentManagedThreadId}", $"{start}\n") : null };
var start = Stopwatch.GetTimestamp();
using (new Timer(_ => Console.Error.WriteLine($"{run.Judged:N0} judged, {run.Failures.Count} failed"), null, 30_000, 30_000))
    run.Run(inputs, options.First, options.Count, options.Threads, timeIsUp.Token);
var report = FuzzReport.Write(run, options, Stopwatch.GetElapsedTime(start));
Console.Write(report);
if (options.Out is { } file)
    File.WriteAllText(file, report);
return run.Failures.Count == 0 ? 0 : 1;
