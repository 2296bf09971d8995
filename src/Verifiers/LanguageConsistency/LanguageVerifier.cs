using System.Globalization;
using System.Text.Json;
using Verifiers.Extraction;

namespace Verifiers.LanguageConsistency;

/// <summary>The share of the thoughts that is written in the wanted language: DeepSeek-R1's language consistency.</summary>
/// <remarks>DeepSeek-AI 2025, arXiv:2501.12948: "the proportion of target language words in the CoT".</remarks>
public sealed class LanguageVerifier : IVerifier
{
    private const string ThinkOpen = "<think>";
    private const string ThinkClose = "</think>";
    private const double LowCoverage = 0.2;
    private const int LongEnoughForCoverage = 200;

    /// <inheritdoc/>
    public string Name => "language";

    /// <inheritdoc/>
    public string Summary => "The share of the thoughts that is in the wanted language.";

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
            options.Object("scope", "mode", "threshold", "when_nothing");
        var place = reference;
        if (reference.Kind == JsonValueKind.Object)
            place = reference.Object("language").Required("language", "a language code");
        var code = place.String("a language code such as \"en\", or \"auto\" for the prompt's");
        var target = TargetLanguage.Of(code);
        if (target is null && code != "auto")
            throw place.Expected("auto, or one of " + string.Join(", ", TargetLanguage.Codes));
        return new Prepared(target)
        {
            Scope = Word("scope", "thoughts", "thoughts", "answer", "all"),
            Mode = Word("mode", "proportion", "proportion", "binary", "sentence"),
            Threshold = options.Optional("threshold").NumberOr(0.9, 0, 1),
            WhenNothing = options.Optional("when_nothing") is { IsPresent: true } value ? value.Number(0, 1) : null,
        };

        string Word(string name, string absent, params ReadOnlySpan<string> words) =>
            options.Optional(name) is { IsPresent: true } asked ? asked.OneOf(words) : absent;
    }

    private sealed class Prepared(TargetLanguage? fixedTarget) : IPreparedVerifier
    {
        public required string Scope { get; init; }

        public required string Mode { get; init; }

        public required double Threshold { get; init; }

        public required double? WhenNothing { get; init; }

        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult(Judge(completion));
        }

        private Judgement Judge(Completion completion)
        {
            var target = fixedTarget ?? (completion.Prompt is { } prompt ? TargetLanguage.Detect(prompt) : null);
            var text = completion.Text;
            var piece = PieceOf(text);
            if (target is null)
            {
                var nothing = new LanguageEvidence(null, piece, 0, 0, 0, []);
                return completion.Prompt is null
                    ? Judgement.Error("no_prompt", "The language is to be the prompt's, and the sample has no prompt.", nothing)
                    : Nothing("unknown_target", "The language of the prompt is unclear.", nothing);
            }
            if (piece.In(text).IsWhiteSpace())
                return Judgement.Incorrect("empty", "There is no text to measure.", new LanguageEvidence(target.Code, piece, 0, 0, 0, []));
            var measure = LanguageMeasure.Of(text, piece, target);
            var all = 0;
            foreach (var c in piece.In(text))
                all += char.IsWhiteSpace(c) ? 0 : 1;
            var coverage = (double)measure.Characters / all;
            var evidence = new LanguageEvidence(target.Code, piece, measure.Target, measure.Foreign, coverage, measure.ForeignSpans);
            if (measure.Share is not { } proportion)
                return Nothing("not_applicable", "There are no words to judge.", evidence);
            var share = Mode == "sentence" ? (double)measure.TargetSegments / measure.Segments : proportion;
            var isEnough = share >= Threshold;
            var score = Mode == "binary" ? (isEnough ? 1 : 0) : share;
            Flag[] flags = coverage < LowCoverage && all >= LongEnoughForCoverage
                ? [new("low_coverage", "Most of the text is code, mathematics or the like, which has no language.")]
                : [];
            var sentence = string.Create(CultureInfo.InvariantCulture, $"{share:P0} is in the language {target.Code}.");
            return new(isEnough ? Verdict.Correct : Verdict.Incorrect, score, isEnough ? "ok" : "foreign_words", sentence, evidence, flags);
        }

        private Judgement Nothing(string reason, string explanation, LanguageEvidence evidence) => WhenNothing is { } worth
            ? new(worth >= Threshold ? Verdict.Correct : Verdict.Incorrect, worth, reason, explanation, evidence)
            : Judgement.Undecided(reason, explanation, evidence);

        private TextSpan PieceOf(string text)
        {
            if (Scope == "all")
                return new(0, text.Length);
            if (Scope == "answer")
                return AnswerScope.Of(text).Span;
            var open = text.IndexOf(ThinkOpen, StringComparison.Ordinal);
            var close = text.IndexOf(ThinkClose, StringComparison.Ordinal);
            var from = open >= 0 && (close < 0 || open < close) ? open + ThinkOpen.Length : 0;
            return TextSpan.Between(from, close < 0 ? text.Length : close);
        }
    }
}
