using Microsoft.Playwright;

namespace Verifiers.WebConsole.Tests;

/// <summary>The distribution's Chromium, without a screen.</summary>
public sealed class Browser : IAsyncLifetime
{
    /// <summary>Where Debian and Ubuntu put it; <c>VERIFIERS_TEST_CHROMIUM</c> names another.</summary>
    private static readonly string Executable = Environment.GetEnvironmentVariable("VERIFIERS_TEST_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>What to do when there is no browser; null where there is one.</summary>
    public static string? Missing { get; } =
        File.Exists(Executable) ? null : $"There is no {Executable}: apt-get install chromium, or name another Chromium in VERIFIERS_TEST_CHROMIUM.";

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Missing is not null)
            return; // every test of the page is skipped, and says so
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = Executable,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"], // as root Chromium cannot confine itself; it shows our own page alone
            Timeout = 120_000,
        });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }

    /// <summary>An empty tab that fails the test on any request to another host than <paramref name="service"/>, and on any error in the page.</summary>
    /// <param name="service">The one host that may be asked; null for pages opened from files.</param>
    /// <param name="options">Size, colours, and whether a finger is used.</param>
    public async Task<Tab> OpenAsync(Uri? service, BrowserNewContextOptions? options = null)
    {
        options ??= new();
        options.ViewportSize ??= new() { Width = 1280, Height = 900 };
        options.ReducedMotion = ReducedMotion.Reduce;
        options.Locale = "en-GB";
        options.TimezoneId = "UTC";
        return await Tab.OpenAsync(await _browser!.NewContextAsync(options), service);
    }
}

/// <summary>A test that needs a browser; skipped, with what to install, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.Missing;
}
