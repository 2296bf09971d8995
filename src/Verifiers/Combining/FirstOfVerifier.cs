namespace Verifiers.Combining;

/// <summary>
/// Asks its verifiers in turn until one decides: a rule first, a judge only where the rule says <see cref="Verdict.Undecided"/>.
/// An error ends the chain, for an outage must not change who judges, unless the options say that the next one stands in.
/// </summary>
/// <param name="catalog">The verifiers of this service; asked for when a rubric is read, for this one is among them.</param>
public sealed class FirstOfVerifier(Func<VerifierCatalog> catalog) : IVerifier
{
    public string Name => "first_of";

    public string Summary => "The first of several verifiers that decides; the next is asked only where one is undecided.";

    public int SemanticsVersion => 1;

    /// <summary>The one of the slowest that may be in it.</summary>
    public Lane Lane => Lane.Remote;

    public ReferenceUse ReferenceUse => ReferenceUse.Optional;

    public void CheckOptions(JsonCursor options) => Read(options);

    public string? IdentityOf(JsonCursor options) => Opinions.IdentityOf(Read(options).Verifiers);

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var (verifiers, passesErrors) = Read(options);
        return new Prepared(verifiers, Opinions.Prepare(verifiers, reference), passesErrors);
    }

    private (IReadOnlyList<NestedVerifier> Verifiers, bool PassesErrors) Read(JsonCursor options)
    {
        if (!options.IsPresent)
            throw options.Refused("expected options: the verifiers to ask are named.");
        options.Object("verifiers", "on_error");
        return (
            Opinions.Read(options.Required("verifiers", "a list of verifiers"), catalog(), 1, Opinions.Most),
            options.Optional("on_error") is { IsPresent: true } word && word.OneOf("stop", "next") == "next");
    }

    private sealed class Prepared(
        IReadOnlyList<NestedVerifier> verifiers, IReadOnlyList<IPreparedVerifier> prepared, bool passesErrors) : IPreparedVerifier
    {
        public double ExpectedSeconds => prepared.Sum(one => one.ExpectedSeconds);

        public IEnumerable<string> HiddenTexts => prepared.SelectMany(one => one.HiddenTexts);

        public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            var opinions = new List<Opinion>();
            var flags = new List<Flag>();
            for (var i = 0; ; i++)
            {
                var judgement = await prepared[i].JudgeAsync(completion, cancellationToken);
                opinions.Add(Opinion.Of(verifiers[i].Name, judgement));
                flags.AddRange(judgement.Flags);
                var isOpen = judgement.Verdict == Verdict.Undecided || (judgement.Verdict == Verdict.Error && passesErrors);
                if (isOpen && i + 1 < prepared.Count)
                    continue;
                return judgement with
                {
                    Evidence = new CombinedEvidence(judgement.Verdict is Verdict.Correct or Verdict.Incorrect ? verifiers[i].Name : null, opinions),
                    Flags = flags,
                };
            }
        }
    }
}
