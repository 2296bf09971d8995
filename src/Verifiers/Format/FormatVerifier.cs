namespace Verifiers.Format;

/// <summary>
/// Judges whether a completion has the shape that was asked for. The smallest complete verifier: read this one first.
/// <see cref="Prepare"/> turns the options into one function from a completion to a judgement, once for a whole group; that
/// function does nothing else and cannot fail.
/// </summary>
public sealed class FormatVerifier : IVerifier
{
    private const int MaxStripTokens = 64;
    private const int MaxNameLength = 200;

    public string Name => "format";

    public string Summary => "Whether thoughts and answer stand in the tags that were asked for.";

    public int SemanticsVersion => 1;

    public Lane Lane => Lane.Cpu;

    public ReferenceUse ReferenceUse => ReferenceUse.None;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        if (options.IsPresent)
        {
            options.Object(
                "mode", "template_opened", "strip_tokens", "min_think_chars", "relaxed_tail", "language",
                "verify_regex", "verify_min_matches", "expected_markers", "patterns");
        }
        var mode = options.Optional("mode") is { IsPresent: true } asked
            ? asked.OneOf(
                "r1", "think", "open_r1_format", "trl_think_format", "open_r1_tag_count", "open_instruct_soft", "code_format",
                "reasoning_steps", "format_verification")
            : "r1";
        RefuseOptionsOfOtherModes(options, mode);

        var layout = new LayoutOptions
        {
            TemplateOpened = options.Optional("template_opened").BooleanOr(false),
            MinThinkChars = options.Optional("min_think_chars").IntegerOr(0, 0, 1_000_000),
            RelaxedTail = options.Optional("relaxed_tail").BooleanOr(false),
        };
        var language = Text(options.Optional("language"), absent: "python");
        var strip = StrippedText.Remover(ReadStripTokens(options.Optional("strip_tokens")));
        return mode switch
        {
            "r1" => new Prepared(strip, text => JudgeLayout(mode, text, R1Layout.Read(text.Text, layout))),
            "think" => new Prepared(strip, text => JudgeLayout(mode, text, ThinkLayout.Read(text.Text, layout))),
            "open_r1_format" => Scored(PublicFormats.OpenR1Format),
            "trl_think_format" => Scored(PublicFormats.TrlThinkFormat),
            "open_r1_tag_count" => Scored(PublicFormats.OpenR1TagCount),
            "open_instruct_soft" => Scored(PublicFormats.OpenInstructSoft),
            "code_format" => Scored(text => PublicFormats.CodeFormat(text, language)),
            "reasoning_steps" => Scored(PublicFormats.ReasoningSteps),
            _ => new Prepared(strip, LineFormat(options)),
        };

        Prepared Scored(Func<string, double> score) => new(strip, text => JudgeScore(mode, score(text.Text)));
    }

    /// <summary>An option that the mode does not read would be a wish silently not granted.</summary>
    private static void RefuseOptionsOfOtherModes(JsonCursor options, string mode)
    {
        string[] known = mode switch
        {
            "r1" => ["mode", "strip_tokens", "template_opened", "min_think_chars", "relaxed_tail"],
            "think" => ["mode", "strip_tokens", "template_opened", "min_think_chars"],
            "code_format" => ["mode", "strip_tokens", "language"],
            "format_verification" => ["mode", "strip_tokens", "verify_regex", "verify_min_matches", "expected_markers", "patterns"],
            _ => ["mode", "strip_tokens"],
        };
        if (!options.IsPresent)
            return;
        foreach (var (name, value) in options.Fields())
        {
            if (!known.Contains(name, StringComparer.Ordinal))
                throw value.Refused($"the mode {mode} has no such option; it has {string.Join(", ", known)}.");
        }
    }

    private static Judgement JudgeLayout(string mode, StrippedText text, ThoughtsAndAnswer found)
    {
        var (reason, thoughts, answer, offence) = text.InOriginal(found);
        var evidence = new FormatEvidence(mode, thoughts, answer, offence);
        return reason == FormatReason.Ok
            ? Judgement.Correct(reason.Code(), reason.Sentence(), evidence)
            : Judgement.Incorrect(reason.Code(), reason.Sentence(), evidence);
    }

    private static Judgement JudgeScore(string mode, double score) => score >= 1
        ? Judgement.Correct("ok", "The completion has the format.", new FormatEvidence(mode))
        : Judgement.Incorrect("format_mismatch", "The completion does not have the whole format.", new FormatEvidence(mode), score: score);

    private static Func<StrippedText, Judgement> LineFormat(JsonCursor options)
    {
        var format = FormatVerificationOptions.Read(options);
        return text => format.Judge(text.Text);
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
            tokens.Add(Text(item, absent: ""));
        }
        return tokens;
    }

    private static string Text(JsonCursor option, string absent)
    {
        var text = option.StringOr(absent)!;
        return option.IsPresent && text.Length is 0 or > MaxNameLength ? throw option.Expected($"1 to {MaxNameLength} characters") : text;
    }

    private sealed class Prepared(Func<string, StrippedText> strip, Func<StrippedText, Judgement> judge) : IPreparedVerifier
    {
        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken) =>
            ValueTask.FromResult(judge(strip(completion.Text)));
    }
}
