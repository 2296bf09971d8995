using System.Diagnostics;
using Microsoft.Playwright;
using Verifiers.EndToEnd.Tests;
using static Microsoft.Playwright.Assertions;

namespace Verifiers.WebConsole.Tests;

/// <summary>The page of a service that asks for keys.</summary>
[Collection("console")]
public sealed class KeysTests(Browser browser) : IAsyncLifetime
{
    private readonly Guarded _service = new();
    private string _key = "";

    public async Task InitializeAsync()
    {
        var start = new ProcessStartInfo(Repository.Executable, ["keys", "add", "reader", "--file", _service.File]) { UseShellExecute = false, RedirectStandardOutput = true };
        using (var made = Process.Start(start)!)
        {
            _key = (await made.StandardOutput.ReadToEndAsync()).Trim();
            await made.WaitForExitAsync();
        }
        await _service.InitializeAsync();
    }

    [BrowserFact]
    public async Task Asks_for_a_key_says_that_a_wrong_one_was_refused_and_keeps_the_right_one_for_this_tab()
    {
        await using var tab = await OpenAsync("playground");
        var dialog = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "API key" });
        await dialog.GetByLabel("API key").FillAsync("vrf_wrong");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Use the key" }).ClickAsync();
        await Expect(dialog).ToContainTextAsync("The key was refused.");
        await dialog.GetByLabel("API key").FillAsync(_key);
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToHaveCountAsync(0);
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        await Expect(tab.Page.Locator(".headline .verdict")).ToBeVisibleAsync();
        await tab.GoAsync("live"); // the same tab: nobody is asked again
        await Expect(tab.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("counting since");
        await Expect(dialog).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task A_reader_who_gives_no_key_is_asked_once_and_can_give_one_later()
    {
        await using var tab = await OpenAsync("live");
        var dialog = tab.Page.GetByRole(AriaRole.Dialog, new() { Name = "API key" });
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        var status = tab.Page.GetByRole(AriaRole.Status);
        await Expect(status).ToContainTextAsync("none was given");
        await tab.Page.WaitForTimeoutAsync(5_000); // two rounds of a view that would ask again
        await Expect(dialog).ToHaveCountAsync(0);
        await status.GetByRole(AriaRole.Button, new() { Name = "Give a key" }).ClickAsync();
        await dialog.GetByLabel("API key").FillAsync(_key);
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(status).ToContainTextAsync("counting since");
    }

    [BrowserFact]
    public async Task A_verdict_stands_when_its_explanation_is_refused()
    {
        await using var tab = await OpenAsync("playground");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "API key" }).FillAsync(_key);
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.GetByLabel("Rubric").Locator("option").First).ToBeAttachedAsync();
        tab.ExpectedErrors.Add("429 (Too Many Requests)");
        await tab.Page.RouteAsync("**/explain/math", route => route.FulfillAsync(new() { Status = 429, Body = """{"title": "Too many requests"}""" }));
        await tab.Page.GetByLabel("Rubric").SelectOptionAsync("math");
        await tab.Page.GetByRole(AriaRole.Combobox, new() { Name = "read as" }).SelectOptionAsync("text");
        await tab.Page.GetByLabel("Completion").FillAsync(@"\boxed{7}");
        await tab.Page.GetByRole(AriaRole.Textbox, new() { Name = "Reference" }).FillAsync("7");
        await tab.Page.GetByRole(AriaRole.Button, new() { Name = "Score" }).ClickAsync();
        await Expect(tab.Page.Locator(".headline .verdict")).ToContainTextAsync("correct");
        await Expect(tab.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Too many requests");
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    private async Task<Tab> OpenAsync(string view)
    {
        var tab = await browser.OpenAsync(_service.Http.BaseAddress);
        tab.ExpectedErrors.Add("401 (Unauthorized)");
        await tab.GoAsync(view);
        return tab;
    }

    private sealed class Guarded : ServiceProcess
    {
        public string File { get; } = Path.Combine(Directory.CreateTempSubdirectory("verifiers-console-keys-").FullName, "keys.json");

        protected override IReadOnlyList<string> Settings => ["--Security:KeyFile", File, "--Sandbox:Launchers", "bubblewrap"];
    }
}
