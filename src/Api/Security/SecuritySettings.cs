using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Security;

/// <summary>Who may ask, and what the log may say. <c>Security</c> in the settings.</summary>
public sealed class SecuritySettings
{
    /// <summary>
    /// Whether requests need an API key. <c>auto</c>: when a key file is named, or an address is listened on that other machines reach.
    /// Default: auto.
    /// </summary>
    public KeyPolicy Keys { get; init; } = KeyPolicy.Auto;

    /// <summary>The file of keys that <c>verifiers keys</c> writes. Default: none.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>How often the file of keys is looked at, in seconds. Default: 1.</summary>
    [Range(0.1, 3600)]
    public double KeyFileSeconds { get; init; } = 1;

    /// <summary>Whether the log may hold text of completions, which messages of exceptions may quote. For finding a fault. Default: false.</summary>
    public bool CompletionsInLog { get; init; }
}

/// <summary>Whether requests need an API key.</summary>
public enum KeyPolicy
{
    /// <summary>When a key file is named, or other machines reach the service.</summary>
    Auto,

    /// <summary>Always.</summary>
    Required,

    /// <summary>Never: something else guards the address.</summary>
    None,
}
