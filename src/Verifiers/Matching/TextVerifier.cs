namespace Verifiers.Matching;

/// <summary>What the verifiers of this folder share: they take a piece of the completion and compare it with any of several references.</summary>
public abstract class TextVerifier : IVerifier
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public abstract string Summary { get; }

    /// <inheritdoc/>
    public int SemanticsVersion => 2;

    /// <inheritdoc/>
    public Lane Lane => Lane.Cpu;

    /// <inheritdoc/>
    public ReferenceUse ReferenceUse => ReferenceUse.Required;

    /// <inheritdoc/>
    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        if (options.IsPresent)
            options.Object(["from", .. OwnOptions]);
        var source = AnswerPiece.ReadSource(options.Optional("from"), DefaultSource);
        var references = TextReferences.Read(reference);
        return new Prepared(source, references[0].Text, Compare(references, options));
    }

    private protected virtual AnswerSource DefaultSource => AnswerSource.Auto;

    private protected abstract string[] OwnOptions { get; }

    /// <summary>Reads references and options once; the result judges one piece and is called from many threads.</summary>
    private protected abstract Func<AnswerPiece, Judgement> Compare(List<(string Text, JsonCursor Place)> references, JsonCursor options);

    private sealed class Prepared(AnswerSource source, string reference, Func<AnswerPiece, Judgement> compare) : IPreparedVerifier
    {
        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(AnswerPiece.Of(completion.Text, source) is { Text.Length: > 0 } piece
                ? compare(piece)
                : Judgement.Incorrect("no_answer", "The completion gives no answer where it is looked for.", TextEvidence.Of(null, reference)));
        }
    }
}
