using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>The view in which one completion is scored.</summary>
[Collection("console")]
public sealed class PlaygroundTests(ConsoleService service, Browser browser)
{
    [Fact]
    public async Task Shows_the_verdict_the_marked_answer_and_the_parsed_expressions()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("playground");
        var page = tab.Page;
        await page.GetByLabel("Rubric").SelectOptionAsync("math");
        await page.GetByLabel("Completion").FillAsync(@"So it is \boxed{\frac{2}{4}}.");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Textbox, new() { Name = "Reference" }).FillAsync("0.5");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Score" }).ClickAsync();

        var outcome = page.GetByLabel("Result");
        await Expect(outcome.Locator(".headline .verdict")).ToContainTextAsync("correct");
        await Expect(outcome.Locator("mark.mark-span").First).ToHaveTextAsync(@"\frac{2}{4}");
        await Expect(outcome.GetByLabel("Answer, parsed")).ToContainTextAsync("1/2");
        await tab.PictureAsync("console-playground");
    }
}

/// <summary>The tests of the page share one service and one browser.</summary>
[CollectionDefinition("console")]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleService>, ICollectionFixture<Browser>;
