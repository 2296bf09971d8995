using System.Runtime.Versioning;
using Verifiers.Api.Security;

namespace Verifiers.Api.Tests.Security;

[UnsupportedOSPlatform("windows")]
public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifiers-keys-");
    private readonly string _file;

    public KeyFileTests() => _file = Path.Combine(_folder.FullName, "keys.json");

    [Fact]
    public void A_key_is_256_random_bits_and_the_file_holds_its_hash_alone()
    {
        var (key, text) = ApiKey.Make("a", DateTimeOffset.UtcNow);
        Assert.Matches("^vrf_[A-Za-z0-9_-]{43}$", text);
        Assert.NotEqual(text, ApiKey.Make("a", DateTimeOffset.UtcNow).Text);
        KeyFile.Change(_file, keys => [.. keys, key]);
        Assert.Equal([key], KeyFile.Read(_file));
        Assert.DoesNotContain(text[4..], File.ReadAllText(_file), StringComparison.Ordinal);
        Assert.Equal(Convert.ToHexStringLower(ApiKey.HashOf(text)), key.Sha256);
    }

    [Fact]
    public void The_file_is_its_owners_and_one_that_others_may_write_is_refused()
    {
        KeyFile.Change(_file, _ => [ApiKey.Make("a", DateTimeOffset.UtcNow).Key]);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_file));
        File.SetUnixFileMode(_file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite);
        Assert.Contains("chmod 600", Assert.Throws<KeyFileException>(() => KeyFile.Read(_file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is no file of keys, at line 1")]
    [InlineData("{\"keys\": [", "is no file of keys")]
    [InlineData("{\"keyz\": []}", "is no file of keys")]
    [InlineData("{\"keys\": [null]}", "null stands among the keys")]
    [InlineData("""{"keys": [{"name": null, "sha256": "HASH", "created": "2026-01-01T00:00:00Z"}]}""", "a key lacks its name or its sha256")]
    [InlineData("""{"keys": [{"name": "a", "sha256": null, "created": "2026-01-01T00:00:00Z"}]}""", "a key lacks its name or its sha256")]
    [InlineData("""{"keys": [{"name": "a b", "sha256": "HASH", "created": "2026-01-01T00:00:00Z"}]}""", "'a b' is no name")]
    [InlineData("""{"keys": [{"name": "a", "sha256": "1234", "created": "2026-01-01T00:00:00Z"}]}""", "sha256 of 'a': expected 64 hexadecimal digits")]
    [InlineData("""{"keys": [{"name": "a", "sha256": "HASH", "created": "2026-01-01T00:00:00Z", "requests_per_minute": 0}]}""", "the quotas of 'a'")]
    [InlineData("""{"keys": [{"name": "a", "sha256": "HASH", "created": "2026-01-01T00:00:00Z", "quota": 3}]}""", "is no file of keys")]
    [InlineData("""{"keys": [{"name": "a", "sha256": "HASH", "created": "2026-01-01T00:00:00Z"}, {"name": "a", "sha256": "HASH", "created": "2026-01-01T00:00:00Z"}]}""", "'a' stands in it twice")]
    public void A_file_that_cannot_be_used_is_refused_with_what_was_expected(string text, string sentence)
    {
        File.WriteAllText(_file, text.Replace("HASH", new string('a', 64), StringComparison.Ordinal));
        Assert.Contains(sentence, Assert.Throws<KeyFileException>(() => KeyFile.Read(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_are_added_at_the_same_time_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(() =>
            KeyFile.Change(_file, keys => [.. keys, ApiKey.Make($"{number}", DateTimeOffset.UtcNow).Key]))));
        Assert.Equal(16, KeyFile.Read(_file).Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
