using System.Globalization;

namespace Verifiers.Length;

/// <summary>Shaped rewards for length and repetition. It judges last, because some of them need the answer's verdict and the whole group.</summary>
public sealed class LengthVerifier : IVerifier
{
    private const int MaxLength = 100_000_000;
    private const int MaxNGram = 64;

    public string Name => "length";

    public string Summary => "A reward or penalty for the completion's length or for repetition in it.";

    public int SemanticsVersion => 1;

    public Lane Lane => Lane.Cpu;

    public ReferenceUse ReferenceUse => ReferenceUse.None;

    public bool MayScoreBelowZero => true;

    public JudgingPhase Phase => JudgingPhase.Group;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var mode = options.Required("mode", "a mode").OneOf(
            "soft_overlong", "verl_overlong", "cosine", "repetition_tokens", "repetition_words", "group_length");
        return new Prepared(mode switch
        {
            "soft_overlong" => SoftOverlong(options),
            "verl_overlong" => VerlOverlong(options),
            "cosine" => Cosine(options),
            "repetition_tokens" => RepetitionOfTokens(options),
            "repetition_words" => RepetitionOfWords(options),
            _ => GroupLength(options),
        });
    }

    private static Func<Completion, Judgement> SoftOverlong(JsonCursor options)
    {
        options.Object("mode", "unit", "max_len", "cache");
        var measure = Measure.Read(options.Optional("unit"));
        var maxLength = options.Required("max_len", "the limit").Integer(1, MaxLength);
        var cache = options.Required("cache", "the length over which the penalty grows").Integer(0, maxLength);
        return completion =>
        {
            var (length, unit) = measure.Of(completion);
            return Shape("soft_overlong", OverlongPenalty.Soft(length, maxLength, cache), length, unit);
        };
    }

    private static Func<Completion, Judgement> VerlOverlong(JsonCursor options)
    {
        options.Object("mode", "unit", "max_resp_len", "buffer", "factor");
        var measure = Measure.Read(options.Optional("unit"));
        var maxLength = options.Required("max_resp_len", "the limit").Integer(1, MaxLength);
        var buffer = options.Required("buffer", "the length over which the penalty grows").Integer(1, maxLength);
        var factor = options.Optional("factor").NumberOr(1, 0, 1);
        return completion =>
        {
            var (length, unit) = measure.Of(completion);
            return Shape("verl_overlong", OverlongPenalty.Verl(length, maxLength, buffer, factor), length, unit);
        };
    }

    private static Func<Completion, Judgement> Cosine(JsonCursor options)
    {
        options.Object("mode", "unit", "max_len", "clamp", "correct_short", "correct_long", "wrong_short", "wrong_long");
        var measure = Measure.Read(options.Optional("unit"));
        var reward = new CosineReward
        {
            MaxLength = options.Required("max_len", "the length at which the long values are reached").Integer(1, MaxLength),
            Clamp = options.Optional("clamp").BooleanOr(true),
            CorrectShort = options.Optional("correct_short").NumberOr(1, -1, 1),
            CorrectLong = options.Optional("correct_long").NumberOr(0.5, -1, 1),
            WrongShort = options.Optional("wrong_short").NumberOr(-1, -1, 1),
            WrongLong = options.Optional("wrong_long").NumberOr(-0.5, -1, 1),
        };
        return completion => JudgeByVerdict("cosine", completion, isCorrect =>
        {
            var (length, unit) = measure.Of(completion);
            return Shape("cosine", reward.Of(length, isCorrect), length, unit);
        });
    }

    private static Func<Completion, Judgement> RepetitionOfTokens(JsonCursor options)
    {
        options.Object("mode", "n", "max_penalty");
        var (n, maxPenalty) = ReadRepetition(options);
        return completion => completion.TokenIds is { } tokens
            ? Shape("repetition_tokens", RepetitionPenalty.OfTokens(tokens, n, maxPenalty), length: null, "tokens")
            : Judgement.Error("no_token_ids", "The mode repetition_tokens needs the completion's token ids, and the sample has none.");
    }

    private static Func<Completion, Judgement> RepetitionOfWords(JsonCursor options)
    {
        options.Object("mode", "n", "max_penalty");
        var (n, maxPenalty) = ReadRepetition(options);
        return completion => Shape("repetition_words", RepetitionPenalty.OfWords(completion.Text, n, maxPenalty), length: null, "words");
    }

    private static Func<Completion, Judgement> GroupLength(JsonCursor options)
    {
        options.Object("mode");
        return completion => JudgeByVerdict("group_length", completion, isCorrect =>
        {
            var standing = StandingOf(completion);
            var value = GroupLengthReward.Of(standing.Lengths, standing.Index, isCorrect);
            return Shape("group_length", value, standing.Lengths[standing.Index], standing.InTokens ? "tokens" : "characters");
        });
    }

    private static (int N, double MaxPenalty) ReadRepetition(JsonCursor options) => (
        options.Required("n", "the number of tokens in an n-gram").Integer(1, MaxNGram),
        options.Required("max_penalty", "the penalty when all n-grams are alike").Number(-1, 0));

    /// <summary>For rewards that depend on whether the answer is right: where that is unknown, so is the reward.</summary>
    private static Judgement JudgeByVerdict(string mode, Completion completion, Func<bool, Judgement> judge) => StandingOf(completion).Verdict switch
    {
        Verdict.Correct => judge(true),
        Verdict.Incorrect => judge(false),
        Verdict.Undecided => Judgement.Undecided("answer_undecided", $"The reward {mode} depends on the answer, which is undecided."),
        Verdict.Error => Judgement.Error("answer_not_judged", $"The reward {mode} depends on the answer, which could not be judged."),
    };

    private static GroupStanding StandingOf(Completion completion) =>
        completion.Standing ?? throw new InvalidOperationException("A verifier of the group phase was asked without the group's standing.");

    private static Judgement Shape(string mode, double value, int? length, string unit)
    {
        var clamped = Math.Clamp(value, -1, 1) + 0.0; // + 0.0 turns -0 into 0
        var evidence = new LengthEvidence(mode, length, unit, clamped == value ? null : value);
        var what = length is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{mode}: {known} {unit} are worth {clamped:0.####}.")
            : string.Create(CultureInfo.InvariantCulture, $"{mode}: repeated {unit} are worth {clamped:0.####}.");
        if (clamped != value)
            return Judgement.Shaped(clamped, "penalty_clamped", what + " A penalty ends at -1.", evidence);
        return Judgement.Shaped(clamped, value < 0 ? "penalty" : "no_penalty", what, evidence);
    }

    private sealed class Prepared(Func<Completion, Judgement> judge) : IPreparedVerifier
    {
        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken) => ValueTask.FromResult(judge(completion));
    }
}
