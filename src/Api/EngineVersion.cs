using System.Reflection;

namespace Verifiers.Api;

/// <summary>The version that answers carry.</summary>
internal static class EngineVersion
{
    public static string Current { get; } =
        typeof(EngineVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
