using System.IO.Compression;
using Microsoft.Playwright;
using Verifiers.Api.Rescoring.Report;
using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>The browser of rollouts in the console: files of the reader's own.</summary>
[Collection("console")]
public sealed class RolloutsTests(ConsoleService service, Browser browser) : IDisposable
{
    private readonly ScoredFolder _folder = new(steps: 4);

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task Opens_filters_and_searches_a_scored_file()
    {
        await using var tab = await OpenAsync(_folder.Scored);
        var page = tab.Page;
        var rows = page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option);
        await Expect(page.GetByText("512 of 512 rollouts")).ToBeVisibleAsync();
        await page.GetByLabel("Verdict").SelectOptionAsync("error");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Selected rollout").Locator(".headline")).ToContainTextAsync("no reward");
        await page.GetByLabel("Verdict").SelectOptionAsync("any");
        await page.GetByLabel("Flag", new() { Exact = true }).SelectOptionAsync("multiple_final_answers");
        await Expect(page.GetByText("30 of 512 rollouts")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Selected rollout").GetByLabel("Flags")).ToContainTextAsync("Several answers");
        await page.GetByLabel("Flag", new() { Exact = true }).SelectOptionAsync("any");
        await page.GetByLabel("Reason").SelectOptionAsync("accuracy: different_items");
        await Expect(rows).Not.ToHaveCountAsync(0);
        await page.GetByLabel("Reason").SelectOptionAsync("any");
        await page.GetByLabel("Search").FillAsync("WINDOW.hacked");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(page.GetByLabel("Selected rollout").Locator(".name")).ToHaveTextAsync("run.jsonl:3");
        await page.GetByLabel("Search").FillAsync("nothing is like this");
        await Expect(page.GetByLabel("Selected rollout")).ToContainTextAsync("No rollout is like that.");
    }

    [BrowserFact]
    public async Task Shows_one_rollout_with_its_evidence()
    {
        await using var tab = await OpenAsync(_folder.Scored);
        await tab.Page.GetByLabel("Order").SelectOptionAsync("highest reward");
        var detail = tab.Page.GetByLabel("Selected rollout");
        await Expect(detail.Locator(".headline")).ToContainTextAsync("reward 1.5");
        Assert.All(await detail.Locator("pre mark.mark-span").InnerTextAsync(), c => Assert.True(char.IsAsciiDigit(c)));
        await Expect(detail.GetByRole(AriaRole.Table, new() { Name = "Formulas" })).ToBeVisibleAsync();
        await detail.GetByText("Prompt", new() { Exact = true }).ClickAsync();
        await Expect(detail.GetByText("What is ").First).ToBeVisibleAsync();
        await tab.PictureAsync("console-rollouts");
    }

    [BrowserFact]
    public async Task Rollouts_with_markup_stay_text()
    {
        await using var tab = await OpenAsync(_folder.Scored);
        await tab.Page.GetByLabel("Search").FillAsync("hacked");
        await Expect(tab.Page.GetByLabel("Selected rollout").Locator(".marked pre")).ToContainTextAsync(ScoredFolder.Hostile);
        await Expect(tab.Page.Locator("main").Locator("img, script, #hacked")).ToHaveCountAsync(0);
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.hacked === undefined"));
    }

    [BrowserFact]
    public async Task Arrow_keys_go_through_the_list_and_draw_more_of_it()
    {
        await using var tab = await OpenAsync(_folder.Scored);
        var page = tab.Page;
        var list = page.GetByRole(AriaRole.Listbox, new() { Name = "Rollouts" });
        await list.FocusAsync();
        var name = page.GetByLabel("Selected rollout").Locator(".name");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await Expect(name).ToHaveTextAsync("run.jsonl:3");
        await page.Keyboard.PressAsync("ArrowUp");
        await Expect(name).ToHaveTextAsync("run.jsonl:2");
        await page.Keyboard.PressAsync("End");
        await Expect(name).ToHaveTextAsync("run.jsonl:512"); // beyond the 200 that are drawn at first
        await Expect(list.GetByRole(AriaRole.Option, new() { Selected = true })).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Home");
        await Expect(name).ToHaveTextAsync("run.jsonl:1");
    }

    [BrowserFact]
    public async Task Opens_a_compressed_file()
    {
        var path = _folder.Scored + ".gz";
        await using (var packed = new GZipStream(File.Create(path), CompressionLevel.Fastest))
            await packed.WriteAsync(await File.ReadAllBytesAsync(_folder.Scored));
        await using var tab = await OpenAsync(path);
        await Expect(tab.Page.GetByText("512 of 512 rollouts")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Lines_that_are_no_rollouts_are_counted_and_the_first_is_named()
    {
        var path = Path.Combine(_folder.Folder, "mixed.jsonl");
        var lines = await File.ReadAllLinesAsync(_folder.Scored);
        await File.WriteAllLinesAsync(path, [lines[0], "not json", "{\"a\": 1}", lines[1]]);
        await using var tab = await OpenAsync(path);
        await Expect(tab.Page.GetByText("2 lines are no scored rollouts (the first is line 2).")).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option)).ToHaveCountAsync(2);
    }

    [BrowserFact]
    public async Task Opens_a_report_with_its_plots()
    {
        await RescoreReport.WriteAsync(_folder.Folder, _folder.Report, CancellationToken.None);
        await using var tab = await OpenAsync(_folder.Report);
        await Expect(tab.Page.Locator("figure svg")).ToHaveCountAsync(4);
        await Expect(tab.Page.GetByText("512 of 512 rollouts")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_page_that_is_no_report_is_said_to_be_none()
    {
        var path = Path.Combine(_folder.Folder, "other.html");
        await File.WriteAllTextAsync(path, "<p>Hello</p><script>window.hacked = 1</script>");
        await using var tab = await OpenAsync(path);
        await Expect(tab.Page.GetByText("other.html cannot be read: it is no report of verifiers rescore")).ToBeVisibleAsync();
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.hacked === undefined"));
    }

    private async Task<Tab> OpenAsync(string path)
    {
        var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("rollouts");
        await tab.Page.GetByLabel("Open a scored file or a report").SetInputFilesAsync(path);
        return tab;
    }
}
