using System.Globalization;
using Spectre.Console;
using Verifiers.Api.Explain;
using Verifiers.Mathematics.Expressions;
using Verifiers.Mathematics.Tracing;

namespace Verifiers.Api.Commands;

/// <summary>An explanation for a person: extraction, both trees, the ladder with times, the verdict.</summary>
internal static class ExplanationView
{
    public static void Write(IAnsiConsole console, ExplainResponse explained)
    {
        if (explained.Extraction is { } found)
            Line(console, "Answer found", string.Create(CultureInfo.InvariantCulture, $"{found.Text}   ({found.Rule}, characters {found.Span.Start} to {found.Span.End})"));
        else
            Line(console, "Answer found", "none");
        Write(console, "Reference", explained.Reference);
        Write(console, "Answer", explained.Answer);
        console.Write(Ladder(explained));
        if (explained.StepsLeftOut > 0)
            Line(console, "Left out", string.Create(CultureInfo.InvariantCulture, $"{explained.StepsLeftOut} more steps"));
        Line(console, "Verdict", $"{explained.Verdict.ToString().ToLowerInvariant()} ({explained.Reason})");
        console.WriteLine(explained.Explanation);
        foreach (var flag in explained.Flags)
            Line(console, "Flag", $"{flag.Name}: {flag.Explanation}");
    }

    private static void Line(IAnsiConsole console, string name, string value) => console.WriteLine($"{name + ":",-14}{value}");

    private static void Write(IAnsiConsole console, string name, ExplainedFormula? formula)
    {
        if (formula?.Tree is null)
        {
            Line(console, name, formula is null ? "none" : $"{formula.Text}   (not read as mathematics)");
            return;
        }
        Line(console, name, $"{formula.Plain}   LaTeX: {formula.Latex}");
        Draw(console, formula.Tree, "  ", "  ");
        console.WriteLine();
    }

    private static void Draw(IAnsiConsole console, ExprOutline node, string first, string rest)
    {
        console.WriteLine(first + Describe(node));
        for (var i = 0; i < node.Parts.Count; i++)
        {
            var isLast = i == node.Parts.Count - 1;
            Draw(console, node.Parts[i], rest + (isLast ? "└─ " : "├─ "), rest + (isLast ? "   " : "│  "));
        }
    }

    private static string Describe(ExprOutline node) => node.Text is null ? node.Kind : $"{node.Kind} {node.Text}";

    private static Table Ladder(ExplainResponse explained)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("Step", "Came to", "Why", "Time", "Budget");
        table.Columns[3].RightAligned().NoWrap();
        table.Columns[4].RightAligned().NoWrap();
        table.Columns[0].NoWrap();
        Add(table, explained.Steps, "");
        return table;
    }

    private static void Add(Table table, IReadOnlyList<ExplainedStep> steps, string indent)
    {
        for (var i = 0; i < steps.Count; i++)
        {
            // Within a part, the forms that do not apply share one row.
            var last = i;
            while (indent.Length > 2 && last < steps.Count && IsIdle(steps[last]))
                last++;
            if (last > i + 1)
            {
                AddRow(table, indent + "forms", StepOutcome.PassedOn, $"{string.Join(", ", steps.Skip(i).Take(last - i).Select(step => step.Name))}: none decides.", steps.Skip(i).Take(last - i).Sum(step => step.ElapsedUs), 0);
                i = last - 1;
                continue;
            }
            var one = steps[i];
            AddRow(table, indent + one.Name, one.Outcome, one.Reference is null ? one.Sentence : $"{one.Reference}  ~  {one.Answer}", one.ElapsedUs, one.BudgetSteps);
            Add(table, one.Steps, indent + "  ");
        }
    }

    private static bool IsIdle(ExplainedStep step) => step is { Outcome: StepOutcome.PassedOn, BudgetSteps: 0, Steps.Count: 0 };

    private static void AddRow(Table table, string name, StepOutcome outcome, string why, double microseconds, int steps)
    {
        var (colour, word) = outcome switch
        {
            StepOutcome.Equal => ("green", "equal"),
            StepOutcome.Different => ("red", "different"),
            StepOutcome.Undecided => ("yellow", "undecided"),
            StepOutcome.PassedOn => ("grey", "passes on"),
        };
        table.AddRow(
            new Text(name), new Markup($"[{colour}]{word}[/]"), new Text(why),
            new Text(string.Create(CultureInfo.InvariantCulture, $"{microseconds:0.0} µs")), new Text(steps.ToString(CultureInfo.InvariantCulture)));
    }
}
