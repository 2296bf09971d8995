using Verifiers.Api.Plugins;

namespace Verifiers.Api.Catalog;

/// <summary>The verifiers there are now: those of the service, and those of the operator's plug-ins, which may change while it runs.</summary>
internal sealed class VerifierSource
{
    private readonly IReadOnlyList<IVerifier> _own;
    private readonly HashSet<string> _ownNames;
    private readonly PluginFolder _plugins;
    private volatile VerifierCatalog _current;

    /// <exception cref="InvalidOperationException">A plug-in cannot be used: the service must not start without what it was given.</exception>
    public VerifierSource(IEnumerable<IVerifier> own, PluginFolder plugins)
    {
        (_own, _plugins) = ([.. own], plugins);
        _ownNames = [.. _own.Select(verifier => verifier.Name)];
        _plugins.Reload(_ownNames);
        if (_plugins.Problems is [var first, ..])
            throw new InvalidOperationException(first);
        _current = new([.. _own, .. _plugins.Verifiers]);
    }

    /// <summary>All verifiers by name.</summary>
    public VerifierCatalog Current => _current;

    /// <summary>What is wrong with plug-ins, a sentence for each bad one.</summary>
    public IReadOnlyList<string> Problems => _plugins.Problems;

    /// <summary>Compiles again the plug-ins that have changed.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Reload()
    {
        var (verifiers, problems) = (_plugins.Verifiers, _plugins.Problems);
        _plugins.Reload(_ownNames);
        if (!verifiers.SequenceEqual(_plugins.Verifiers))
            _current = new([.. _own, .. _plugins.Verifiers]);
        else if (problems.SequenceEqual(_plugins.Problems, StringComparer.Ordinal))
            return false;
        return true;
    }
}
