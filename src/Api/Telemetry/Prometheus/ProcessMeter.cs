using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Verifiers.Api.Telemetry.Prometheus;

/// <summary>The figures of the process under the names that every Prometheus client gives them: <c>process_cpu_seconds_total</c> and others.</summary>
internal sealed class ProcessMeter
{
    /// <summary>A meter of its own: the sender has the runtime's instruments for the same.</summary>
    public const string MeterName = "Verifiers.Process";

    public ProcessMeter(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("process.cpu", () => Now(process => process.TotalProcessorTime.TotalSeconds), "s", "CPU time of the process, user and system.");
        meter.CreateObservableGauge("process.resident_memory", () => Now(process => process.WorkingSet64), "By", "Memory of the process in use.");
        meter.CreateObservableGauge("process.virtual_memory", () => Now(process => process.VirtualMemorySize64), "By", "Address space of the process.");
        meter.CreateObservableGauge(
            "process.start_time", () => Now(process => new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0), "s", "When the process started, since the epoch.");
        meter.CreateObservableGauge("process.num_threads", () => Now(process => process.Threads.Count), "{thread}", "Threads of the process.");
        meter.CreateObservableGauge("process.open_fds", () => Directory.GetFileSystemEntries("/proc/self/fd").Length, "{descriptor}", "Open file descriptors.");
    }

    private static T Now<T>(Func<Process, T> read)
    {
        using var process = Process.GetCurrentProcess();
        return read(process);
    }
}
