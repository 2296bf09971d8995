using System.Text.Json;
using Verifiers.Format;

namespace Verifiers.Tests.Format;

public sealed class FormatVerifierTests
{
    public static TheoryData<string> Structures { get; } =
        LabelledCases.Ids("format/cases.jsonl", example => example.GetProperty("kind").GetString() == "structure");

    [Theory, MemberData(nameof(Structures))]
    public void Scores_every_format_as_labelled(string id)
    {
        var example = LabelledCases.Get("format/cases.jsonl", id);
        var response = example.GetProperty("response").GetString()!;
        var opened = example.GetProperty("template_opened").GetBoolean() ? ", \"template_opened\": true" : "";
        foreach (var expected in example.GetProperty("expect").EnumerateObject().Where(field => field.Name != "reason"))
        {
            var layoutOptions = expected.Name is "r1" or "think" ? opened : "";
            var judgement = Judge(response, $$"""{"mode": "{{expected.Name}}"{{layoutOptions}}}""");
            Assert.Equal((expected.Name, expected.Value.GetDouble()), (expected.Name, judgement.Score));
        }
    }

    [Theory, MemberData(nameof(Structures))]
    public void Gives_the_labelled_reason(string id)
    {
        var example = LabelledCases.Get("format/cases.jsonl", id);
        var options = example.GetProperty("template_opened").GetBoolean() ? """{"template_opened": true}""" : "{}";
        var judgement = Judge(example.GetProperty("response").GetString()!, options);
        Assert.Equal(example.GetProperty("expect").GetProperty("reason").GetString(), judgement.Reason);
    }

    [Theory]
    [InlineData("<think>x</think><answer>y</answer>", "ok")]
    [InlineData("\u00a0<think>x</think>\u2028<answer>y</answer>\u0085\r\n", "ok")]
    [InlineData(" \u200b<think>x</think><answer>y</answer>", "content_before")]
    [InlineData("\ufeff<think>x</think><answer>y</answer>", "content_before")]
    [InlineData("<think>\u3000\t</think><answer>y</answer>", "empty_think")]
    [InlineData("<think>\u200b</think><answer>y</answer>", "ok")]
    [InlineData(" \n\u00a0", "empty")]
    [InlineData("</think><think>x</think><answer>y</answer>", "wrong_order")]
    [InlineData("`</think>` <think>x</think><answer>y</answer>", "wrong_order")]
    [InlineData("`<answer>` <think>x</think><answer>y</answer>", "content_before")]
    [InlineData("`<think>`x</think><answer>y</answer>", "missing_think")]
    [InlineData("< think>x</think><answer>y</answer>", "missing_think")]
    [InlineData("<think>`</think>` is a tag</think><answer>y</answer>", "content_between")]
    [InlineData("<think>`<think>`</think><answer>y</answer>", "ok")]
    [InlineData("<think>\n```\n<think><answer>\n\n</answer>\n```\n</think><answer>y</answer>", "ok")]
    [InlineData("<think>\n~~~xml\n<think>\n~~~\n</think><answer>y</answer>", "ok")]
    [InlineData("<think>a stray ` and <think></think><answer>y</answer>", "nested_think")]
    [InlineData("<think>\n```\n<think>\n</think><answer>y</answer>", "nested_think")]
    [InlineData("<think>\n```a\n<think>\n```b\n</think><answer>y</answer>", "nested_think")]
    [InlineData("<think>one ` here\n\n<think> one ` there</think><answer>y</answer>", "nested_think")]
    [InlineData("<think>one ` here\n<think> one ` there</think><answer>y</answer>", "ok")]
    [InlineData("<think>x</answer></think><answer>y</answer>", "answer_in_think")]
    [InlineData("<think>x</think><think>z</think><answer>y</answer>", "duplicate_think")]
    [InlineData("<think>x</think></think><answer>y</answer>", "duplicate_think")]
    [InlineData("<think>x</think>so <think>z</think><answer>y</answer>", "content_between")]
    [InlineData("<think>x</think>", "missing_answer")]
    [InlineData("<think>x</think></answer>", "missing_answer")]
    [InlineData("<think>x</think>`<answer>`y", "missing_answer")]
    [InlineData("<think>x</think></answer><answer>y</answer>", "content_between")]
    [InlineData("<think>x</think><answer>y `</answer>`", "unclosed_answer")]
    [InlineData("<think>x</think><answer>```python\nprint(1)\n</answer>", "ok")]
    [InlineData("<think>x</think><answer>```python\n\nprint('</answer>')\n```</answer>", "ok")]
    [InlineData("<think>x</think><answer>Write ```python\n\nprint('<answer>')\n```\n</answer>", "ok")]
    [InlineData("<think>x</think><answer>y<think>z</think></answer>", "think_in_answer")]
    [InlineData("<think>x</think><answer>y</think></answer>", "think_in_answer")]
    [InlineData("<think>x</think><answer>y</answer><think>z</think><answer>w</answer>", "duplicate_think")]
    [InlineData("<think>x</think><answer>y</answer><think>z</think>", "content_after")]
    [InlineData("<think>x</think><answer><answer>y</answer></answer>", "duplicate_answer")]
    [InlineData("<think>x</think><answer></answer><answer>z</answer>", "duplicate_answer")]
    [InlineData("<think>x</think><answer>\u00a0</answer>", "empty_answer")]
    [InlineData("<think>x</think><answer>y</answer>\u200b", "content_after")]
    public void Names_the_first_rule_that_is_broken(string completion, string reason) =>
        Assert.Equal(reason, Judge(completion).Reason);

