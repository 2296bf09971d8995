using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace Verifiers.Api.Tests;

/// <summary>The real service on a real port of the loopback: what a trainer talks to.</summary>
public class Service : WebApplicationFactory<Program>
{
    // The port by a setting: UseKestrel(0) sets it while the service starts beside it, and sometimes too late.
    public Service() => UseKestrel();

    /// <summary>Settings on top of the defaults.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("urls", "http://127.0.0.1:0");
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);
    }

    /// <summary>Posts a body to <c>/score</c>.</summary>
    public Task<HttpResponseMessage> PostAsync(string body, string accept = "application/json") =>
        PostAsync(Encoding.UTF8.GetBytes(body), "application/json", accept);

    /// <summary>Posts a body of any bytes and media type, to <c>/score</c> unless another path is given.</summary>
    public async Task<HttpResponseMessage> PostAsync(byte[] body, string? mediaType, string accept = "application/json", string path = "/score")
    {
        using var client = CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (mediaType is not null)
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
        request.Headers.Accept.ParseAdd(accept);
        return await client.SendAsync(request);
    }

    /// <summary>Posts a body that must be answered with 200.</summary>
    public async Task<JsonElement> ScoreAsync(string body)
    {
        using var response = await PostAsync(body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What a GET answers, as JSON.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var client = CreateClient();
        return JsonDocument.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative))).RootElement;
    }
}
