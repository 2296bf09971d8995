using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>The view in which one completion is scored.</summary>
[Collection("console")]
public sealed class PlaygroundTests(ConsoleService service, Browser browser)
{
    [BrowserFact]
    public async Task Shows_the_verdict_the_marked_answer_and_the_parsed_expressions()
    {
        await using var tab = await OpenAsync();
        var outcome = await ScoreAsync(tab, "math", @"So it is \boxed{\frac{2}{4} + x}.", "0.5 + y");
        await Expect(outcome.Locator(".headline .verdict")).ToContainTextAsync("incorrect");
        await Expect(outcome.Locator("pre mark.mark-span")).ToHaveTextAsync(@"\frac{2}{4} + x");
        await Expect(outcome.GetByLabel("Answer, parsed").GetByRole(AriaRole.Listitem).First).ToContainTextAsync("sum");
        await Expect(outcome.GetByLabel("Answer, parsed")).ToContainTextAsync("variable x");
        await Expect(outcome.GetByLabel("Reference, parsed")).ToContainTextAsync("variable y");
        await outcome.GetByText("The steps (").ClickAsync();
        await Expect(outcome.Locator(".steps > li").First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Shows_what_became_of_each_test()
    {
        await using var tab = await OpenAsync();
        await tab.Page.GetByLabel("Example").SelectOptionAsync(new SelectOptionValue { Label = "A program with a bug" });
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        var rows = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Tests" }).Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.Nth(0)).ToContainTextAsync("passed");
        await Expect(rows.Nth(1)).ToContainTextAsync("wrong answer");
        await Expect(rows.Nth(2)).ToContainTextAsync("runtime error");
        await Expect(tab.Page.Locator(".failure")).ToContainTextAsync("-4");
        await Expect(tab.Page.Locator("pre mark.mark-program")).ToContainTextAsync("n = int(input())");
        await tab.Page.EvaluateAsync("window.scrollTo(0, 0)");
        await tab.PictureAsync("console-playground");
    }

    [BrowserFact]
    public async Task Every_example_is_scored()
    {
        await using var tab = await OpenAsync();
        var examples = tab.Page.GetByLabel("Example").Locator("option");
        var count = await examples.CountAsync();
        Assert.True(count > 5);
        for (var i = 1; i < count; i++)
        {
            await tab.Page.GetByLabel("Example").SelectOptionAsync(new SelectOptionValue { Index = i });
            await ScoreFormAsync(tab);
            await Expect(tab.Page.Locator(".headline .verdict")).ToContainTextAsync("correct"); // or incorrect
        }
    }

    [BrowserFact]
    public async Task What_the_service_refuses_is_said_with_its_field()
    {
        await using var tab = await OpenAsync();
        tab.ExpectedErrors.Add("400 (Bad Request)");
        await tab.Page.GetByLabel("Rubric").SelectOptionAsync("choice");
        await tab.Page.GetByLabel("Completion").FillAsync("The answer is (A).");
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "read as" }).SelectOptionAsync("json");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Reference" }).FillAsync("""{"anwser": "A"}""");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("samples[0].reference");
    }

    [BrowserFact]
    public async Task A_reference_that_is_no_JSON_is_said_without_asking_the_service()
    {
        await using var tab = await OpenAsync();
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "read as" }).SelectOptionAsync("json");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Reference" }).FillAsync("{");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The reference is no JSON");
    }

    [BrowserFact]
    public async Task A_completion_with_markup_stays_text()
    {
        await using var tab = await OpenAsync();
        var hostile = ScoredFolder.Hostile + @" \boxed{<img src=x onerror=window.hacked=3>}";
        var outcome = await ScoreAsync(tab, "math", hostile, "<svg onload=window.hacked=4>1");
        await Expect(outcome.Locator(".headline .verdict")).ToBeVisibleAsync();
        await Expect(outcome.Locator(".marked pre")).ToHaveTextAsync(hostile);
        await Expect(outcome.Locator("img, script, #hacked, svg")).ToHaveCountAsync(0);
        Assert.True(await tab.Page.EvaluateAsync<bool>("window.hacked === undefined"));
    }

    private async Task<Tab> OpenAsync()
    {
        var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("playground");
        await Expect(tab.Page.GetByLabel("Rubric").Locator("option").First).ToBeAttachedAsync();
        return tab;
    }

    /// <summary>Presses Score and waits until the answer of this press stands there.</summary>
    private static async Task ScoreFormAsync(Tab tab)
    {
        await tab.Page.EvaluateAsync("document.querySelector('.outcome').replaceChildren()");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        await Expect(tab.Page.Locator(".headline, .refusal")).ToBeVisibleAsync();
    }

    private static async Task<ILocator> ScoreAsync(Tab tab, string rubric, string completion, string reference)
    {
        await tab.Page.GetByLabel("Rubric").SelectOptionAsync(rubric);
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "read as" }).SelectOptionAsync("text");
        await tab.Page.GetByLabel("Completion").FillAsync(completion);
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Reference" }).FillAsync(reference);
        await ScoreFormAsync(tab);
        return tab.Page.GetByLabel("Result");
    }
}
