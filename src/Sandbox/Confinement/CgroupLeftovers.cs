using System.Globalization;
using System.IO.Enumeration;

namespace Verifiers.Sandbox.Confinement;

/// <summary>Control groups of sandboxes whose warden was killed before it could remove them. Empty, but each costs the kernel memory.</summary>
internal static class CgroupLeftovers
{
    private static readonly TimeSpan _oldEnough = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Removes the groups named <c>verifiers-PROCESS-…</c> whose process is gone. One that is still in use, by a service in another
    /// pid namespace, holds processes, and then the kernel refuses; one that is being made is younger than a minute.
    /// </summary>
    public static void Remove(IEnumerable<CgroupHierarchy> hierarchies, DateTime now)
    {
        foreach (var group in hierarchies.SelectMany(hierarchy => Find(hierarchy.Directory)))
        {
            try
            {
                if (now - Directory.GetLastWriteTimeUtc(group) < _oldEnough) continue;
                foreach (var below in new[] { "job", "agent" }.Select(name => Path.Combine(group, name)).Where(Directory.Exists)) Directory.Delete(below);
                Directory.Delete(group);
            }
            catch (Exception inUse) when (inUse is IOException or UnauthorizedAccessException)
            {
                // Not empty, or not ours.
            }
        }
    }

    private static IEnumerable<string> Find(string directory)
    {
        try
        {
            return [.. Directory.GetDirectories(directory).Where(group => ProcessOf(Path.GetFileName(group)) is { } process && !Directory.Exists($"/proc/{process}"))];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? ProcessOf(string name) =>
        FileSystemName.MatchesSimpleExpression("verifiers-*-*", name, ignoreCase: false)
            && int.TryParse(name.Split('-')[1], NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? process.ToString(CultureInfo.InvariantCulture)
            : null;
}
