using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Verifiers.Policy.Plots;

namespace Verifiers.Policy.Pipeline;

/// <summary>Stages and what each can do, as means over the seeds with 95 % intervals.</summary>
/// <param name="Columns">Such as "add: greedy".</param>
/// <param name="Rows">A stage and a cell for each column; null where there is no figure.</param>
internal sealed record ResultTable(IReadOnlyList<string> Columns, IReadOnlyList<(string Stage, IReadOnlyList<Interval?> Cells)> Rows)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="samples">Of each problem, whose majority is taken.</param>
    /// <param name="stages">A result for each seed.</param>
    public static ResultTable Of(IReadOnlyList<string> tasks, int samples, IReadOnlyList<(string Name, IReadOnlyList<StageResult> Seeds)> stages)
    {
        var columns = new List<(string Name, Func<StageResult, double?> Figure)>();
        foreach (var task in tasks)
        {
            columns.Add(($"{task}: greedy", result => result.Tasks[task].Report.Greedy));
            columns.Add(($"{task}: pass@1", result => result.Tasks[task].Report.PassAt1));
            columns.Add(($"{task}: majority of {samples}", result => result.Tasks[task].Report.SelfConsistency));
        }
        columns.Add(("tokens", result => result.Tasks.Values.Average(task => task.Report.MeanLength)));
        columns.Add(("English", result => Mean(result.Tasks.Values.Where(task => task.Report.Components.ContainsKey("language")).Select(task => task.Report.Components["language"]))));
        columns.Add(("unsafe", result => result.Tasks.Values.Average(task => task.UnsafeShare)));
        return new ResultTable(
            [.. columns.Select(column => column.Name)],
            [.. stages.Select(stage => (stage.Name, (IReadOnlyList<Interval?>)[.. columns.Select(column => Over([.. stage.Seeds.Select(column.Figure).OfType<double>()]))]))]);
    }

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        Row("stage", Columns);
        Row("---", Columns.Select(_ => "---:"));
        foreach (var (stage, cells) in Rows) Row(stage, cells.Select(cell => cell?.ToString() ?? ""));
        return text.ToString();

        void Row(string first, IEnumerable<string> others) => text.Append("| ").Append(first).Append(" | ").AppendJoin(" | ", others).Append(" |\n");
    }

    public string ToJson() => JsonSerializer.Serialize(
        Rows.Select(row => new
        {
            row.Stage,
            Figures = Columns.Zip(row.Cells).ToDictionary(cell => cell.First, cell => cell.Second is { } value ? new { value.Mean, value.HalfWidth } : null),
        }),
        Format);

    private static Interval? Over(IReadOnlyList<double> values) => values.Count == 0 ? null : Interval.Of(values);

    private static double? Mean(IEnumerable<double> values) => values.Select(value => (double?)value).Average();
}
