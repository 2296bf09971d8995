using System.Globalization;
using System.Text.Json;

namespace Verifiers.Choice;

/// <summary>The question's choices and which of them are right.</summary>
/// <param name="Sheet">The labels and texts.</param>
/// <param name="Accepted">The labels that are right; any of them earns the reward.</param>
internal sealed record ChoiceReference(ChoiceSheet Sheet, IReadOnlyList<string> Accepted)
{
    private const int MostChoices = 60;
    private const int LongestLabel = 8;
    private const int LongestText = 10_000;
    private const string Shape = "a label such as \"C\", a list of labels meaning any of these, or {\"answer\": …, \"choices\": …}";

    /// <summary>Reads <c>"C"</c>, <c>["B", "C"]</c> or <c>{"answer": "C", "choices": ["…"] | {"A": "…"}}</c>.</summary>
    /// <exception cref="InvalidInputException">It has another shape, or the answer is none of the choices.</exception>
    public static ChoiceReference Read(JsonCursor reference)
    {
        if (reference.Kind is not JsonValueKind.Object)
        {
            var alone = ReadAnswers(reference);
            return new(WithoutChoices(reference, alone), alone);
        }
        reference.Object("answer", "choices");
        var answer = reference.Required("answer", "a label, or a list of labels meaning any of these");
        var answers = ReadAnswers(answer);
        if (reference.Optional("choices") is not { IsPresent: true } choices)
            return new(WithoutChoices(answer, answers), answers);
        var sheet = ReadChoices(choices);
        return new(sheet, [.. answers.Select(given => Resolve(given, sheet, answer)).Distinct()]);
    }

    private static List<string> ReadAnswers(JsonCursor answer)
    {
        if (answer.Kind != JsonValueKind.Array)
            return [ReadAnswer(answer)];
        var answers = new List<string>();
        foreach (var item in answer.Items())
        {
            if (answers.Count == MostChoices)
                throw answer.Expected($"at most {MostChoices} labels");
            answers.Add(ReadAnswer(item));
        }
        return answers.Count > 0 ? answers : throw answer.Expected("at least one label");
    }

    private static string ReadAnswer(JsonCursor answer)
    {
        var text = answer.Kind == JsonValueKind.Number ? answer.Integer(0, 99).ToString(CultureInfo.InvariantCulture) : answer.String(Shape);
        text = text.Trim();
        return text.Length is > 0 and <= LongestText ? text : throw answer.Expected(Shape);
    }

    /// <summary>A label in any case, or the text of exactly one choice.</summary>
    private static string Resolve(string given, ChoiceSheet sheet, JsonCursor answer)
    {
        var bare = given.Trim('(', ')', '.', ' ');
        return sheet.Labels.FirstOrDefault(label => label == bare)
            ?? sheet.LabelOfText(ChoiceSheet.TextForm(given))
            ?? sheet.Labels.FirstOrDefault(label => string.Equals(label, bare, StringComparison.OrdinalIgnoreCase))
            ?? throw answer.Expected("one of the labels " + string.Join(", ", sheet.Labels));
    }

    private static ChoiceSheet ReadChoices(JsonCursor choices)
    {
        var (labels, texts) = (new List<string>(), new List<string>());
        if (choices.Kind == JsonValueKind.Object)
        {
            foreach (var (label, text) in choices.Fields())
            {
                if (label.Length is 0 or > LongestLabel || !label.All(char.IsLetterOrDigit))
                    throw text.Refused($"a label has 1 to {LongestLabel} letters or digits.");
                if (labels.Contains(label, StringComparer.OrdinalIgnoreCase))
                    throw text.Refused("expected a label of its own, found a second one.");
                labels.Add(label);
                texts.Add(TextOf(text));
            }
        }
        else
        {
            foreach (var text in choices.Items("a list of texts, or an object of labels and texts"))
            {
                if (labels.Count == 26)
                    throw choices.Expected("at most 26 texts; more need labels of their own");
                labels.Add(((char)('A' + labels.Count)).ToString());
                texts.Add(TextOf(text));
            }
        }
        return labels.Count is >= 2 and <= MostChoices ? new(labels, texts) : throw choices.Expected($"from 2 to {MostChoices} choices");

        static string TextOf(JsonCursor text)
        {
            var value = text.Kind == JsonValueKind.Number ? text.Element.GetRawText() : text.String("the text of a choice");
            return value.Length <= LongestText ? value : throw text.Expected($"at most {LongestText} characters");
        }
    }

    /// <summary>Without choices the labels are those of MMLU-Pro, A to J, or as many as the answer needs; or 1 to 9.</summary>
    private static ChoiceSheet WithoutChoices(JsonCursor place, List<string> answers)
    {
        var isDigit = answers.TrueForAll(answer => answer.Length == 1 && char.IsAsciiDigit(answer[0]));
        for (var i = 0; i < answers.Count && !isDigit; i++)
        {
            answers[i] = answers[i].Trim('(', ')', '.', ' ').ToUpperInvariant();
            if (answers[i].Length != 1 || !char.IsAsciiLetterUpper(answers[i][0]))
                throw place.Expected("a single letter or digit where the choices are not given");
        }
        if (isDigit)
            return new([.. Enumerable.Range(answers.Contains("0", StringComparer.Ordinal) ? 0 : 1, 9).Select(digit => digit.ToString(CultureInfo.InvariantCulture))], null);
        var last = answers.Max(answer => answer[0]);
        return new([.. Enumerable.Range('A', Math.Max('J', last) - 'A' + 1).Select(letter => ((char)letter).ToString())], null);
    }
}
