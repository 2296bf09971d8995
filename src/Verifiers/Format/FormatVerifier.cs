namespace Verifiers.Format;

/// <summary>
/// Judges whether a completion has the shape that was asked for. The smallest complete verifier: read this one first.
/// </summary>
/// <remarks>
/// <see cref="Prepare"/> turns the options into one function from a completion to a judgement, once for a whole group. That
/// function is linear in the completion, and whatever the completion holds leads to a judgement.
/// </remarks>
public sealed class FormatVerifier : IVerifier
{
    private const int MaxStripTokens = 64;
    private const int MaxWordLength = 200;

    public string Name => "format";

    public string Summary => "Whether thoughts and answer stand in the tags that were asked for.";

    public int SemanticsVersion => 1;

    public Lane Lane => Lane.Cpu;

    public ReferenceUse ReferenceUse => ReferenceUse.None;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var mode = ReadMode(options.Optional("mode"));
        Func<StrippedText, Judgement> judge = mode switch
        {
            "r1" => LayoutOf(R1Layout.Read, mode, ReadLayoutOptions(options, "template_opened", "min_think_chars", "relaxed_tail")),
            "think" => LayoutOf(ThinkLayout.Read, mode, ReadLayoutOptions(options, "template_opened", "min_think_chars")),
            "open_r1_format" => ScoreOf(PublicFormats.OpenR1Format, mode, options),
            "trl_think_format" => ScoreOf(PublicFormats.TrlThinkFormat, mode, options),
            "open_r1_tag_count" => ScoreOf(PublicFormats.OpenR1TagCount, mode, options),
            "open_instruct_soft" => ScoreOf(PublicFormats.OpenInstructSoft, mode, options),
            "reasoning_steps" => ScoreOf(PublicFormats.ReasoningSteps, mode, options),
            "code_format" => CodeFormat(mode, options),
            _ => FormatVerification(options),
        };
        return new Prepared(StrippedText.Remover(ReadStripTokens(options.Optional("strip_tokens"))), judge);
    }

    private static Func<StrippedText, Judgement> LayoutOf(
        Func<string, LayoutOptions, ThoughtsAndAnswer> read, string mode, LayoutOptions layout) => text =>
    {
        var (reason, thoughts, answer, offence) = text.InOriginal(read(text.Text, layout));
        var evidence = new FormatEvidence(mode, thoughts, answer, offence);
        return reason == FormatReason.Ok
            ? Judgement.Correct(reason.Code(), reason.Sentence(), evidence)
            : Judgement.Incorrect(reason.Code(), reason.Sentence(), evidence);
    };

    private static Func<StrippedText, Judgement> ScoreOf(
        Func<string, double> score, string mode, JsonCursor options, params ReadOnlySpan<string> ownOptions)
    {
        RefuseOthers(options, ownOptions);
        var evidence = new FormatEvidence(mode);
        return text => score(text.Text) is var value and < 1
            ? Judgement.Incorrect("format_mismatch", "The completion does not have the whole format.", evidence, score: value)
            : Judgement.Correct("ok", "The completion has the format.", evidence);
    }

    private static Func<StrippedText, Judgement> CodeFormat(string mode, JsonCursor options)
    {
        var language = options.Optional("language") is { IsPresent: true } asked ? ReadWord(asked) : "python";
        return ScoreOf(text => PublicFormats.CodeFormat(text, language), mode, options, "language");
    }

    private static Func<StrippedText, Judgement> FormatVerification(JsonCursor options)
    {
        RefuseOthers(options, "verify_regex", "verify_min_matches", "expected_markers", "patterns");
        var format = FormatVerificationOptions.Read(options);
        return text => format.Judge(text.Text);
    }

    private static string ReadMode(JsonCursor mode) => mode.IsPresent
        ? mode.OneOf(
            "r1", "think", "open_r1_format", "trl_think_format", "open_r1_tag_count", "open_instruct_soft", "reasoning_steps", "code_format",
            "format_verification")
        : "r1";

    private static LayoutOptions ReadLayoutOptions(JsonCursor options, params ReadOnlySpan<string> ownOptions)
    {
        RefuseOthers(options, ownOptions);
        return new LayoutOptions
        {
            TemplateOpened = options.Optional("template_opened").BooleanOr(false),
            MinThinkChars = options.Optional("min_think_chars").IntegerOr(0, 0, 1_000_000),
            RelaxedTail = options.Optional("relaxed_tail").BooleanOr(false),
        };
    }

    /// <summary>An option that the mode does not read would be a wish silently not granted.</summary>
    private static void RefuseOthers(JsonCursor options, params ReadOnlySpan<string> ownOptions)
    {
        if (options.IsPresent)
            options.Object(["mode", "strip_tokens", .. ownOptions]);
    }

    private static List<string> ReadStripTokens(JsonCursor option)
    {
        var tokens = new List<string>();
        if (!option.IsPresent)
            return tokens;
        foreach (var item in option.Items("a list of special tokens"))
        {
            if (tokens.Count == MaxStripTokens)
                throw option.Expected($"at most {MaxStripTokens} special tokens");
            tokens.Add(ReadWord(item));
        }
        return tokens;
    }

    private static string ReadWord(JsonCursor option)
    {
        var word = option.String();
        return word.Length is 0 or > MaxWordLength ? throw option.Expected($"1 to {MaxWordLength} characters") : word;
    }

    private sealed class Prepared(Func<string, StrippedText> strip, Func<StrippedText, Judgement> judge) : IPreparedVerifier
    {
        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken) =>
            ValueTask.FromResult(judge(strip(completion.Text)));
    }
}
