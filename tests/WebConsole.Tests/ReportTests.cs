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

    [Fact]
    public async Task Opens_from_a_file_and_draws_every_plot()
    {
        await using var tab = await OpenAsync(new());
        await Expect(tab.Page.Locator("figure svg")).ToHaveCountAsync(4);
        foreach (var title in new[] { "Rewards", "pass@k", "Mean reward by step", "Length and reward" })
            await Expect(tab.Page.GetByRole(AriaRole.Img, new() { NameRegex = new($"^{title}\\. ") })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Name = "Reasons for zero" })).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Table, new() { Name = "By component and reason" })).ToContainTextAsync("different value");
        await Expect(tab.Page.GetByRole(AriaRole.Table, new() { NameRegex = new("reward hacking") })).ToContainTextAsync("multiple final answers");
        await Expect(tab.Page.GetByRole(AriaRole.Table, new() { NameRegex = new("The slowest") }).Locator("tbody tr")).ToHaveCountAsync(20);
        await tab.PictureAsync("report", whole: true);
    }

    private async Task<Tab> OpenAsync(BrowserNewContextOptions options)
    {
        var tab = await browser.OpenAsync(null, options);
        await tab.Page.GotoAsync(new Uri(_folder.Report).AbsoluteUri);
        return tab;
    }
}
