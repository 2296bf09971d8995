using FsCheck;
using FsCheck.Fluent;
using Verifiers.Mathematics;
using Verifiers.Mathematics.Answers;
using Verifiers.Mathematics.Expressions;
using Outcome = Verifiers.Mathematics.Outcome;

namespace Verifiers.Tests.Mathematics.Laws;

/// <summary>What must hold of answers in every form.</summary>
public class AnswerFormLawsTests
{
    public static TheoryData<string> Forms => [.. AnswerForms.All.Keys];

    [Theory, MemberData(nameof(Forms))]
    public void An_answer_equals_itself(string form) => Law.Holds(AnswerForms.All[form], 100, answer =>
        Compare(answer.Text, answer.Text) is { IsEqual: false } finding && !IsUndefined(finding) ? $"{answer}: {finding}" : null);

    [Theory, MemberData(nameof(Forms))]
    public void An_answer_equals_what_says_the_same(string form) => Law.Holds(AnswerForms.All[form], 100, answer =>
        FirstWrong(answer.Text, answer.Same, finding => finding.IsEqual || IsUndefined(finding)));

    [Theory, MemberData(nameof(Forms))]
    public void An_answer_differs_from_what_says_something_else(string form) => Law.Holds(AnswerForms.All[form], 100, answer =>
        FirstWrong(answer.Text, answer.Others, finding => !finding.IsEqual));

    [Theory, MemberData(nameof(Forms))]
    public void An_answer_is_still_itself_when_it_was_printed_and_read_again(string form) => Law.Holds(AnswerForms.All[form], 100, answer =>
    {
        if (AnswerText.Read(answer.Text).Tree is not { } tree)
            return $"{answer} cannot be read";
        var printed = ExprPrinter.Print(tree);
        var finding = Compare(answer.Text, printed);
        return finding.IsEqual || IsUndefined(finding) ? null : $"{answer} printed as {printed}: {finding}";
    });

    [Theory, MemberData(nameof(Forms))]
    public void The_same_two_answers_differ_in_neither_direction(string form) => Law.Holds(AnswerForms.All[form], 100, answer =>
        FirstWrong(answer.Text, answer.Others, _ => true) ?? answer.Others.Select(other => Compare(other, answer.Text)).Where(finding => finding.IsEqual)
            .Select(finding => $"{answer}: {finding}").FirstOrDefault());

    [Fact]
    public void Answers_of_different_forms_are_never_equal_by_accident() => Law.Holds(
        Gen.Elements(AnswerForms.All.Keys.ToArray()).SelectMany(form => AnswerForms.All[form]).SelectMany(
            _ => Gen.Elements("1000001", @"\{1000001, 1000002\}", "(1000001, 1000002)", "x = 1000001", @"\begin{pmatrix} 1000001 \\ 2 \end{pmatrix}", "q > 1000001", @"1000001\%", @"1000001 \text{ kg}"),
            (answer, other) => (answer, other)), 1000, pair =>
        Compare(pair.answer.Text, pair.other) is { IsEqual: true } finding ? $"{pair.answer} and {pair.other}: {finding}" : null);

    private static string? FirstWrong(string text, IEnumerable<string> others, Func<Finding, bool> isRight)
    {
        foreach (var other in others)
        {
            if (Compare(text, other) is var finding && !isRight(finding))
                return $"{text} → {other}: {finding}";
        }
        return null;
    }

    private static Finding Compare(string reference, string answer) =>
        AnswerComparison.Compare(AnswerText.Read(reference), AnswerText.Read(answer), MathOptions.Default);

    private static bool IsUndefined(Finding finding) => finding.Reason == "undefined_value" || finding is { Outcome: Outcome.Undecided, Reason: "not_computable" };
}
