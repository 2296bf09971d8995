using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Verifiers.Api.Security;

/// <summary>Whether keys are needed here. A service that other machines reach does not start without them unless it is told to.</summary>
internal sealed class KeyRule(IOptions<SecuritySettings> settings, IServer server, KeyRing keys) : IHostedLifecycleService
{
    private readonly SecuritySettings _settings = settings.Value;
    private bool? _isRequired;

    /// <summary>Whether requests need a key. By the addresses that are really listened on, whichever setting named them.</summary>
    public bool KeysAreRequired => _isRequired ??= _settings.Keys switch
    {
        KeyPolicy.Required => true,
        KeyPolicy.None => false,
        KeyPolicy.Auto => _settings.KeyFile.Length > 0 || FindReachable() is not null,
    };

    /// <summary>The addresses are bound, and until here <see cref="Gate"/> lets nobody in without a key.</summary>
    /// <exception cref="InvalidOperationException">There are no keys where there must be some.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!KeysAreRequired)
            return Task.CompletedTask;
        if (_settings.KeyFile.Length > 0)
            keys.Open();
        return keys.Count > 0 ? Task.CompletedTask : throw new InvalidOperationException(
            $"{Reason()} Make a key with 'verifiers keys add NAME --file keys.json' and start with --Security:KeyFile keys.json; or, if something else guards the address, say --Security:Keys none.");
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Whether other machines reach an address.</summary>
    public static bool IsReachable(string address)
    {
        var host = BindingAddress.Parse(address) is { IsUnixPipe: false } binding ? binding.Host.Trim('[', ']') : "localhost";
        return !host.Equals("localhost", StringComparison.OrdinalIgnoreCase) && !(IPAddress.TryParse(host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private string? FindReachable() => server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault(IsReachable);

    private string Reason() => FindReachable() is { } address && _settings.Keys == KeyPolicy.Auto && _settings.KeyFile.Length == 0
        ? $"{address} is reached by other machines, and there are no API keys."
        : _settings.KeyFile.Length == 0 ? "API keys are required, and no file of keys is named." : $"API keys are required, and {_settings.KeyFile} holds none.";
}
