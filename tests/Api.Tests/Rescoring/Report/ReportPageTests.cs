using System.Text;
using System.Text.Json;
using Verifiers.Api.Rescoring;
using Verifiers.Api.Rescoring.Report;
using Verifiers.Api.WebConsole;

namespace Verifiers.Api.Tests.Rescoring.Report;

/// <summary>The file that a report is.</summary>
public sealed class ReportPageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("verifiers-report-").FullName;

    private string Report => Path.Combine(_folder, "report.html");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_text_of_a_rollout_ends_the_data()
    {
        const string hostile = "</script><!--<script>alert(1)//]]>\u2028 ünïcödé 数学";
        await WriteAsync(TallyTests.Rollout(1, completion: hostile, prompt: hostile) with { Id = hostile });
        var page = await File.ReadAllTextAsync(Report);
        Assert.Equal(2, Count(page, "</script>")); // that of the data and that of the script
        Assert.Equal(hostile, DataOf(page).GetProperty("browser")[0].GetProperty("completion").GetString());
        Assert.Contains("数学", page, StringComparison.Ordinal); // as it is, not six characters for one
    }

    [Fact]
    public async Task The_page_may_ask_nobody_for_anything()
    {
        await WriteAsync(TallyTests.Rollout(1));
        var page = await File.ReadAllTextAsync(Report);
        Assert.Contains("default-src 'none'; script-src 'sha256-", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page, StringComparison.Ordinal);
        Assert.Equal(0, Count(page, " src=") + Count(page, "<link"));
    }

    [Fact]
    public async Task The_same_folder_gives_the_same_bytes_and_an_older_report_is_replaced()
    {
        await WriteAsync(TallyTests.Rollout(1), TallyTests.Rollout(2, reward: 1, verdict: Verdict.Correct));
        var first = await File.ReadAllBytesAsync(Report);
        await RescoreReport.WriteAsync(_folder, Report, CancellationToken.None);
        Assert.Equal(first, await File.ReadAllBytesAsync(Report));
        Assert.Single(Directory.GetFiles(_folder, "report*"));
    }

    [Fact]
    public async Task An_empty_folder_has_a_report_too()
    {
        await RescoreReport.WriteAsync(_folder, Report, CancellationToken.None);
        Assert.Equal(0, DataOf(await File.ReadAllTextAsync(Report)).GetProperty("rollouts").GetInt64());
    }

    [Fact]
    public async Task A_line_that_is_no_rollout_is_named_and_no_report_is_written()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "f.jsonl.scored.jsonl"), "{}\n{}\n");
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => RescoreReport.WriteAsync(_folder, Report, CancellationToken.None));
        Assert.Contains("f.jsonl.scored.jsonl, line 1", fault.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Report));
    }

    [Fact]
    public async Task Cancelled_it_writes_nothing()
    {
        await WriteLinesAsync(TallyTests.Rollout(1));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RescoreReport.WriteAsync(_folder, Report, cancelled.Token));
        Assert.False(File.Exists(Report));
    }

    [Fact]
    public void The_script_is_the_modules_of_the_console_and_imports_nothing()
    {
        var script = ScriptBundle.Of("report-page.js", ConsoleAssets.Text);
        Assert.Contains("modules[\"rollouts.js\"]", script, StringComparison.Ordinal);
        Assert.DoesNotContain(script.Split('\n'), line => line.StartsWith("import ", StringComparison.Ordinal) || line.StartsWith("export ", StringComparison.Ordinal));
        Assert.DoesNotContain("</script", script, StringComparison.OrdinalIgnoreCase);
    }

    private async Task WriteAsync(params ScoredRollout[] rollouts)
    {
        await WriteLinesAsync(rollouts);
        await RescoreReport.WriteAsync(_folder, Report, CancellationToken.None);
    }

    private Task WriteLinesAsync(params ScoredRollout[] rollouts) => File.WriteAllLinesAsync(
        Path.Combine(_folder, "f.jsonl.scored.jsonl"), rollouts.Select(rollout => JsonSerializer.Serialize(rollout, ScoredRollout.Json)), new UTF8Encoding(false));

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static JsonElement DataOf(string page)
    {
        var start = page.IndexOf("id=\"report-data\">", StringComparison.Ordinal) + "id=\"report-data\">".Length;
        return JsonDocument.Parse(page[start..page.IndexOf("</script>", start, StringComparison.Ordinal)]).RootElement;
    }
}
