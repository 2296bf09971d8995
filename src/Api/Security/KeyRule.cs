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
        KeyPolicy.Auto => _settings.KeyFile.Length > 0 || Bound.Any(IsReachable),
    };

    /// <summary>Looks before anything is started, so that the operator reads one sentence.</summary>
    /// <param name="addresses">Those that the settings name.</param>
    /// <exception cref="InvalidOperationException">There are no keys where there must be some.</exception>
    public void Check(IEnumerable<string> addresses)
    {
        var reachable = addresses.FirstOrDefault(IsReachable);
        if (_settings.Keys == KeyPolicy.None || (_settings is { Keys: KeyPolicy.Auto, KeyFile: "" } && reachable is null))
            return;
        if (_settings.KeyFile.Length > 0)
            keys.Open();
        if (keys.Count == 0)
            throw new InvalidOperationException(
                $"{Reason(reachable)} Make a key with 'verifiers keys add NAME --file keys.json' and start with --Security:KeyFile keys.json; or, if something else guards the address, say --Security:Keys none.");
    }

    /// <summary>Looks again at the addresses that are bound, however they were named. Until here <see cref="Gate"/> lets nobody in without a key.</summary>
    /// <exception cref="InvalidOperationException">There are no keys where there must be some.</exception>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Check(Bound);
        return Task.CompletedTask;
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

    private ICollection<string> Bound => server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    private string Reason(string? reachable) =>
        _settings is { Keys: KeyPolicy.Auto, KeyFile: "" } ? $"{reachable} is reached by other machines, and there are no API keys."
        : _settings.KeyFile.Length == 0 ? "API keys are required, and no file of keys is named."
        : $"API keys are required, and {_settings.KeyFile} holds none.";
}
