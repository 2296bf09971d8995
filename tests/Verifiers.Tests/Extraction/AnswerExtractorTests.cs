using Verifiers.Extraction;

namespace Verifiers.Tests.Extraction;

public class AnswerExtractorTests
{
    [Theory]
    [InlineData(@"So \boxed{5}.", "5", ExtractionRule.Boxed)]
    [InlineData(@"So \boxed{\frac{1}{2}}.", @"\frac{1}{2}", ExtractionRule.Boxed)]
    [InlineData(@"So \fbox{5}.", "5", ExtractionRule.Boxed)]
    [InlineData(@"So \boxed {5}.", "5", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{\{1,2\}}", @"\{1,2\}", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{1} and \boxed{2}", "1, 2", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{1}, \boxed{2}", "1, 2", ExtractionRule.Boxed)]
    [InlineData(@"\boxed{4}. But then \boxed{5}", "5", ExtractionRule.Boxed)]
    [InlineData(@"\[\boxed{7}\] \[\boxed{7}\]", "7", ExtractionRule.Boxed)]
    [InlineData("<think>It is 4.</think><answer>5</answer>", "5", ExtractionRule.AnswerTag)]
    [InlineData(@"<think>a</think><answer>Thus \boxed{5}</answer>", "5", ExtractionRule.Boxed)]
    [InlineData("We add.\n#### 1,234", "1,234", ExtractionRule.Hashes)]
    [InlineData("Long text. The final answer is 5. I hope it is correct.", "5", ExtractionRule.Phrase)]
    [InlineData("Long text. **Answer:** 12 apples", "12 apples", ExtractionRule.Phrase)]
    [InlineData("We count.\nA: 8", "8", ExtractionRule.Phrase)]
    [InlineData("The right answer is 5. A common wrong answer is 13.", "5", ExtractionRule.Phrase)]
    [InlineData("<answer>The answer is 5.</answer>", "5", ExtractionRule.Phrase)]
    [InlineData("The answer is 5, not 13.", "5", ExtractionRule.Phrase)]
    [InlineData("The answer is $5$ because $2+3=5$.", "$5$", ExtractionRule.Phrase)]
    [InlineData("Answer: 5 (since 2 + 3 = 5)", "5", ExtractionRule.Phrase)]
    [InlineData("Therefore x = -3.", "x = -3", ExtractionRule.Phrase)]
    [InlineData("The probability is 1/2.", "1/2", ExtractionRule.Phrase)]
    [InlineData("Result: 3", "3", ExtractionRule.Phrase)]
    [InlineData(@"We find \(6\cdot 7 = 42\).", @"\(6\cdot 7 = 42\)", ExtractionRule.Phrase)]
    [InlineData("Thus she has 42 apples left.", "42", ExtractionRule.LastNumber)]
    [InlineData("lambda: 12", "lambda: 12", ExtractionRule.Whole)]
    [InlineData("x is even", "x is even", ExtractionRule.Whole)]
    [InlineData("5 or 7", "5 or 7", ExtractionRule.Whole)]
    [InlineData("因此，答案是 5。", "5", ExtractionRule.Phrase)]
    [InlineData("答案：12", "12", ExtractionRule.Phrase)]
    [InlineData("所以甲错误。故选C。", "C", ExtractionRule.Phrase)]
    [InlineData("故选：5", "5", ExtractionRule.Phrase)]
    [InlineData(@"Thus $x \le 2$ is our answer.", @"$x \le 2$", ExtractionRule.Phrase)]
    [InlineData(@"\frac{1}{2}", @"\frac{1}{2}", ExtractionRule.Whole)]
    [InlineData("It follows that the whole sum of all of these must be $x = 7$.", "$x = 7$", ExtractionRule.TrailingFormula)]
    [InlineData("It follows that there are about -12 birds left in that tree", "-12", ExtractionRule.LastNumber)]
    [InlineData("Die Antwort lautet: 5.", "5", ExtractionRule.Phrase)]
    [InlineData("La réponse finale est $5$.", "$5$", ExtractionRule.Phrase)]
    [InlineData("La respuesta es 5.", "5", ExtractionRule.Phrase)]
    [InlineData("A resposta é 5.", "5", ExtractionRule.Phrase)]
    [InlineData("La risposta è 5.", "5", ExtractionRule.Phrase)]
    [InlineData("Ответ: 5", "5", ExtractionRule.Phrase)]
    [InlineData("答え：5", "5", ExtractionRule.Phrase)]
    [InlineData("정답은 5", "5", ExtractionRule.Phrase)]
    [InlineData("因此，最终答案为 $5$。", "$5$", ExtractionRule.Phrase)]
    [InlineData("Some text.\n\n**Final Answer**\n\n$42$", "$42$", ExtractionRule.Phrase)]
    [InlineData("Some text.\n\n### Answer\n42\n", "42", ExtractionRule.Phrase)]
    [InlineData("The answer is 5, or the answer is 7.", "5, 7", ExtractionRule.Phrase)]
    [InlineData("<answer>5</answer> <answer>7</answer>", "5, 7", ExtractionRule.AnswerTag)]
    [InlineData("#### 5\n#### 7", "5, 7", ExtractionRule.Hashes)]
    [InlineData("{\"answer\": \"5\"}", "5", ExtractionRule.AnswerTag)]
    [InlineData("```json\n{\"reason\": \"2+3\", \"answer\": 5}\n```", "5", ExtractionRule.AnswerTag)]
    [InlineData("{\"answer\": 5, \"answer\": 7}", "5, 7", ExtractionRule.AnswerTag)]
    [InlineData("There are 18 birds in it.\n\nSee Figure 3", "18", ExtractionRule.LastNumber)]
    [InlineData(@"\boxed{\boxed{5}}", "5", ExtractionRule.Boxed)]
    [InlineData(@"\\boxed{5}", "5", ExtractionRule.Boxed)]
    public void Finds_the_answer_by_the_surest_sign(string completion, string answer, ExtractionRule rule)
    {
        var extracted = AnswerExtractor.Extract(completion);
        Assert.NotNull(extracted);
        Assert.Equal(answer, extracted.Text);
        Assert.Equal(rule, extracted.Rule);
        Assert.InRange(extracted.Span.Start, 0, extracted.Span.End);
        Assert.InRange(extracted.Span.End, extracted.Span.Start, completion.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<think>The answer is 5, \\boxed{5}")]
    [InlineData("<think>\\boxed{5}</think>")]
    [InlineData("The answer is not 13.")]
    [InlineData("The answer isn't 13.")]
    [InlineData("The answer cannot be 13.")]
    [InlineData("The wrong answer is 13.")]
    [InlineData("I don't think the answer is 13.")]
    [InlineData("答案不是 13")]
    [InlineData("La respuesta no es 13.")]
    [InlineData("Die Antwort ist nicht 13.")]
    [InlineData("La réponse n'est pas 13.")]
    [InlineData("I have tried everything that I could until step 12")]
    [InlineData("Let us look at the shape of this in equation 12")]
    [InlineData("Could the number of the birds in the tree be 13?")]
    [InlineData("Steps to take for this:\n1. add them\n2. multiply them\n3. be done with it")]
    [InlineData("We do not know anything at all about this strange problem here.")]
    public void Finds_nothing_where_nothing_is_final(string completion) => Assert.Null(AnswerExtractor.Extract(completion));

    [Fact]
    public void The_last_number_is_a_last_resort_that_can_be_forbidden() =>
        Assert.Null(AnswerExtractor.Extract("It follows that there are about 12 birds left in that tree", allowLastNumber: false));

    [Theory]
    [InlineData("The answer is 5. I hope so.\n\nThe answer is 7.")]
    [InlineData("<answer>5</answer> Hmm, no. <answer>7</answer>")]
    [InlineData(@"\boxed{5}. Hmm. \boxed{7}")]
    public void An_earlier_final_answer_is_a_rival_of_the_last(string completion)
    {
        var extracted = AnswerExtractor.Extract(completion)!;
        Assert.Equal("7", extracted.Text);
        Assert.True(extracted.HasRivals);
    }

    /// <summary>Twice the text may take twice the time, not four times: 4 × 4 = 16 would show after two doublings, 4 is right.</summary>
    [Theory]
    [InlineData(@"\boxed{")]
    [InlineData(@"\boxed{5} x. ")]
    [InlineData("$")]
    [InlineData("answer is ")]
    [InlineData("The answer is 5. ")]
    [InlineData("{")]
    [InlineData("#### 5\n")]
    [InlineData("<answer>5</answer>")]
    [InlineData("wrong answer ")]
    [InlineData("<|im_end|>")]
    [InlineData("step 1 ")]
    [InlineData(@"\(")]
    [InlineData("\nA:")]
    [InlineData("Therefore ")]
    [InlineData("{\"answer\":")]
    public void Takes_time_in_proportion_to_the_length(string piece)
    {
        var (small, large) = (Repeat(piece, 250_000), Repeat(piece, 1_000_000));
        AnswerExtractor.Extract(small);
        var (once, fourTimes) = (Fastest(small), Fastest(large));
        Assert.True(fourTimes < (10 * once) + TimeSpan.FromMilliseconds(200), $"{once} for 250,000 characters, {fourTimes} for 1,000,000");

        static string Repeat(string piece, int length) => string.Concat(Enumerable.Repeat(piece, length / piece.Length));

        static TimeSpan Fastest(string text)
        {
            var best = TimeSpan.MaxValue;
            for (var run = 0; run < 3; run++)
            {
                var watch = ThreadWatch.StartNew();
                AnswerExtractor.Extract(text);
                best = watch.Elapsed < best ? watch.Elapsed : best;
            }
            return best;
        }
    }

    [Theory]
    [InlineData(@"It is not \boxed{5}.", "")]
    [InlineData(@"Some say $\boxed{5}$ is wrong.", "")]
    [InlineData(@"$\boxed{5}$ isn't the answer; it is $\boxed{7}$.", "7")]
    [InlineData(@"The answer is \boxed{7}, not \boxed{5}.", "7")]
    [InlineData(@"It cannot be less, so \boxed{5}.", "5")]
    [InlineData(@"答案不是 \boxed{5}", "")]
    public void A_box_that_is_denied_is_no_answer(string completion, string answer) =>
        Assert.Equal(answer, AnswerExtractor.Extract(completion)!.Text);

    [Fact]
    public void A_box_after_many_that_do_not_close_is_found_in_one_pass()
    {
        var block = string.Concat(Enumerable.Repeat(@"\boxed{", 63)) + @"\boxed{5} ";
        var watch = ThreadWatch.StartNew();
        Assert.Equal("5", AnswerExtractor.Extract(string.Concat(Enumerable.Repeat(block, 1_500)))!.Text);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    [Fact]
    public void A_million_characters_are_read_in_one_pass()
    {
        var text = string.Concat(Enumerable.Repeat(@"Then $x = \frac{1}{2}$ and so on. ", 30_000)) + @"\boxed{5}";
        Assert.Equal("5", AnswerExtractor.Extract(text)!.Text);
    }
}
