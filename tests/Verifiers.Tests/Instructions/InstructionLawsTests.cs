using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Instructions;
using Verifiers.Instructions.Patterns;
using Verifiers.Instructions.Text;

namespace Verifiers.Tests.Instructions;

public sealed class InstructionLawsTests
{
    private const RegexOptions Plain = RegexOptions.CultureInvariant;
    private const RegexOptions ManyLines = Plain | RegexOptions.Multiline;

    /// <summary>Small texts of ASCII marks and words, in which every scanner has much to find.</summary>
    private static readonly Arbitrary<string> Marks = Gen
        .Elements("*", "*", "**", "-", "\n", "\n", " ", "a", "b", "[", "]", "<<", ">>", ".", "x1", "\n* ", "\t", "***")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    /// <summary>Texts of everything that has a meaning to some check.</summary>
    private static readonly Arbitrary<string> Anything = Gen
        .Elements(
            "\ud800", "\udc00", "e\u0301", "\u0130", "\u03a3", "\u03c3'", "\u1e9e", "\U0001D400", "\U0001F600", "\ufe0f", "{", "}", "[", "(", "\"", "'", "*", "***",
            "******", "-", "--", "...", ". ", ".", "?!", "! ", ",", ":", ";", "@", "a@b.cd", "http://x.y", "Mr. ", "U.S. ", "1.5", "\u0660", "\u00b2",
            "\n", "\n\n", " ", "\u00a0", "\u001c", "\u0000", "word ", "WORD ", "don't ", "cannot ", "'t is ", "<think>", "</think>", "<answer>", "<<", ">>",
            "```json", "```", "NaN", "P.S.", "P. P. S", "Section 1", "\u3042", "\u4e00", "\ufdd0", "\ufdd1", "\uffff", "<i>", "</i>", "<em>", "\r", "\t")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    [Theory]
    [InlineData("a*")]
    [InlineData("a*?b")]
    [InlineData("(a|ab)(b|x)?")]
    [InlineData("(a*)*b")]
    [InlineData(@"\b[ab]+\b")]
    [InlineData(@"^\s*\*[^\*].*$")]
    [InlineData(@"\*{2,3}?-?")]
    [InlineData("[^ab]{1,2}(?:a|)")]
    [InlineData(@"\B.|\d")]
    public void Matches_are_those_of_a_backtracking_search(string source)
    {
        var expression = new Regex(source, RegexOptions.CultureInvariant, Regex.InfiniteMatchTimeout);
        Assert.True(Pattern.TryCompile(source, ignoreCase: false, out var pattern, out _));

        // Python, unlike .NET, lets an empty match follow a match at its end; so only the matches that are not empty are compared.
        Prop.ForAll(Marks, text => pattern!.Matches(text).Select(match => match!.Value).Where(match => match.Length > 0)
            .SequenceEqual(expression.Matches(text).Where(match => match.Length > 0).Select(match => new TextSpan(match.Index, match.Length))))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(30));
    }

    [Fact]
    public void Bullet_points_are_the_matches_of_the_public_expressions() => Counts(
        "detectable_format:number_bullet_lists", "num_bullets",
        text => Regex.Count(text, @"^\s*\*[^\*].*$", ManyLines, Regex.InfiniteMatchTimeout) + Regex.Count(text, @"^\s*-.*$", ManyLines, Regex.InfiniteMatchTimeout), isExact: true);

    [Fact]
    public void Highlights_are_the_matches_of_the_public_expressions() => Counts(
        "detectable_format:number_highlighted_sections", "num_highlights",
        text => Regex.Matches(text, @"\*[^\n\*]*\*", Plain, Regex.InfiniteMatchTimeout).Count(match => match.Value.Trim('*').Trim().Length > 0)
            + Regex.Matches(text, @"\*\*[^\n\*]*\*\*", Plain, Regex.InfiniteMatchTimeout).Count(match => match.Value[2..^2].Trim().Length > 0), isExact: false);

    [Fact]
    public void Placeholders_are_the_matches_of_the_public_expression() => Counts(
        "detectable_content:number_placeholders", "num_placeholders", text => Regex.Count(text, @"\[.*?\]", Plain, Regex.InfiniteMatchTimeout), isExact: false);

    [Fact]
    public void A_title_is_a_match_of_the_public_expression()
    {
        var check = CheckOf("detectable_format:title", "{}");
        Prop.ForAll(Marks, text => check(new ResponseText(text)).Followed
            == Regex.Matches(text, @"<<[^\n]+>>", Plain, Regex.InfiniteMatchTimeout).Any(match => match.Value.TrimStart('<').TrimEnd('>').Trim().Length > 0))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(30));
    }

    [Fact]
    public void Paragraphs_are_split_by_the_public_expression() =>
        Prop.ForAll(Marks, text => Verifiers.Instructions.Checks.LengthChecks.StarSeparated(text).SequenceEqual(Regex.Split(text, @"\s?\*\*\*\s?", Plain, Regex.InfiniteMatchTimeout)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(30));

    [Fact]
    public void Sentences_hold_all_of_the_text_but_white_space() =>
        Prop.ForAll(Anything, text => Squeezed(string.Concat(PunktSplitter.Split(text))) == Squeezed(text))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(60));

    [Fact]
    public void Every_text_leads_to_the_same_findings_twice()
    {
        var verifiers = new[] { "strict", "loose" }.Select(AllInstructions).ToArray();
        Prop.ForAll(Anything, text => Array.TrueForAll(verifiers, verifier => Findings(verifier, text) == Findings(verifier, text)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60));
    }

    [Fact]
    public void What_is_followed_strictly_is_followed_loosely()
    {
        var (strict, loose) = (AllInstructions("strict"), AllInstructions("loose"));
        Prop.ForAll(Anything, text => Evidence(strict, text).Instructions.Zip(Evidence(loose, text).Instructions)
            .All(pair => pair.First.Followed != true || pair.Second.Followed == true))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithEndSize(60));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("\ud800")]
    [InlineData("e\u0301\u0301")]
    [InlineData(". ")]
    [InlineData("...,")]
    [InlineData("*")]
    [InlineData("\n- ")]
    [InlineData("'\"")]
    [InlineData("\u03a3'")]
    [InlineData("can't cannot ")]
    [InlineData("a@b.")]
    [InlineData("A b. ")]
    public void A_million_characters_take_no_more_than_their_share_of_time(string unit)
    {
        // Every instruction at once; quadratic work would take hours.
        var verifier = AllInstructions("strict");
        var text = string.Concat(Enumerable.Repeat(unit, (1 << 20) / unit.Length));
        var clock = Stopwatch.StartNew();
        Findings(verifier, text);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"{unit}: {clock.Elapsed}");
    }

    private static void Counts(string id, string argument, Func<string, int> expected, bool isExact)
    {
        var checks = Enumerable.Range(0, 12).Select(asked => CheckOf(id, $$"""{"{{argument}}": {{asked}}}""")).ToArray();
        Prop.ForAll(Marks, text => Enumerable.Range(0, 12).All(asked =>
            checks[asked](new ResponseText(text)).Followed == (isExact ? expected(text) == asked : expected(text) >= asked)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(30));
    }

    private static Verifiers.Instructions.Check CheckOf(string id, string arguments) =>
        InstructionCatalog.Checks[id](new Kwargs(LabelledCases.Cursor(arguments, "kwargs")));

    /// <summary>Every instruction that has a labelled case, with the arguments of its first.</summary>
    private static IPreparedVerifier AllInstructions(string mode)
    {
        var cases = LabelledCases.All("instructions/vectors.jsonl")
            .DistinctBy(vector => vector.GetProperty("instruction_id").GetString())
            .Where(vector => InstructionCatalog.Checks.ContainsKey(vector.GetProperty("instruction_id").GetString()!))
            .Take(100) // no request may ask for more at once
            .ToArray();
        var reference = JsonSerializer.Serialize(new
        {
            instruction_id_list = cases.Select(vector => vector.GetProperty("instruction_id")),
            kwargs = cases.Select(vector => vector.GetProperty("kwargs")),
        });
        return new InstructionsVerifier().Prepare(
            LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor($$"""{"mode": "{{mode}}", "credit": "fraction"}""", "options"));
    }

    private static InstructionsEvidence Evidence(IPreparedVerifier verifier, string text) =>
        (InstructionsEvidence)verifier.JudgeAsync(new Completion(text), CancellationToken.None).Result.Evidence!;

    private static string Findings(IPreparedVerifier verifier, string text) =>
        string.Join('\n', Evidence(verifier, text).Instructions.Select(instruction => instruction.ToString()));

    private static string Squeezed(string text) => string.Concat(text.Words());
}