    [Theory]
    [InlineData("<think>x</think> y", "ok")]
    [InlineData("<think>x</think>", "missing_answer")]
    [InlineData("<think>x</think> <answer> </answer>\n<answer>", "empty_answer")]
    [InlineData("<think>x</think>y<think>z", "duplicate_think")]
    [InlineData("<think>x</think>y `<think>`", "ok")]
    [InlineData("<think> \n</think>y", "empty_think")]
    [InlineData("so <think>x</think>y", "content_before")]
    public void Thoughts_and_a_summary_are_the_format_of_the_released_model(string completion, string reason) =>
        Assert.Equal(reason, Judge(completion, """{"mode": "think"}""").Reason);

    [Fact]
    public void Evidence_shows_where_thoughts_and_answer_stand()
    {
        const string Text = "<think>why</think>\n<answer>42</answer> bye";
        var evidence = Assert.IsType<FormatEvidence>(Judge(Text).Evidence);
        Assert.Equal("why", evidence.Thoughts!.Value.In(Text).ToString());
        Assert.Equal("42", evidence.Answer!.Value.In(Text).ToString());
        Assert.Equal("bye", Text[evidence.Offence!.Value..]);
    }

    [Fact]
    public void Special_tokens_are_removed_first_and_spans_still_point_into_the_completion()
    {
        const string Text = "<|bos|><think>w<|eot|>hy</think><answer>42<|eot|></answer><|eot|>";
        var judgement = Judge(Text, """{"strip_tokens": ["<|eot|>", "<|bos|>"]}""");
        var evidence = Assert.IsType<FormatEvidence>(judgement.Evidence);
        Assert.Equal("ok", judgement.Reason);
        Assert.Equal("w<|eot|>hy", evidence.Thoughts!.Value.In(Text).ToString());
        Assert.Equal("42", evidence.Answer!.Value.In(Text).ToString());
    }

    [Fact]
    public void The_longest_special_token_at_a_place_is_removed() =>
        Assert.Equal("ok", Judge("<think>x</think><answer>y</answer><eos><eos>>", """{"strip_tokens": ["<eos>", "<eos>>"]}""").Reason);

    [Fact]
    public void Text_after_the_answer_can_be_allowed() =>
        Assert.Equal("ok", Judge("<think>x</think><answer>y</answer> bye", """{"relaxed_tail": true}""").Reason);

    [Fact]
    public void Short_thoughts_can_be_refused()
    {
        Assert.Equal("think_too_short", Judge("<think> 𝒙𝒚 </think><answer>y</answer>", """{"min_think_chars": 3}""").Reason);
        Assert.Equal("ok", Judge("<think> 𝒙𝒚z </think><answer>y</answer>", """{"min_think_chars": 3}""").Reason);
    }

    [Theory]
    [InlineData("x</think><answer>y</answer>", "ok")]
    [InlineData(" <think>x</think><answer>y</answer>", "ok")]
    [InlineData("x <think>y</think><answer>y</answer>", "nested_think")]
    [InlineData("</think><answer>y</answer>", "empty_think")]
    public void The_template_may_have_opened_the_thoughts(string completion, string reason) =>
        Assert.Equal(reason, Judge(completion, """{"template_opened": true}""").Reason);

    [Theory]
    [InlineData("""{"mod": "r1"}""", "options.mod")]
    [InlineData("""{"mode": "R1"}""", "options.mode")]
    [InlineData("""{"mode": 1}""", "options.mode")]
    [InlineData("""{"mode": "think", "relaxed_tail": true}""", "options.relaxed_tail")]
    [InlineData("""{"mode": "open_r1_format", "template_opened": true}""", "options.template_opened")]
    [InlineData("""{"template_opened": "yes"}""", "options.template_opened")]
    [InlineData("""{"min_think_chars": -1}""", "options.min_think_chars")]
    [InlineData("""{"strip_tokens": ["<eos>", ""]}""", "options.strip_tokens[1]")]
    [InlineData("""{"strip_tokens": "<eos>"}""", "options.strip_tokens")]
    [InlineData("[]", "options")]
    public void Options_that_make_no_sense_are_refused_with_their_path(string options, string path)
    {
        var refusal = Assert.Throws<InvalidInputException>(() => Prepare(options));
        Assert.Equal(path, refusal.Path);
    }

    [Fact]
    public void Without_options_it_is_the_format_of_R1_Zero() =>
        Assert.Equal("ok", Judge(new FormatVerifier().Prepare(default, default), "<think>x</think><answer>y</answer>").Reason);

    private static Judgement Judge(string completion, string options = "{}") => Judge(Prepare(options), completion);

    private static Judgement Judge(IPreparedVerifier verifier, string completion) =>
        verifier.JudgeAsync(new Completion(completion), CancellationToken.None).Result;

    private static IPreparedVerifier Prepare(string options) =>
        new FormatVerifier().Prepare(JsonCursor.Absent("reference"), LabelledCases.Cursor(options, "options"));
}
