namespace Verifiers.Combining;

/// <summary>
/// Asks two verifiers and decides where both say the same, with the lower of the two scores. Where they do not, the rubric says
/// what counts, and the case is kept for people to read.
/// </summary>
/// <param name="catalog">The verifiers of this service; asked for when a rubric is read, for this one is among them.</param>
/// <param name="queue">Where disagreements are kept.</param>
public sealed class AgreeVerifier(Func<VerifierCatalog> catalog, IReviewQueue queue) : IVerifier
{
    public string Name => "agree";

    public string Summary => "What two verifiers agree on; what they do not agree on is kept for people to read.";

    public int SemanticsVersion => 1;

    /// <summary>The one of the slowest that may be in it.</summary>
    public Lane Lane => Lane.Remote;

    public ReferenceUse ReferenceUse => ReferenceUse.Optional;

    public void CheckOptions(JsonCursor options) => Read(options);

    public string? IdentityOf(JsonCursor options) => Opinions.IdentityOf(Read(options).Verifiers);

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var (verifiers, otherwise) = Read(options);
        var kept = reference.IsPresent ? reference.Element.GetRawText() : null;
        return new Prepared(verifiers, Opinions.Prepare(verifiers, reference), otherwise, queue, kept);
    }

    private (IReadOnlyList<NestedVerifier> Verifiers, string Otherwise) Read(JsonCursor options)
    {
        if (!options.IsPresent)
            throw options.Refused("expected options: the two verifiers are named.");
        options.Object("verifiers", "otherwise");
        return (
            Opinions.Read(options.Required("verifiers", "a list of two verifiers"), catalog(), 2, 2),
            options.Optional("otherwise") is { IsPresent: true } word ? word.OneOf("undecided", "first", "second") : "undecided");
    }

    private sealed class Prepared(
        IReadOnlyList<NestedVerifier> verifiers, IReadOnlyList<IPreparedVerifier> prepared, string otherwise, IReviewQueue queue,
        string? reference) : IPreparedVerifier
    {
        public double ExpectedSeconds => prepared.Max(one => one.ExpectedSeconds);

        public IEnumerable<string> HiddenTexts => prepared.SelectMany(one => one.HiddenTexts);

        public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            var judgements = await Task.WhenAll(prepared.Select(one => Task.Run(() => one.JudgeAsync(completion, cancellationToken).AsTask(), cancellationToken)));
            var (first, second) = (judgements[0], judgements[1]);
            Opinion[] opinions = [Opinion.Of(verifiers[0].Name, first), Opinion.Of(verifiers[1].Name, second)];
            Flag[] flags = [.. first.Flags, .. second.Flags];
            if (Array.Find(judgements, judgement => judgement.Verdict == Verdict.Error) is { } fault)
                return fault with { Evidence = new CombinedEvidence(null, opinions), Flags = flags };
            if (first.Verdict == second.Verdict)
            {
                var lower = second.Score < first.Score ? second : first;
                return lower with { Evidence = new CombinedEvidence(verifiers[ReferenceEquals(lower, first) ? 0 : 1].Name, opinions), Flags = flags };
            }
            flags = [.. flags, .. await KeepAsync(completion, opinions, cancellationToken)];
            return otherwise switch
            {
                "first" => first with { Evidence = new CombinedEvidence(verifiers[0].Name, opinions), Flags = flags },
                "second" => second with { Evidence = new CombinedEvidence(verifiers[1].Name, opinions), Flags = flags },
                _ => Judgement.Undecided(
                    "disagreement",
                    $"'{opinions[0].Name}' says {Word(first.Verdict)} ({first.Reason}), '{opinions[1].Name}' says {Word(second.Verdict)} ({second.Reason}).",
                    new CombinedEvidence(null, opinions), flags),
            };
        }

        private async Task<Flag[]> KeepAsync(Completion completion, Opinion[] opinions, CancellationToken cancellationToken)
        {
            var disagrees = new Flag("disagreement", $"'{opinions[0].Name}' and '{opinions[1].Name}' do not agree.");
            var isKept = await queue.RecordAsync(new(completion.Prompt, completion.Text, reference, opinions), cancellationToken);
            return isKept == false
                ? [disagrees, new("disagreement_not_recorded", "The file of disagreements is full or cannot be written.")]
                : [disagrees];
        }

        private static string Word(Verdict verdict) => verdict switch
        {
            Verdict.Correct => "correct",
            Verdict.Incorrect => "incorrect",
            Verdict.Undecided => "undecided",
            Verdict.Error => "error",
        };
    }
}
