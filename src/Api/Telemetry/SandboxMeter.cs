using System.Diagnostics.Metrics;
using Verifiers.Api.Scoring;
using Verifiers.Sandbox;

namespace Verifiers.Api.Telemetry;

/// <summary>The pool of sandboxes on the meter <c>Verifiers</c>, read when somebody asks. Looking starts no sandbox.</summary>
internal sealed class SandboxMeter
{
    public SandboxMeter(IMeterFactory meters, SandboxedCodeRunner sandbox)
    {
        var meter = meters.Create(FlagMeter.MeterName);
        meter.CreateObservableUpDownCounter(
            "verifiers.sandbox.slots", () => Slots(sandbox.Occupancy), "{slot}", "Places for sandboxes, by state: busy or idle. None before a launcher is found.");
        meter.CreateObservableUpDownCounter(
            "verifiers.sandbox.waiting", () => sandbox.Occupancy.Waiting, "{run}", "Program runs that wait for a slot.");
        meter.CreateObservableCounter(
            "verifiers.sandbox.restarts", () => sandbox.Occupancy.Replaced, "{sandbox}", "Sandboxes thrown away because something about them was doubtful.");
    }

    private static Measurement<int>[] Slots(SandboxOccupancy now) =>
    [
        new(now.Busy, new KeyValuePair<string, object?>("state", "busy")),
        new(now.Slots - now.Busy, new KeyValuePair<string, object?>("state", "idle")),
    ];
}
