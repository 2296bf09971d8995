using System.Globalization;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>The view of the service at work.</summary>
[Collection("console")]
public sealed class LiveTests(ConsoleService service, Browser browser)
{
    [BrowserFact]
    public async Task Shows_what_has_just_been_scored_without_a_reload()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("live");
        var correct = tab.Page.Locator(".shares li", new() { HasText = "correct" }).First.Locator("b");
        await Expect(correct).ToBeVisibleAsync();
        var before = int.Parse(await correct.InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        for (var batch = 0; batch < 3; batch++)
        {
            await service.ScoreAsync(new
            {
                rubric = "math",
                options = new { cache = false },
                samples = Enumerable.Range(0, 40).Select(i => new { completion = $"\\boxed{{{i}}}", reference = i % 3 == 0 ? "7" : i.ToString(CultureInfo.InvariantCulture) }),
            });
        }
        await Expect(correct).ToHaveTextAsync((before + (3 * 26)).ToString("N0", CultureInfo.InvariantCulture));
        await Expect(tab.Page.Locator(".live figure svg rect.correct").First).ToBeVisibleAsync();
        await Expect(tab.Page.Locator(".tile", new() { HasText = "Queue" })).ToContainTextAsync("of 65,536 samples");
        await Expect(tab.Page.GetByRole(AriaRole.Table, new() { Name = "By verifier and reason" })).ToContainTextAsync("math different value");
    }

    [BrowserFact]
    public async Task Shows_errors_by_verifier_and_reason()
    {
        await service.ScoreAsync(new { rubric = "math", samples = new[] { new { completion = "\\boxed{1}", reference = "" } } });
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("live");
        var errors = tab.Page.GetByRole(AriaRole.Table, new() { Name = "Verdicts error" });
        await Expect(errors).ToContainTextAsync("reference_error");
        await tab.PictureAsync("console-live");
    }

    [BrowserFact]
    public async Task Says_when_the_service_does_not_answer_and_goes_on_when_it_does()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        tab.ExpectedErrors.Add("ERR_CONNECTION_REFUSED");
        await tab.Page.RouteAsync("**/console/live", route => route.AbortAsync("connectionrefused"));
        await tab.GoAsync("live");
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("No answer at");
        await tab.Page.UnrouteAsync("**/console/live");
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("counting since");
    }
}
