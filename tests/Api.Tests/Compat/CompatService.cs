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
    public async Task<JsonElement> AskAsync(string path, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await PostAsync(Encoding.UTF8.GetBytes(body), "application/json", path: path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The same with a body made of an object.</summary>
    public Task<JsonElement> AskAsync(string path, object body, HttpStatusCode expected = HttpStatusCode.OK) =>
        AskAsync(path, JsonSerializer.Serialize(body), expected);

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
