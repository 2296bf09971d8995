using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Matching;

namespace Verifiers.Tests.Matching;

public sealed class TextVerifiersTests
{
    private static readonly Arbitrary<string> Soup = Gen
        .Elements(
            "the", " ", "Rome", "a", "1", ",", ".", "/", "%", "e9", "-", "$", "\\frac{1}{2}", "\\boxed{", "}", "<think>", "</think>", "<answer>", "</answer>", "\n", "Answer: ", "#### ", "\ud800", "\udc00", "\u0301", "Ａ", "½",
            "(", ")", "^", "999", "!", "\0", "\\", "{", "×10^", "a+")
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();

    public static TheoryData<string> Names { get; } = ["exact", "f1", "contains", "regex", "numeric"];

    [Theory]
    [InlineData("exact", "\"Rome\"", "{}", "<think>Paris</think> rome ", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "\\boxed{Rome}", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "It is <answer>Rome</answer>", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "It may be Rome", 0)]
    [InlineData("exact", "\"Rome\"", """{"case_sensitive": true}""", "rome", 0)]
    [InlineData("exact", "\"new  york\"", "{}", "New\nYork", 1)]
    [InlineData("exact", "\"café\"", "{}", "Cafe\u0301", 1)]
    [InlineData("exact", "\"The Beatles\"", """{"form": "squad"}""", "beatles.", 1)]
    [InlineData("exact", "\"Rome\"", """{"form": "verbatim"}""", "rome", 0)]
    [InlineData("exact", "[\"Rome\", \"Roma\"]", "{}", "Roma", 1)]
    [InlineData("exact", "\"\"", "{}", "", 0)]
    [InlineData("exact", "\"Rome\"", """{"from": "boxed"}""", "Rome", 0)]
    [InlineData("exact", "\"Rome\"", """{"from": "last_line"}""", "Paris?\nRome\n", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "<think>Rome", 0)]
    [InlineData("f1", "\"the cat sat\"", "{}", "A cat sat!", 1)]
    [InlineData("f1", "\"cat sat down\"", "{}", "cat stood up", 1 / 3.0)]
    [InlineData("f1", "[\"dog\", \"cat sat down\"]", "{}", "cat", 0.5)]
    [InlineData("f1", "\"cat cat\"", "{}", "cat", 2 / 3.0)]
    [InlineData("f1", "\"the\"", "{}", "the", 0)]
    [InlineData("contains", "\"Rome\"", "{}", "It is rome.", 1)]
    [InlineData("contains", "\"Rome\"", "{}", "It is Romeo.", 0)]
    [InlineData("contains", "\"Rome\"", """{"whole_words": false}""", "It is Romeo.", 1)]
    [InlineData("contains", "\"Rome\"", """{"case_sensitive": true}""", "rome", 0)]
    [InlineData("contains", "[\"Rome\", \"Paris\"]", "{}", "Paris", 1)]
    [InlineData("contains", "[\"Rome\", \"Paris\"]", """{"all": true}""", "Paris", 0)]
    [InlineData("contains", "[\"Rome\", \"Paris\"]", """{"all": true}""", "Paris, Rome", 1)]
    [InlineData("contains", "\"罗马\"", "{}", "答案是罗马城", 1)]
    [InlineData("contains", "\"Rome\"", "{}", "<think>Rome</think>Paris", 0)]
    [InlineData("regex", "\"^\\\\d+$\"", "{}", "<think>x</think> 42 ", 1)]
    [InlineData("regex", "\"rome\"", "{}", "Rome", 0)]
    [InlineData("regex", "\"rome\"", """{"case_sensitive": false}""", "Rome", 1)]
    [InlineData("regex", "\"a|b\"", """{"whole": true}""", "ab", 0)]
    [InlineData("regex", "[\"x\", \"o.e\"]", "{}", "Rome", 1)]
    [InlineData("numeric", "42", "{}", "The answer is 42.", 1)]
    [InlineData("numeric", "1234.5", "{}", "$1,234.50", 1)]
    [InlineData("numeric", "1234567", "{}", "1 234 567", 1)]
    [InlineData("numeric", "0.12", "{}", "12%", 1)]
    [InlineData("numeric", "0.75", "{}", "3/4", 1)]
    [InlineData("numeric", "0.75", "{}", "\\boxed{\\frac{3}{4}}", 1)]
    [InlineData("numeric", "0.0015", "{}", "1.5e-3", 1)]
    [InlineData("numeric", "150000", "{}", "1.5 \\times 10^5", 1)]
    [InlineData("numeric", "150000", "{}", "1.5×10^5", 1)]
    [InlineData("numeric", "-7", "{}", "−7", 1)]
    [InlineData("numeric", "42", "{}", "There are 42 apples in the basket of the farmer.", 1)]
    [InlineData("numeric", "3.14159265", "{}", "3.14", 0)]
    [InlineData("numeric", "3.14159265", """{"absolute": 0.01}""", "3.14", 1)]
    [InlineData("numeric", "100", """{"relative": 0.05}""", "95", 1)]
    [InlineData("numeric", "100", """{"relative": 0.05}""", "94.9", 0)]
    [InlineData("numeric", "0", "{}", "0.0000001", 0)]
    [InlineData("numeric", "[1, 2]", "{}", "2", 1)]
    [InlineData("numeric", "\"1/3\"", "{}", "0.33333333", 1)]
    [InlineData("numeric", "42", "{}", "no number at all", 0)]
    [InlineData("numeric", "42", """{"last_number": false}""", "It has 42 of them in it, I would say.", 0)]
    [InlineData("exact", "\"Rome\"", "{}", "It is false that the answer is Rome", 0)]
    [InlineData("exact", "\"Rome\"", "{}", "It is not true that the final answer is Rome", 0)]
    [InlineData("numeric", "42", "{}", "It is false that the answer is 42", 0)]
    [InlineData("exact", "\"Rome\"", "{}", "\\boxed{\\text{Rome}}", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "\\boxed{\\textbf{\\mathrm{Rome}}}", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "\\boxed{\\text{Rome} \\text{or Paris}}", 0)]
    [InlineData("exact", "\"Rome\"", "{}", "#### Rome.", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "Rome.", 1)]
    [InlineData("exact", "\"Rome\"", "{}", "Rome...", 0)]
    [InlineData("exact", "\"Rome\"", """{"form": "verbatim"}""", "Rome.", 0)]
    [InlineData("exact", "\"e.g.\"", "{}", "e.g.", 1)]
    [InlineData("exact", "\"straße\"", "{}", "STRASSE", 1)]
    [InlineData("exact", "\"straße\"", """{"case_sensitive": true}""", "strasse", 0)]
    [InlineData("exact", "\"ΣΟΦΟΣ\"", "{}", "σοφος", 1)]
    public void Scores(string name, string reference, string options, string completion, double score) =>
        Assert.Equal(score, Judge(name, completion, reference, options).Score, 1e-9);

