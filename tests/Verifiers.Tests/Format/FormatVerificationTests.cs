using Verifiers.Format;

namespace Verifiers.Tests.Format;

public sealed class FormatVerificationTests
{
    [Theory]
    [InlineData("""["^- "]""", 2, "- a\n- b\nc", "ok")]
    [InlineData("""["^- "]""", 3, "- a\n- b\nc", "too_few_matches")]
    [InlineData("""["a", "b"]""", 2, "a and b", "too_few_matches")]
    [InlineData("""["\\[\\d+\\]$"]""", 1, "as shown [12]", "ok")]
    [InlineData("""["(?i)^sources:"]""", 1, "Text.\nSOURCES: none", "ok")]
    public void Counts_lines_that_match_any_expression(string patterns, int minimum, string completion, string reason) =>
        Assert.Equal(reason, Judge(completion, $$"""{"mode": "format_verification", "verify_regex": {{patterns}}, "verify_min_matches": {{minimum}}}"""));

    [Theory]
    [InlineData("<a> and <b>", "ok")]
    [InlineData("<a> only", "missing_marker")]
    [InlineData("<a> and <b> and <c>", "spurious_marker")]
    public void Wants_all_markers_and_no_other(string completion, string reason) =>
        Assert.Equal(reason, Judge(completion, """{"mode": "format_verification", "expected_markers": ["<a>", "<b>"], "patterns": ["<\\w>"]}"""));

    [Theory]
    [InlineData("""{"mode": "format_verification"}""", "options")]
    [InlineData("""{"mode": "format_verification", "verify_regex": []}""", "options.verify_regex")]
    [InlineData("""{"mode": "format_verification", "verify_regex": ["("]}""", "options.verify_regex[0]")]
    [InlineData("""{"mode": "format_verification", "verify_regex": ["(a)\\1"]}""", "options.verify_regex[0]")]
    [InlineData("""{"mode": "format_verification", "verify_regex": ["(?=a)"]}""", "options.verify_regex[0]")]
    [InlineData("""{"mode": "format_verification", "verify_regex": ["((a{99}){99}){99}"]}""", "options.verify_regex[0]")]
    [InlineData("""{"mode": "format_verification", "verify_regex": ["a"], "patterns": ["b"]}""", "options.patterns")]
    public void Expressions_that_cannot_be_searched_in_linear_time_are_refused(string options, string path) =>
        Assert.Equal(path, Assert.Throws<InvalidInputException>(() => Judge("", options)).Path);

    [Fact]
    public void Too_many_matches_are_undecided_instead_of_slow() =>
        Assert.Equal("too_many_markers", Judge(
            new string('a', 1 << 18), """{"mode": "format_verification", "expected_markers": ["a"], "patterns": [".*b|a"]}"""));

    private static string Judge(string completion, string options) => new FormatVerifier()
        .Prepare(default, LabelledCases.Cursor(options, "options"))
        .JudgeAsync(new Completion(completion), CancellationToken.None).Result.Reason;
}
