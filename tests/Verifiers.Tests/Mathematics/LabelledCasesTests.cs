namespace Verifiers.Tests.Mathematics;

/// <summary>Every labelled case is judged as it is labelled, but for the listed ones, which are not.</summary>
public class LabelledCasesTests
{
    private static readonly Dictionary<string, MathCase> Cases = MathData.Read("dev_cases");
    private static readonly Dictionary<string, MathCase> Adversarial = MathData.Read("dev_adversarial");
    private static readonly Dictionary<string, MathCase> Outputs = MathData.Read("dev_outputs");
    private static readonly Dictionary<string, MathCase> SpecTable = MathData.Read("spec_table");
    private static readonly Dictionary<string, MathCase> KnownDisagreements = MathData.Read("known_disagreements");

    public static TheoryData<string> CaseIds => MathData.Ids(Cases.Keys.Except(KnownDisagreements.Keys));

    public static TheoryData<string> AdversarialIds => MathData.Ids(Adversarial.Keys.Except(KnownDisagreements.Keys));

    public static TheoryData<string> OutputIds => MathData.Ids(Outputs.Keys.Except(KnownDisagreements.Keys));

    public static TheoryData<string> DisagreementIds => MathData.Ids(KnownDisagreements.Keys);

    public static TheoryData<string> SpecIds => MathData.Ids(SpecTable.Keys);

    [Theory, MemberData(nameof(CaseIds))]
    public void Judges_answers_of_public_graders_as_labelled(string id) => AssertLabel(Cases[id]);

    [Theory, MemberData(nameof(AdversarialIds))]
    public void Judges_adversarial_answers_as_labelled(string id) => AssertLabel(Adversarial[id]);

    [Theory, MemberData(nameof(AdversarialIds))]
    public void Judges_adversarial_answers_in_a_box_as_labelled(string id)
    {
        if (!Adversarial[id].Text.Contains("boxed", StringComparison.Ordinal))
            AssertLabel(Adversarial[id], text => @"Therefore the result is $\boxed{" + text + "}$.");
    }

    [Theory, MemberData(nameof(OutputIds))]
    public void Judges_whole_completions_as_labelled(string id) => AssertLabel(Outputs[id]);

    [Theory, MemberData(nameof(DisagreementIds))]
    public void Disagrees_with_exactly_the_listed_labels(string id)
    {
        var example = Cases.GetValueOrDefault(id) ?? Adversarial.GetValueOrDefault(id) ?? Outputs[id];
        Assert.NotEqual(example.IsCorrect, MathData.Judge(example).Verdict == Verdict.Correct);
        Assert.NotEmpty(KnownDisagreements[id].Reason!);
    }

    [Theory, MemberData(nameof(SpecIds))]
    public void Follows_the_table_of_decisions(string id)
    {
        var example = SpecTable[id];
        foreach (var write in (Func<string, string>[])[text => text, text => @"So it is \boxed{" + text + "}."])
        {
            if (example.Reason == "no_answer" && write("").Length > 0)
                continue;
            var judgement = MathData.Judge(example, write);
            Assert.True(example.Verdict == judgement.Verdict.ToString().ToLowerInvariant(),
                $"{example.ReferenceText} → {write(example.Text)}: expected {example.Verdict}, got {judgement.Verdict} ({judgement.Reason}): {judgement.Explanation} {judgement.Evidence}");
            if (example.Reason is not null)
                Assert.Equal(example.Reason, judgement.Reason);
        }
    }

    private static void AssertLabel(MathCase example, Func<string, string>? write = null)
    {
        var judgement = MathData.Judge(example, write);
        Assert.True((judgement.Verdict == Verdict.Correct) == example.IsCorrect,
            $"{example.ReferenceText} → {judgement.Verdict} ({judgement.Reason}): {judgement.Explanation} {judgement.Evidence}");
    }
}