    [Theory]
    [InlineData("\\boxed{\\sqrt{42}}")]
    [InlineData("\\boxed{\\ln 42}")]
    [InlineData("\\boxed{42\\pi}")]
    [InlineData("\\boxed{42 \\text{ pi}}")]
    [InlineData("\\boxed{x^{42}}")]
    [InlineData("\\boxed{\\binom{7}{42}}")]
    [InlineData("\\boxed{42i}")]
    [InlineData("\\boxed{42x}")]
    [InlineData("\\boxed{42!}")]
    [InlineData("\\boxed{6*7}")]
    [InlineData("\\boxed{6 \\cdot 7}")]
    [InlineData("\\boxed{40 + 2}")]
    [InlineData("\\boxed{x \\neq 42}")]
    [InlineData("\\boxed{x^2 = 42}")]
    [InlineData("\\boxed{\\sqrt{x} = 42}")]
    [InlineData("\\boxed{x > 42}")]
    [InlineData("\\boxed{43 \\text{ or } 42}")]
    [InlineData("\\boxed{1, 42}")]
    [InlineData("\\boxed{42 \\text{ million}}")]
    [InlineData("\\boxed{42^2}")]
    [InlineData("42!")]
    [InlineData("6*7")]
    [InlineData("\\sqrt{42}")]
    [InlineData("<answer>the square root of 42</answer>")]
    [InlineData("The answer is 42 squared.")]
    [InlineData("The answer is not 42.")]
    public void A_statement_that_is_no_number_is_none(string completion) => Assert.Equal(0, Judge("numeric", completion, "42").Score);

    [Theory]
    [InlineData("\\boxed{42}")]
    [InlineData("\\boxed{x = 42}")]
    [InlineData("\\boxed{x_1 = +42}")]
    [InlineData("\\boxed{\\$42}")]
    [InlineData("\\boxed{42\\%}", 0.42)]
    [InlineData("\\boxed{42 \\text{ apples}}")]
    [InlineData("\\boxed{42\\,\\text{square meters}}")]
    [InlineData("\\boxed{42\\,\\mathrm{km/h}}")]
    [InlineData("\\boxed{4.2 \\times 10^{1}}")]
    [InlineData("\\boxed{42^\\circ}")]
    [InlineData("\\boxed{\\frac{84}{2}}")]
    [InlineData("<answer>42 dollars</answer>")]
    [InlineData("The answer is 42 apples.")]
    [InlineData("#### 42")]
    [InlineData("12 + 30 = 42")]
    [InlineData("We have 40 + 2, and so 42 of them in all.")]
    [InlineData("\\boxed{-\\frac{1}{2}}", -0.5)]
    [InlineData("\\boxed{1\\frac{1}{2}}", 1.5)]
    [InlineData("\\boxed{-1.5 \\cdot 10^{-3}}", -0.0015)]
    public void A_statement_may_be_a_number_with_its_name_and_unit(string completion, double reference = 42) =>
        Assert.Equal(1, Judge("numeric", completion, reference.ToString("R", System.Globalization.CultureInfo.InvariantCulture)).Score);

