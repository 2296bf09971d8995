using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>The list of verifiers with their pages, and what verifiers do not agree on.</summary>
[Collection("console")]
public sealed class VerifiersAndDisagreementsTests(ConsoleService service, Browser browser)
{
    [BrowserFact]
    public async Task A_verifier_has_its_page_with_tables_and_examples()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("verifiers");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "judge remote" }).ClickAsync();
        var page = tab.Page.Locator("article.documentation");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "judge" }).First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Table).First).ToBeVisibleAsync();
        await Expect(page.Locator("pre").First).ToBeVisibleAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Link, new() { Name = "judge remote" })).ToHaveAttributeAsync("aria-current", "true");
        await tab.Page.SetViewportSizeAsync(1280, 720);
        await tab.PictureAsync("console-verifiers");
    }

    [BrowserFact]
    public async Task A_page_can_be_linked_to_and_arrow_keys_go_through_the_list()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("verifiers/math");
        await Expect(tab.Page.Locator("article.documentation h2").First).ToHaveTextAsync("What the mathematics verifier counts as equal");
        await tab.Page.GetByRole(AriaRole.Link, new() { Name = "agree remote" }).FocusAsync();
        await tab.Page.Keyboard.PressAsync("ArrowDown");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("article.documentation h2").First).ToHaveTextAsync("choice");
    }

    [BrowserFact]
    public async Task What_two_verifiers_do_not_agree_on_is_shown_with_what_each_said()
    {
        var rubric = System.Text.Json.JsonDocument.Parse(ConsoleService.Disagreeing).RootElement;
        await service.ScoreAsync(new
        {
            rubric,
            samples = new object[]
            {
                new { prompt = "Halve one.", completion = @"<b id=hacked>That is</b> \boxed{0.5}.", reference = "1/2" },
                new { prompt = "Six times seven?", completion = "<think>\n6 · 7 = 41\n</think>\n<answer>\\boxed{41}</answer>", reference = "42" },
            },
        });
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("disagreements");
        var case1 = tab.Page.Locator("details.disagreement", new() { HasText = "That is" }).First;
        await case1.Locator("summary").ClickAsync();
        await Expect(case1.Locator("summary")).ToContainTextAsync("math correct format incorrect");
        await Expect(case1.Locator(".opinion").Nth(0)).ToContainTextAsync("math");
        await Expect(case1.Locator(".opinion").Nth(0).Locator(".verdict.correct").First).ToBeVisibleAsync();
        await Expect(case1.Locator(".opinion").Nth(1)).ToContainTextAsync("missing_think");
        await Expect(case1.Locator("pre mark.mark-span")).ToHaveTextAsync("0.5");
        await Expect(case1.GetByText("Halve one.")).ToBeVisibleAsync();
        await Expect(tab.Page.Locator("#hacked")).ToHaveCountAsync(0);
        await tab.PictureAsync("console-disagreements");
    }
}
