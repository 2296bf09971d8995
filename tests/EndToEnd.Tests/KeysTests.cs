using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace Verifiers.EndToEnd.Tests;

/// <summary>API keys as an operator makes them, and a service that other machines would reach.</summary>
public sealed class KeysTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifiers-keys-");

    private string File => Path.Combine(_folder.FullName, "keys.json");

    [Theory]
    [InlineData("http://0.0.0.0", "is reached by other machines, and there are no API keys")]
    [InlineData("http://127.0.0.1", "API keys are required, and no file of keys is named", "--Security:Keys", "required")]
    [InlineData("http://127.0.0.1", "is reached by other machines", "--Kestrel:Endpoints:All:Url", "http://[::]:0")]
    [InlineData("http://127.0.0.1", "missing.json cannot be read", "--Security:KeyFile", "FOLDER/missing.json")]
    public async Task Without_keys_where_there_must_be_some_the_service_does_not_start(string address, string sentence, params string[] settings)
    {
        var (status, output, errors) = await RunAsync(
            ["serve", "--urls", $"{address}:0", "--Sandbox:Launchers", "bubblewrap",
             .. settings.Select(setting => setting.Replace("FOLDER", _folder.FullName, StringComparison.Ordinal))]);
        Assert.Equal(1, status);
        Assert.Contains(sentence, errors, StringComparison.Ordinal);
        Assert.Single(errors.Trim().Split('\n')); // a sentence, not a stack
        Assert.DoesNotContain("listening", output, StringComparison.Ordinal);
        if (!sentence.Contains("cannot be read", StringComparison.Ordinal))
            Assert.Contains("verifiers keys add NAME --file keys.json", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_made_listed_used_and_revoked_while_the_service_runs()
    {
        var (status, key, errors) = await RunAsync(["keys", "add", "trainer", "--file", File, "--samples-per-minute", "100000"]);
        Assert.Equal((0, 1), (status, key.Trim().Split('\n').Length));
        Assert.Contains("shown this once", errors, StringComparison.Ordinal);
        key = key.Trim();
        Assert.DoesNotContain(key, await System.IO.File.ReadAllTextAsync(File), StringComparison.Ordinal);
        var (_, listed, _) = await RunAsync(["keys", "list", "--file", File]);
        Assert.Contains("trainer", listed, StringComparison.Ordinal);
        Assert.Contains("100000", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(key, listed, StringComparison.Ordinal);

        var service = new Guarded(File);
        await service.InitializeAsync();
        try
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(service, null));
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(service, key));
            Assert.Equal(0, (await RunAsync(["keys", "revoke", "trainer", "--file", File])).Status);
            for (var attempt = 0; attempt < 600 && await StatusAsync(service, key) != HttpStatusCode.Unauthorized; attempt++)
                await Task.Delay(50);
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(service, key));
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_client_command_sends_the_key_of_the_environment()
    {
        var (_, key, _) = await RunAsync(["keys", "add", "cli", "--file", File]);
        var samples = Path.Combine(_folder.FullName, "samples.jsonl");
        await System.IO.File.WriteAllTextAsync(samples, """{"completion": "x", "rubric": "format"}""");
        var service = new Guarded(File);
        await service.InitializeAsync();
        try
        {
            string[] score = ["score", samples, "--url", service.Http.BaseAddress!.ToString()];
            var (refused, _, why) = await RunAsync(score);
            Assert.Equal(1, refused);
            Assert.Contains("answered 401", why, StringComparison.Ordinal);
            Assert.Equal(0, (await RunAsync(score, key.Trim())).Status);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Theory]
    [InlineData("a name with spaces", "expected 1 to 64 letters", "keys", "add", "a b")]
    [InlineData("a name twice", "there is a key 'taken' already", "keys", "add", "taken")]
    [InlineData("no such key", "has no key 'nobody'", "keys", "revoke", "nobody")]
    [InlineData("a quota of nothing", "expected at least 1", "keys", "add", "new", "--requests-per-minute", "0")]
    public async Task What_cannot_be_done_is_a_sentence_and_an_exit_status(string what, string sentence, params string[] command)
    {
        Assert.Equal(0, (await RunAsync(["keys", "add", "taken", "--file", File])).Status);
        var (status, output, errors) = await RunAsync([.. command, "--file", File]);
        Assert.True(status == 1, what);
        Assert.Contains(sentence, errors + output, StringComparison.Ordinal);
        Assert.DoesNotContain("vrf_", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<HttpStatusCode> StatusAsync(ServiceProcess service, string? key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/score")
        {
            Content = JsonContent.Create(new { rubric = "format", samples = new[] { new { completion = "x" } } }),
        };
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        using var response = await service.Http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<(int Status, string Output, string Errors)> RunAsync(string[] arguments, string? key = null)
    {
        var start = new ProcessStartInfo(Repository.Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        if (key is not null)
            start.Environment["VERIFIERS_API_KEY"] = key;
        using var process = Process.Start(start)!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(2)); // a service that did start would go on for ever
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    private sealed class Guarded(string file) : ServiceProcess
    {
        protected override IReadOnlyList<string> Settings =>
            ["--Security:KeyFile", file, "--Security:KeyFileSeconds", "0.2", "--Sandbox:Launchers", "bubblewrap"];
    }
}