    [Theory]
    [InlineData("exact", "null", "{}", "reference")]
    [InlineData("exact", "[]", "{}", "reference")]
    [InlineData("exact", "[\"a\", {}]", "{}", "reference[1]")]
    [InlineData("exact", "\"a\"", """{"form": "loose"}""", "options.form")]
    [InlineData("exact", "\"a\"", """{"form": "squad", "case_sensitive": true}""", "options.case_sensitive")]
    [InlineData("exact", "\"a\"", """{"from": "top"}""", "options.from")]
    [InlineData("f1", "\"a\"", """{"form": "squad"}""", "options.form")]
    [InlineData("contains", "\" \"", "{}", "reference")]
    [InlineData("regex", "\"(\"", "{}", "reference")]
    [InlineData("regex", "[\"a\", \"(a)\\\\1\"]", "{}", "reference[1]")]
    [InlineData("regex", "\"(?=a)\"", "{}", "reference")]
    [InlineData("regex", "\"(a{100}){100}\"", "{}", "reference")]
    [InlineData("numeric", "\"x\"", "{}", "reference")]
    [InlineData("numeric", "1", """{"relative": 2}""", "options.relative")]
    public void What_makes_no_sense_is_refused_with_its_path(string name, string reference, string options, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge(name, "x", reference, options)).Path);

    [Fact]
    public void Evidence_says_what_was_compared_and_where_it_stands()
    {
        const string Text = "<think>x</think>The capital is **rome**, I say.";
        var evidence = Assert.IsType<TextEvidence>(Judge("contains", Text, "[\"Bonn\", \"Rome\"]").Evidence);
        Assert.Equal("Rome", evidence.Reference);
        Assert.Equal("rome", evidence.Found!.Value.In(Text).ToString());
    }

    [Theory, MemberData(nameof(Names))]
    public void Whatever_is_written_leads_to_a_judgement_with_spans_inside_it(string name) =>
        Prop.ForAll(Soup, text =>
        {
            var judgement = Judge(name, text);
            var evidence = (TextEvidence)judgement.Evidence!;
            return judgement.Score is >= 0 and <= 1 && IsInside(evidence.Span, text) && IsInside(evidence.Found, text);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(40));

    [Fact]
    public void F1_is_symmetric() =>
        Prop.ForAll(Soup, Soup, (a, b) => Full(a, b) == Full(b, a)).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Theory, MemberData(nameof(Names))]
    public void Hostile_text_costs_linear_time(string name)
    {
        var verifier = Verifier(name).Prepare(LabelledCases.Cursor(name == "regex" ? "\"(a+)+$|(\\\\w+\\\\s?)*x\"" : ReferenceFor(name)), default);
        HostileText.AssertLinear(text => _ = verifier.JudgeAsync(new Completion(text), CancellationToken.None).Result, "", HostileText.Answers());
    }

    private static double Full(string completion, string reference)
    {
        var plain = completion.Replace("think", "", StringComparison.Ordinal).Replace("answer", "", StringComparison.Ordinal).Replace("\ud800", "").Replace("\udc00", "");
        var other = reference.Replace("think", "", StringComparison.Ordinal).Replace("answer", "", StringComparison.Ordinal).Replace("\ud800", "").Replace("\udc00", "");
        return Judge("f1", plain, JsonSerializer.Serialize(other), """{"from": "full"}""").Score;
    }

    private static bool IsInside(TextSpan? span, string text) => span is not { } known || (known.Start >= 0 && known.Length >= 0 && known.End <= text.Length);

    private static string ReferenceFor(string name) => name == "numeric" ? "42" : "\"Rome\"";

    private static IVerifier Verifier(string name) => name switch
    {
        "exact" => new ExactVerifier(),
        "f1" => new F1Verifier(),
        "contains" => new ContainsVerifier(),
        "regex" => new RegexVerifier(),
        _ => new NumericVerifier(),
    };

    private static Judgement Judge(string name, string completion, string? reference = null, string options = "{}") => Verifier(name)
        .Prepare(LabelledCases.Cursor(reference ?? ReferenceFor(name), "reference"), LabelledCases.Cursor(options, "options"))
        .JudgeAsync(new Completion(completion), CancellationToken.None).Result;

    /// <summary>Each layer costs a look at the whole text: without a bound, a megabyte of them would take hours.</summary>
    [Fact]
    public void Fonts_within_fonts_are_peeled_to_a_bound()
    {
        static string Nested(int layers) => $"\\boxed{{{string.Concat(Enumerable.Repeat("\\text{", layers))}Rome{new string('}', layers)}}}";
        Assert.Equal(Verdict.Incorrect, Judge("exact", Nested(100_000), "\"Rome\"").Verdict);
        Assert.Equal(Verdict.Correct, Judge("exact", Nested(2), "\"Rome\"").Verdict);
    }
}
