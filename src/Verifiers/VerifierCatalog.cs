using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Verifiers;

/// <summary>The verifiers of this service by name.</summary>
public sealed class VerifierCatalog
{
    private readonly FrozenDictionary<string, IVerifier> _byName;

    /// <summary>Collects the verifiers.</summary>
    /// <exception cref="ArgumentException">Two verifiers have the same name: the service must not start and pick one.</exception>
    public VerifierCatalog(IEnumerable<IVerifier> verifiers)
    {
        var byName = new Dictionary<string, IVerifier>(StringComparer.Ordinal);
        foreach (var verifier in verifiers)
        {
            if (!byName.TryAdd(verifier.Name, verifier))
            {
                throw new ArgumentException(
                    $"Two verifiers are called '{verifier.Name}': {byName[verifier.Name].GetType()} and {verifier.GetType()}.",
                    nameof(verifiers));
            }
        }
        _byName = byName.ToFrozenDictionary(StringComparer.Ordinal);
        All = [.. byName.Values.OrderBy(verifier => verifier.Name, StringComparer.Ordinal)];
    }

    /// <summary>All verifiers, ordered by name.</summary>
    public IReadOnlyList<IVerifier> All { get; }

    /// <summary>The verifier of this name, if there is one.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out IVerifier? verifier) => _byName.TryGetValue(name, out verifier);
}
