using Verifiers.Instructions;
using Verifiers.Instructions.Text;

namespace Verifiers.Tests.Instructions;

public sealed class InstructionsVerifierTests
{
    private const string NoComma = """{"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}]}""";

    [Theory]
    [InlineData("""{"instruction_id_list": []}""", "reference.instruction_id_list")]
    [InlineData("""{"kwargs": []}""", "reference.instruction_id_list")]
    [InlineData("""{"instruction_id_list": ["punctuation:no_comma"], "kwargs": []}""", "reference.kwargs")]
    [InlineData("""{"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{}, {}]}""", "reference.kwargs")]
    [InlineData("""{"instruction_id_list": ["punctuation:no_comma"], "kwargs": [7]}""", "reference.kwargs[0]")]
    [InlineData("""{"instruction_id_list": ["punctuation:no_comma"], "kwargs": [{"num_words": 3}]}""", "reference.kwargs[0].num_words")]
    [InlineData("""{"instruction_id_list": ["length_constraints:number_words"], "kwargs": [{"relation": "at least"}]}""", "reference.kwargs[0].num_words")]
    [InlineData("""{"instruction_id_list": ["length_constraints:number_words"]}""", "reference.kwargs[0].relation")]
    [InlineData("""{"instruction_id_list": ["length_constraints:number_words"], "kwargs": [{"num_words": 2, "relation": "at most"}]}""", "reference.kwargs[0].relation")]
    [InlineData("""{"instruction_id_list": ["length_constraints:number_words"], "kwargs": [{"num_words": -2, "relation": "at least"}]}""", "reference.kwargs[0].num_words")]
    [InlineData("""{"instruction_id_list": ["language:response_language"], "kwargs": [{"language": "xx"}]}""", "reference.kwargs[0].language")]
    [InlineData("""{"instruction_id_list": ["keywords:existence"], "kwargs": [{"keywords": ["ok", "(?=a)"]}]}""", "reference.kwargs[0].keywords[1]")]
    [InlineData("""{"instruction_id_list": ["punctuation:no_comma"], "words": 1}""", "reference.words")]
    public void Wrong_references_are_refused_with_their_path(string reference, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge(reference, "text")).Path);

    [Fact]
    public void Arguments_that_are_null_are_not_there() => Assert.Equal("ok", Judge(
        """{"key": 1, "prompt": "p", "instruction_id_list": ["length_constraints:number_words"], "kwargs": [{"num_words": 2.0, "relation": "at least", "keywords": null}]}""",
        "two words").Reason);

    [Theory]
    [InlineData("words:start_verb", "unsupported")]
    [InlineData("words:no_such_thing", "invalid_spec")]
    public void An_instruction_that_is_not_known_is_an_error(string id, string reason)
    {
        var judgement = Judge($$"""{"instruction_id_list": ["punctuation:no_comma", "{{id}}"]}""", "Go home");
        Assert.Equal((Verdict.Error, reason), (judgement.Verdict, judgement.Reason));
        Assert.Contains(id, judgement.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<think>a, b</think><answer>none</answer>", "{}", "ok")]
    [InlineData("<think>a, b</think>none", """{"strip_thoughts": false}""", "not_followed")]
    [InlineData("<think>none yet", "{}", "not_followed")]
    [InlineData(" \n", "{}", "not_followed")]
    public void Only_the_final_answer_is_judged(string completion, string options, string reason) =>
        Assert.Equal(reason, Judge(NoComma, completion, options).Reason);

    [Theory]
    [InlineData("Sure, here it is:\nNone", "strict", "not_followed")]
    [InlineData("Sure, here it is:\nNone", "loose", "ok")]
    [InlineData("None\nBye, now", "loose", "ok")]
    [InlineData("a, b", "loose", "not_followed")]
    public void Loosely_a_first_or_last_line_may_be_left_out(string completion, string mode, string reason) =>
        Assert.Equal(reason, Judge(NoComma, completion, $$"""{"mode": "{{mode}}"}""").Reason);

    [Fact]
    public void A_fraction_is_the_part_that_is_followed()
    {
        const string Reference = """
            {"instruction_id_list": ["punctuation:no_comma", "length_constraints:number_words"], "kwargs": [{}, {"num_words": 300, "relation": "at least"}]}
            """;
        Assert.Equal(0.5, Judge(Reference, "few words", """{"credit": "fraction"}""").Score);
        var judgement = Judge(Reference, "few words");
        Assert.Equal(0, judgement.Score);
        Assert.Equal("asked for at least 300 words, found 2", ((InstructionsEvidence)judgement.Evidence!).Instructions[1].Explanation);
    }

    [Fact]
    public void A_keyword_that_is_no_expression_is_not_found_and_flagged()
    {
        var judgement = Judge("""{"instruction_id_list": ["keywords:existence"], "kwargs": [{"keywords": ["c("]}]}""", "c(");
        Assert.Equal("not_followed", judgement.Reason);
        Assert.Equal("doubtful_arguments", Assert.Single(judgement.Flags).Name);
    }

    [Fact]
    public void An_expression_that_takes_too_long_is_undecided()
    {
        var judgement = Judge("""{"instruction_id_list": ["keywords:frequency"], "kwargs": [{"keyword": "a(.*b)?", "frequency": 1, "relation": "at least"}]}""",
            string.Concat(Enumerable.Repeat("a ", 20_000)));
        Assert.Equal((Verdict.Undecided, "budget"), (judgement.Verdict, judgement.Reason));
    }

    [Theory]
    [InlineData("K\u017f", "ks", 1)] // Kelvin sign and long s fold to k and s
    [InlineData("stra\u00dfe", "strasse", 0)]
    [InlineData("\u0130", "i", 1)]
    [InlineData("theme the", "the", 2)]
    [InlineData("aaaa", "aa", 2)]
    public void Keywords_are_counted_without_regard_to_case(string text, string keyword, int count)
    {
        Assert.True(Verifiers.Instructions.Patterns.Pattern.TryCompile(keyword, ignoreCase: true, out var pattern, out _));
        Assert.Equal(count, pattern!.Count(text));
    }

    [Theory]
    [InlineData("DON'T say NASA's I.", "DO|N'T|say|NASA|'s|I|.")]
    [InlineData("He said, \"Go (now)!\"", "He|said|,|``|Go|(|now|)|!|''")]
    [InlineData("Costs $3.88, or 3,36 -- gonna", "Costs|$|3.88|,|or|3,36|--|gon|na")]
    public void Words_are_split_as_in_the_Penn_Treebank(string text, string tokens) =>
        Assert.Equal(tokens, string.Join('|', WordTokenizer.Tokens(text)));

    [Theory]
    [InlineData("Mr. Smith went. He left.", 2)]
    [InlineData("J. K. Rowling wrote it.", 1)]
    [InlineData("1. First", 2)]
    [InlineData("He lives in the U.S. The end.", 2)]
    [InlineData("He lives in the U.S. and left.", 1)]
    [InlineData("Wait... what? (Yes.) No", 3)]
    [InlineData("acting!!! I", 2)]
    public void Sentences_end_where_Punkt_ends_them(string text, int count) => Assert.Equal(count, PunktSplitter.Split(text).Count);

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog.", "en")]
    [InlineData("Der schnelle braune Fuchs springt über den faulen Hund.", "de")]
    [InlineData("यह है एक मजेदार पहेली", "hi")]
    [InlineData("Tie\u0302\u0301ng Vie\u0323\u0302t la\u0300 ngo\u0302n ngu\u031b\u0303 cu\u0309a ngu\u031bo\u031b\u0300i Vie\u0302\u0323t", "vi")]
    [InlineData("1234 !?", null)]
    public void Languages_are_told_apart(string text, string? language) => Assert.Equal(language, LanguageDetector.Detect(text));

    [Theory]
    [InlineData("[1, NaN, -Infinity, \"\\ud800\"]", true)]
    [InlineData("{\"a\": 1, \"a\": {}}", true)]
    [InlineData("\"a\u0001\"", false)]
    [InlineData("[1,]", false)]
    [InlineData("01", false)]
    [InlineData("1.", false)]
    [InlineData("'a'", false)]
    [InlineData("\ufeff1", false)]
    [InlineData("", false)]
    public void Json_is_what_Python_reads(string text, bool isJson) => Assert.Equal(isJson, PythonJson.FirstFault(text) < 0);

    private static Judgement Judge(string reference, string completion, string options = "{}") => new InstructionsVerifier()
        .Prepare(LabelledCases.Cursor(reference, "reference"), LabelledCases.Cursor(options, "options"))
        .JudgeAsync(new Completion(completion), CancellationToken.None).Result;
}
