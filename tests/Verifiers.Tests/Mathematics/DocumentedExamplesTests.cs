namespace Verifiers.Tests.Mathematics;

/// <summary>Every row of every table of docs/mathematics.md that shows a reference and answers is judged as the page says.</summary>
public sealed class DocumentedExamplesTests
{
    public static TheoryData<string, string, string> Examples { get; } = Read();

    [Theory, MemberData(nameof(Examples))]
    public void The_page_says_what_is_judged(string reference, string answer, string verdict)
    {
        var judgement = MathData.Judge(reference, $@"\boxed{{{answer}}}");
        var words = verdict.Split([' ', '(', ')', '`'], StringSplitOptions.RemoveEmptyEntries);
        Assert.True(
            words[0].Equals(judgement.Verdict.ToString(), StringComparison.OrdinalIgnoreCase) && (words.Length == 1 || words[1] == judgement.Reason),
            $"{reference} against {answer} should be {verdict}, is {judgement.Verdict} ({judgement.Reason}): {judgement.Explanation}");
    }

    [Fact]
    public void The_page_has_examples_of_every_kind() => Assert.InRange(Examples.Count(), 70, int.MaxValue);

    private static TheoryData<string, string, string> Read()
    {
        var examples = new TheoryData<string, string, string>();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Data", "docs", "mathematics.md")))
        {
            var cells = line.Split(" | ").Select(cell => cell.Trim(' ', '|')).ToArray();
            if (!line.StartsWith("| `", StringComparison.Ordinal) || cells.Length < 3 || !cells[1].StartsWith('`'))
                continue;
            foreach (var answer in cells[1].Split("`, `"))
                examples.Add(Unescaped(cells[0]), Unescaped(answer), cells[2]);
        }
        return examples;
    }

    private static string Unescaped(string cell) => cell.Trim('`').Replace(@"\|", "|", StringComparison.Ordinal);
}
