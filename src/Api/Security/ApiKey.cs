using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Verifiers.Api.Security;

/// <summary>What is kept of an API key: its hash, and what it may ask for.</summary>
/// <remarks>
/// A key is 256 random bits, which nobody guesses however fast the hash is; so it is SHA-256 without salt or stretching. Those protect
/// secrets that people choose, and would cost every request the time that they are meant to cost a thief.
/// </remarks>
public sealed record ApiKey
{
    /// <summary>Told from other secrets by whoever looks for leaked ones.</summary>
    private const string Prefix = "vrf_";

    private const int RandomBytes = 32;

    /// <summary>Whose it is, for people and the log; unique in its file.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the key's text in UTF-8, in hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Requests a minute; null for any number.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>Samples a minute; null for any number.</summary>
    public int? SamplesPerMinute { get; init; }

    /// <summary>Makes a key. Its text is known now and never again.</summary>
    public static (ApiKey Key, string Text) Make(string name, DateTimeOffset now)
    {
        var text = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        return (new() { Name = name, Sha256 = Convert.ToHexStringLower(HashOf(text)), Created = now }, text);
    }

    /// <summary>What is compared.</summary>
    public static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
