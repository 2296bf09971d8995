using Verifiers.Tests.Scoring;

namespace Verifiers.Tests;

public sealed class VerifierCatalogTests
{
    [Fact]
    public void Two_verifiers_of_one_name_are_refused()
    {
        var refused = Assert.Throws<ArgumentException>(
            () => new VerifierCatalog([ScriptedVerifier.Saying("twin"), ScriptedVerifier.Saying("twin")]));
        Assert.Contains("'twin'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_verifier_is_found_by_its_name_and_by_no_other()
    {
        var catalog = new VerifierCatalog([ScriptedVerifier.Saying("one"), ScriptedVerifier.Saying("two")]);
        Assert.True(catalog.TryGet("two", out var verifier));
        Assert.Equal("two", verifier.Name);
        Assert.False(catalog.TryGet("Two", out _));
    }
}
