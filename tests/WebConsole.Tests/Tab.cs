using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Verifiers.WebConsole.Tests;

/// <summary>One tab of the browser. Disposing it closes it and fails the test when the page asked another host or had an error.</summary>
public sealed class Tab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _foreign = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly Uri? _service;

    private Tab(IBrowserContext context, IPage page, Uri? service) => (_context, Page, _service) = (context, page, service);

    /// <summary>What is seen.</summary>
    public IPage Page { get; }

    /// <summary>Texts of errors that the test expects, such as the browser's own line on a refused request.</summary>
    public List<string> ExpectedErrors { get; } = [];

    internal static async Task<Tab> OpenAsync(IBrowserContext context, Uri? service)
    {
        context.SetDefaultTimeout(60_000);
        Assertions.SetDefaultExpectTimeout(60_000);
        var tab = new Tab(context, await context.NewPageAsync(), service);
        await context.RouteAsync("**/*", tab.LetThroughAsync);
        tab.Page.PageError += (_, error) => tab._errors.Enqueue(error);
        tab.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
                tab._errors.Enqueue(message.Text);
        };
        return tab;
    }

    /// <summary>Goes to a view of the console, such as <c>live</c>, and waits until it stands there.</summary>
    public async Task GoAsync(string view)
    {
        await Page.GotoAsync($"{_service}#/{view}");
        await Assertions.Expect(Page.Locator("h1")).ToBeVisibleAsync();
    }

    /// <summary>Whether the page is no wider than the window.</summary>
    public async Task<bool> FitsAsync() => await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth");

    /// <summary>A picture for the documentation, where the run was asked for pictures.</summary>
    public async Task PictureAsync(string name, bool whole = false)
    {
        if (Environment.GetEnvironmentVariable("VERIFIERS_SCREENSHOTS") is not { Length: > 0 })
            return;
        var path = Path.Combine(EndToEnd.Tests.Repository.Root, "docs", "images", name + ".png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await Page.ScreenshotAsync(new() { Path = path, FullPage = whole, Scale = ScreenshotScale.Css });
    }

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_foreign);
        Assert.DoesNotContain(_errors, error => !ExpectedErrors.Exists(expected => error.Contains(expected, StringComparison.Ordinal)));
    }

    private async Task LetThroughAsync(IRoute route)
    {
        var address = new Uri(route.Request.Url);
        var isOurs = _service is null ? address.Scheme == "file" : address.Authority == _service.Authority;
        if (isOurs || address.Scheme is "data" or "blob")
        {
            await route.ContinueAsync();
            return;
        }
        _foreign.Enqueue(route.Request.Url);
        await route.AbortAsync();
    }
}
