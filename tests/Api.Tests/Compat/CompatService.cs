using System.Net;
using System.Text;
using System.Text.Json;

namespace Verifiers.Api.Tests.Compat;

/// <summary>The service as a trainer meets it that speaks another protocol.</summary>
public class CompatService : Service, IAsyncLifetime
{
    /// <summary>Starts the service and waits until it knows its languages, so that no test pays for that within its client's patience.</summary>
    public async Task InitializeAsync()
    {
        using var client = CreateClient();
        using var ready = await client.GetAsync(new Uri("/readyz", UriKind.Relative));
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string> { ["Sandbox:Launchers"] = "bubblewrap" };

    /// <summary>Posts JSON that must be answered with this status; returns the answer.</summary>
    public async Task<JsonElement> AskAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK, params (string Name, string Value)[] headers)
    {
        using var client = CreateClient();
        foreach (var (name, value) in headers)
            client.DefaultRequestHeaders.Add(name, value);
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The same with a body made of an object.</summary>
    public Task<JsonElement> AskAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        AskAsync(path, JsonSerializer.Serialize(body), expected);

    /// <summary>Posts JSON and leaves before it is answered.</summary>
    public async Task AskToLeaveAsync(string path, string body, CancellationToken leaving)
    {
        using var client = CreateClient();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, leaving);
    }

    /// <summary>Waits until a program runs.</summary>
    public async Task UntilBusyAsync()
    {
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if ((await GetAsync("/readyz")).GetProperty("slots").GetProperty("busy").GetInt32() == 1)
                return;
            await Task.Delay(50);
        }
        Assert.Fail("The program that is to fill the service did not begin.");
    }

    /// <summary>Whether this host has a language; where it does not, the endpoints must say so.</summary>
    public async Task<bool> RunsAsync(string language) => (await GetAsync("/readyz")).GetProperty("languages").TryGetProperty(language, out _);
}

/// <summary>A host where no program can be run.</summary>
public sealed class ServiceWithoutSandbox : CompatService
{
    protected override IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["Sandbox:Launchers"] = "bubblewrap",
        ["Sandbox:BubblewrapPath"] = "/nonexistent/bwrap",
    };
}
