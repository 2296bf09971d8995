using Microsoft.Playwright;
using Verifiers.Api.Rescoring.Report;
using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>A report, opened as a file.</summary>
[Collection("console")]
public sealed class ReportTests(Browser browser) : IAsyncLifetime
{
    private readonly ScoredFolder _folder = new();

    public Task InitializeAsync() => RescoreReport.WriteAsync(_folder.Folder, _folder.Report, CancellationToken.None);

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [BrowserFact]
    public async Task Opens_from_a_file_and_draws_every_plot()
    {
        await using var tab = await OpenAsync();
        await Expect(tab.Page.Locator("figure svg")).ToHaveCountAsync(4);
        foreach (var title in new[] { "Rewards", "pass@k", "Mean reward by step", "Length and reward" })
            await Expect(tab.Page.GetByRole(AriaRole.Img, new() { Name = title + ". " })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Reasons for zero" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Table, new() { Name = "By component and reason" })).ToContainTextAsync("different value");
        await Expect(tab.Page.GetByRole(AriaRole.Table, new() { Name = "Signals of reward hacking" })).ToContainTextAsync("multiple final answers");
        await Expect(tab.Page.GetByRole(AriaRole.Table, new() { Name = "The slowest" }).Locator("tbody tr")).ToHaveCountAsync(20);
        await tab.PictureAsync("report");
    }

    [BrowserFact]
    public async Task Axes_have_names_with_units_and_the_band_of_pass_at_k_is_drawn()
    {
        await using var tab = await OpenAsync();
        foreach (var name in new[] { "reward", "rollouts", "k (rollouts for a prompt)", "step of the trainer", "length of the completion (characters)" })
            await Expect(tab.Page.Locator("svg .axis-name", new() { HasTextString = name }).First).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("figure", new() { HasText = "pass@k" }).Locator("polygon.band")).ToHaveCountAsync(1);
        await Expect(tab.Page.Locator("figure", new() { HasText = "pass@k" })).ToContainTextAsync("95 % interval");
        var numbers = tab.Page.Locator("figure", new() { HasText = "How often each reward" }).Locator("details");
        await numbers.Locator("summary").ClickAsync();
        await Expect(numbers.Locator("tbody tr")).ToHaveCountAsync(4); // 0, 0.5, 1, 1.5
    }

    [BrowserFact]
    public async Task Its_browser_filters_searches_and_shows_evidence_by_keyboard()
    {
        await using var tab = await OpenAsync();
        await tab.Page.GetByLabel("Search").FillAsync("hacked");
        await Expect(tab.Page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option)).ToHaveCountAsync(1);
        await Expect(tab.Page.GetByLabel("Selected rollout").Locator(".marked pre")).ToContainTextAsync(ScoredFolder.Hostile);
        await Expect(tab.Page.Locator("main").Locator("img, script, #hacked")).ToHaveCountAsync(0);
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.hacked === undefined"));
        await tab.Page.GetByLabel("Search").FillAsync("");
        await tab.Page.GetByLabel("Verdict").SelectOptionAsync("incorrect");
        await tab.Page.GetByLabel("Order").SelectOptionAsync("slowest");
        await tab.Page.GetByRole(AriaRole.Listbox).FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(tab.Page.GetByRole(AriaRole.Listbox).GetByRole(AriaRole.Option).Nth(1)).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(tab.Page.GetByLabel("Selected rollout").Locator(".headline")).ToContainTextAsync("judged in");
        await Expect(tab.Page.GetByLabel("Selected rollout").Locator("pre mark.mark-span")).ToBeVisibleAsync();
        await tab.Page.Locator("#rollouts").ScrollIntoViewIfNeededAsync();
        await tab.Page.EvaluateAsync("document.getElementById('rollouts').scrollIntoView()");
        await tab.PictureAsync("report-rollouts");
    }

    [BrowserFact]
    public async Task Fits_a_telephone()
    {
        await using var tab = await OpenAsync(new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, DeviceScaleFactor = 1 });
        await Expect(tab.Page.Locator("figure svg")).ToHaveCountAsync(4);
        Assert.True(await tab.FitsAsync());
        var width = await tab.Page.Locator("figure svg").First.EvaluateAsync<int>("e => e.clientWidth");
        Assert.InRange(width, 280, 360); // drawn for the screen, not shrunk to it
    }

    [BrowserFact]
    public async Task Is_dark_where_the_system_is()
    {
        await using var tab = await OpenAsync(new() { ColorScheme = ColorScheme.Dark });
        await Expect(tab.Page.Locator("figure svg")).ToHaveCountAsync(4);
        Assert.Equal("rgb(22, 24, 26)", await tab.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor"));
        await tab.PictureAsync("report-dark");
    }

    [BrowserFact]
    public async Task A_cut_completion_says_so_and_its_marks_stand_where_they_belong()
    {
        using var folder = new ScoredFolder(steps: 1, prompts: 1, rollouts: 1);
        var lines = await File.ReadAllLinesAsync(folder.Scored);
        var long1 = System.Text.Json.Nodes.JsonNode.Parse(lines[0])!;
        var answer = "31337";
        var text = new string('a', 40_000) + $"\\boxed{{{answer}}}";
        long1["completion"] = text;
        var span = long1["components"]![0]!["evidence"]!["span"]!;
        span["start"] = text.Length - answer.Length - 1;
        span["length"] = answer.Length;
        await File.WriteAllTextAsync(folder.Scored, long1.ToJsonString() + "\n");
        await RescoreReport.WriteAsync(folder.Folder, folder.Report, CancellationToken.None);
        await using var tab = await browser.OpenAsync(null);
        await tab.Page.GotoAsync(new Uri(folder.Report).AbsoluteUri);
        await Expect(tab.Page.Locator(".marked pre mark.mark-span")).ToHaveTextAsync(answer);
        await Expect(tab.Page.Locator(".marked pre")).ToContainTextAsync("characters are left out");
    }

    private async Task<Tab> OpenAsync(BrowserNewContextOptions? options = null)
    {
        var tab = await browser.OpenAsync(null, options);
        await tab.Page.GotoAsync(new Uri(_folder.Report).AbsoluteUri);
        return tab;
    }
}
