using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Verifiers.Api.Scripting;

/// <summary>What code that is compiled at run time may refer to. Read from the loaded assemblies, which need not be files: the service may be one single file.</summary>
internal static class ScriptReferences
{
    /// <summary>The base class library's core: enough for arithmetic.</summary>
    public static IReadOnlyList<MetadataReference> Core { get; } = [.. Of(typeof(object).Assembly, Assembly.Load("System.Runtime"))];

    /// <summary>References to these assemblies and all they refer to.</summary>
    public static IEnumerable<MetadataReference> Closure(params IEnumerable<Assembly> assemblies)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Assembly>(assemblies);
        while (open.TryDequeue(out var assembly))
        {
            if (!seen.Add(assembly.GetName().FullName))
                continue;
            foreach (var reference in Of(assembly))
                yield return reference;
            foreach (var name in assembly.GetReferencedAssemblies())
                open.Enqueue(Assembly.Load(name));
        }
    }

    private static unsafe IEnumerable<MetadataReference> Of(params IEnumerable<Assembly> assemblies) => assemblies.Select(assembly =>
        assembly.TryGetRawMetadata(out var blob, out var length)
            ? AssemblyMetadata.Create(ModuleMetadata.CreateFromMetadata((nint)blob, length)).GetReference(display: assembly.GetName().Name)
            : throw new InvalidOperationException($"{assembly} has no metadata to compile against."));
}
