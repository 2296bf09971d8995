using System.Globalization;
using System.Runtime.InteropServices;

namespace Verifiers.Matching;

/// <summary>The harmonic mean of precision and recall of words, after SQuAD's normalisation; of several references the best.</summary>
public sealed class F1Verifier : TextVerifier
{
    /// <inheritdoc/>
    public override string Name => "f1";

    /// <inheritdoc/>
    public override string Summary => "How many words answer and reference share: SQuAD's F1.";

    private protected override string[] OwnOptions => ["threshold"];

    private protected override Func<AnswerPiece, Judgement> Compare(List<(string Text, JsonCursor Place)> references, JsonCursor options)
    {
        var threshold = options.Optional("threshold").NumberOr(1, 0, 1);
        var bags = references.ConvertAll(reference => (reference.Text, Bag: BagOf(TextForm.SquadTokens(reference.Text))));
        return piece =>
        {
            var answer = BagOf(TextForm.SquadTokens(piece.Text));
            var (best, decisive) = (-1.0, "");
            foreach (var (text, bag) in bags)
            {
                if (F1(answer, bag) is var score && score > best)
                    (best, decisive) = (score, text);
            }
            var evidence = TextEvidence.Of(piece, decisive, TextForm.Squad(piece.Text), TextForm.Squad(decisive));
            var sentence = string.Create(CultureInfo.InvariantCulture, $"F1 is {best:0.####}; {threshold:0.####} is enough.");
            return best > 0 && best >= threshold
                ? new(Verdict.Correct, best, "ok", sentence, evidence)
                : Judgement.Incorrect(best > 0 ? "partial_overlap" : "no_overlap", sentence, evidence, score: best);
        };
    }

    /// <summary>2 |A ∩ B| / (|A| + |B|) over bags of words; 0 when one is empty.</summary>
    private static double F1(Dictionary<string, int> answer, Dictionary<string, int> reference)
    {
        var common = 0;
        foreach (var (word, count) in reference)
            common += Math.Min(count, answer.GetValueOrDefault(word));
        return common == 0 ? 0 : 2.0 * common / (answer.Values.Sum() + reference.Values.Sum());
    }

    private static Dictionary<string, int> BagOf(List<string> tokens)
    {
        var bag = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in tokens)
            CollectionsMarshal.GetValueRefOrAddDefault(bag, token, out _)++;
        return bag;
    }
}
