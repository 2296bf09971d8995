using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Verifiers.Api.Commands;

/// <summary>What <c>verifiers doctor --json</c> writes: one document for a script or a fleet's inventory.</summary>
/// <param name="Status">The worst of the checks.</param>
/// <param name="Version">Of the service.</param>
/// <param name="Host">Where it ran.</param>
/// <param name="Checks">Each once, in the order in which they were made.</param>
internal sealed record DoctorReport(CheckStatus Status, string Version, HostReport Host, IReadOnlyList<Check> Checks)
{
    /// <summary>Makes the document of its checks.</summary>
    public static DoctorReport Of(IReadOnlyList<Check> checks) =>
        new(checks.Select(check => check.Status).DefaultIfEmpty(CheckStatus.Ok).Max(), EngineVersion.Current, HostReport.Now(), checks);
}

/// <summary>The machine, as the service sees it.</summary>
internal sealed record HostReport(string System, string Architecture, string Runtime, int Cores, long MemoryMib, string User)
{
    public static HostReport Now() => new(
        RuntimeInformation.OSDescription, RuntimeInformation.OSArchitecture.ToString(), RuntimeInformation.FrameworkDescription,
        Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20, Environment.UserName);
}

/// <summary>One thing that was tried.</summary>
/// <param name="Name">A stable name, such as <c>launcher.bubblewrap</c>.</param>
/// <param name="Status">How it went.</param>
/// <param name="Found">What was found, in a sentence or a phrase.</param>
/// <param name="Advice">What to do; null when there is nothing to do.</param>
internal sealed record Check(string Name, CheckStatus Status, string Found, string? Advice = null);

/// <summary>How a check went. Only <see cref="Failed"/> changes the exit status.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CheckStatus>))]
internal enum CheckStatus
{
    /// <summary>It works.</summary>
    [JsonStringEnumMemberName("ok")]
    Ok,

    /// <summary>Something that can be done without is missing.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary>Something needed is broken.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,
}
