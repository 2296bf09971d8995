using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>The page for those who use no mouse, a telephone, dark colours, or a service with keys.</summary>
[Collection("console")]
public sealed class ReadersTests(ConsoleService service, Browser browser) : IDisposable
{
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 360, Height = 740 }, IsMobile = true, HasTouch = true, DeviceScaleFactor = 1 };

    private static readonly string[] Asked = ["/rubrics", "/score", "/verifiers", "/explain/math", "/console/live"];

    private readonly ScoredFolder _folder = new(steps: 3);

    public void Dispose() => _folder.Dispose();

    [BrowserFact]
    public async Task Everything_can_be_done_with_the_keyboard_alone()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("playground");
        var page = tab.Page;
        await Expect(page.GetByLabel("Completion")).Not.ToHaveValueAsync("");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await Expect(page.GetByText("Skip to the content")).ToBeInViewportAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();

        await page.Keyboard.PressAsync("Tab"); // the order is that of the page
        await Expect(page.GetByLabel("Rubric")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByLabel("Example")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByLabel("Completion")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync(@"\boxed{1/2}");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".headline .verdict")).ToContainTextAsync("correct");

        await TabToAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "Live" }), "Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Live", Level = 1 })).ToBeFocusedAsync();
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Theme" }), "Shift+Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Theme" })).ToHaveTextAsync("Theme: light");
    }

    [BrowserFact]
    public async Task Whatever_has_the_focus_shows_it()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        await tab.GoAsync("rollouts");
        await tab.Page.GetByLabel("Open a scored file or a report").SetInputFilesAsync(_folder.Scored);
        await Expect(tab.Page.GetByRole(AriaRole.Listbox)).ToBeVisibleAsync();
        await tab.Page.EvaluateAsync("document.activeElement.blur(), document.body.focus()");
        for (var i = 0; i < 16; i++)
        {
            await tab.Page.Keyboard.PressAsync("Tab");
            var focus = await tab.Page.EvaluateAsync<string[]>(
                "(() => { const e = document.activeElement; const s = getComputedStyle(e); return [e.tagName + ' ' + (e.className || ''), s.outlineStyle, s.outlineWidth]; })()");
            Assert.True(focus[1] != "none" && focus[2] != "0px", string.Join(", ", focus));
        }
    }

    [BrowserFact]
    public async Task Every_control_has_a_name()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        foreach (var view in new[] { "playground", "rollouts" })
        {
            await tab.GoAsync(view);
            if (view == "rollouts")
                await tab.Page.GetByLabel("Open a scored file or a report").SetInputFilesAsync(_folder.Scored);
            await Expect(tab.Page.Locator(view == "rollouts" ? ".rollouts li" : "#rubric option").First).ToBeAttachedAsync();
            Assert.Empty(await tab.Page.EvaluateAsync<string[]>(
                "[...document.querySelectorAll('input, select, textarea')].filter(e => !e.labels.length && !e.ariaLabel).map(e => e.outerHTML)"));
        }
    }

    [BrowserFact]
    public async Task On_a_telephone_no_view_is_wider_than_the_screen()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress, Phone);
        var page = tab.Page;
        await tab.GoAsync("playground");
        await page.GetByLabel("Example").SelectOptionAsync(new SelectOptionValue { Label = "A program with a bug" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Score" }).TapAsync();
        await Expect(page.Locator(".headline")).ToBeVisibleAsync();
        Assert.True(await tab.FitsAsync(), "playground");
        await page.Locator(".outcome").EvaluateAsync("e => e.scrollIntoView()");
        await tab.PictureAsync("console-phone");
        await tab.GoAsync("live");
        await Expect(page.Locator(".live figure svg")).ToBeVisibleAsync();
        Assert.True(await tab.FitsAsync(), "live");
        await tab.GoAsync("rollouts");
        await page.GetByLabel("Open a scored file or a report").SetInputFilesAsync(_folder.Scored);
        await Expect(page.Locator(".headline")).ToBeVisibleAsync();
        Assert.True(await tab.FitsAsync(), "rollouts");
        foreach (var verifier in new[] { "math", "code", "instructions", "combining" })
        {
            await tab.GoAsync("verifiers/" + (verifier == "combining" ? "agree" : verifier));
            await Expect(page.Locator(".markdown")).ToBeVisibleAsync();
            Assert.True(await tab.FitsAsync(), verifier);
        }
        await service.ScoreAsync(new
        {
            rubric = System.Text.Json.JsonDocument.Parse(ConsoleService.Disagreeing).RootElement,
            samples = new[] { new { completion = new string('x', 300) + @" \boxed{1}", reference = "1" } },
        });
        await tab.GoAsync("disagreements");
        await page.Locator("details.disagreement summary").First.TapAsync();
        Assert.True(await tab.FitsAsync(), "disagreements");
    }

    [BrowserFact]
    public async Task Dark_where_the_system_is_dark_until_the_reader_chooses()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress, new() { ColorScheme = ColorScheme.Dark });
        await tab.GoAsync("playground");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        await Expect(tab.Page.Locator(".headline")).ToBeVisibleAsync();
        Assert.True(await BrightnessAsync(tab) < 60);
        await tab.PictureAsync("console-dark");
        var theme = tab.Page.GetByRole(AriaRole.Button, new() { Name = "Theme" });
        await theme.ClickAsync();
        await Expect(theme).ToHaveTextAsync("Theme: light");
        Assert.True(await BrightnessAsync(tab) > 200);
        await tab.Page.ReloadAsync();
        await Expect(theme).ToHaveTextAsync("Theme: light"); // kept
        await theme.ClickAsync();
        await theme.ClickAsync();
        await Expect(theme).ToHaveTextAsync("Theme: system");
        Assert.True(await BrightnessAsync(tab) < 60);
    }

    [BrowserFact]
    public async Task A_service_with_keys_asks_for_one_and_keeps_it_for_the_tab()
    {
        await using var tab = await browser.OpenAsync(service.Http.BaseAddress);
        tab.ExpectedErrors.Add("401 (Unauthorized)");
        var sent = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        await tab.Page.RouteAsync(address => Asked.Contains(new Uri(address).AbsolutePath), async route =>
        {
            route.Request.Headers.TryGetValue("authorization", out var authorization);
            sent.Enqueue(authorization);
            if (authorization == "Bearer right")
                await route.FallbackAsync();
            else
                await route.FulfillAsync(new() { Status = 401, ContentType = "application/problem+json", Body = """{"title": "A key is needed."}""" });
        });
        await tab.GoAsync("playground");
        var dialog = tab.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("API key").FillAsync("wrong");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToContainTextAsync("The key was refused.");
        await dialog.GetByLabel("API key").FillAsync("right");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use the key" }).ClickAsync();
        await Expect(tab.Page.GetByLabel("Completion")).Not.ToHaveValueAsync("");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        await Expect(tab.Page.Locator(".headline .verdict")).ToContainTextAsync("correct");
        Assert.Equal([null, "Bearer wrong", "Bearer right"], sent.Take(3));
        Assert.All(sent.Skip(2), authorization => Assert.Equal("Bearer right", authorization));
        Assert.True(await tab.Page.EvaluateAsync<bool>("localStorage.length === 0 && document.cookie === '' && sessionStorage.length === 1"));
        await tab.Page.ReloadAsync();
        await Expect(tab.Page.GetByLabel("Completion")).Not.ToHaveValueAsync(""); // without asking again
    }

    private static async Task<int> BrightnessAsync(Tab tab) => await tab.Page.EvaluateAsync<int>(
        "(() => { const c = document.createElement('canvas').getContext('2d'); c.fillStyle = getComputedStyle(document.documentElement).backgroundColor; c.fillRect(0, 0, 1, 1); return c.getImageData(0, 0, 1, 1).data[0]; })()");

    /// <summary>Presses a key until this has the focus; a reader would not press it more often than there are controls.</summary>
    private static async Task TabToAsync(IPage page, ILocator wanted, string key)
    {
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync(key);
            if (await wanted.EvaluateAsync<bool>("e => e === document.activeElement"))
                return;
        }
        await Expect(wanted).ToBeFocusedAsync(new() { Timeout = 1 });
    }
}
