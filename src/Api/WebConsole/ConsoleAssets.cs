using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Verifiers.Api.WebConsole;

/// <summary>The files of the web page, embedded in this assembly: there is no build step and no folder to lose.</summary>
internal static class ConsoleAssets
{
    /// <summary>The page itself.</summary>
    public const string Page = "console.html";

    private const string Prefix = "Verifiers.Api.WebConsole.wwwroot.";

    private static readonly FrozenDictionary<string, ConsoleAsset> All = Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .ToFrozenDictionary(name => name[Prefix.Length..], name => Read(name[Prefix.Length..]), StringComparer.Ordinal);

    /// <summary>The file of this name, or null.</summary>
    public static ConsoleAsset? Find(string name) => All.GetValueOrDefault(name);

    /// <summary>The text of a file that must be there.</summary>
    public static string Text(string name) => Encoding.UTF8.GetString(All[name].Content);

    private static ConsoleAsset Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new(content, MediaTypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(content)[..8])}\"");
    }

    private static string MediaTypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"{name}: no media type is known for '{other}'."),
    };
}

/// <summary>One file.</summary>
/// <param name="Content">Its bytes, UTF-8.</param>
/// <param name="MediaType">As <c>Content-Type</c> has it.</param>
/// <param name="Tag">Changes with the content; an entity tag of HTTP, with its quotation marks.</param>
internal sealed record ConsoleAsset(byte[] Content, string MediaType, string Tag);
