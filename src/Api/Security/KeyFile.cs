using System.Text.Json;
using System.Text.Json.Serialization;

namespace Verifiers.Api.Security;

/// <summary>The file of keys: JSON, written whole, readable by its owner alone.</summary>
internal static class KeyFile
{
    private static readonly JsonSerializerOptions Json = new(WireJson.Options)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Reads the keys.</summary>
    /// <exception cref="KeyFileException">It is missing, is none, or others may write it; the message is a sentence.</exception>
    public static IReadOnlyList<ApiKey> Read(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) != UnixFileMode.None)
                throw new KeyFileException($"{path} can be written by others than its owner: chmod 600 {path}");
            var keys = JsonSerializer.Deserialize<Document>(File.ReadAllText(path), Json)?.Keys ?? [];
            return keys.Select(key => FindProblem(key, keys)).FirstOrDefault(problem => problem is not null) is { } problem
                ? throw new KeyFileException($"{path}: {problem}")
                : keys;
        }
        catch (JsonException broken)
        {
            throw new KeyFileException($"{path} is no file of keys, at line {broken.LineNumber + 1}.", broken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    /// <summary>Changes the keys, with other changes kept out meanwhile. A reader sees the file before or after, never in between.</summary>
    /// <exception cref="KeyFileException">It cannot be read or written.</exception>
    public static void Change(string path, Func<IReadOnlyList<ApiKey>, IReadOnlyList<ApiKey>> change)
    {
        try
        {
            using var alone = OpenLock(path + ".lock");
            var keys = change(File.Exists(path) ? Read(path) : []);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var next = path + ".new";
            File.Delete(next);
            using (var file = new FileStream(next, options))
            {
                JsonSerializer.Serialize(file, new Document(keys), Json);
                file.Flush(flushToDisk: true);
            }
            File.Move(next, path, overwrite: true);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"{path} cannot be written: {unwritable.Message}", unwritable);
        }
    }

    /// <summary>What a name may look like.</summary>
    public static bool IsName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    /// <summary>The lock lies beside the file and stays: one that is removed can be held twice.</summary>
    private static FileStream OpenLock(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 100 && File.Exists(path))
            {
                Thread.Sleep(50); // another command is at it
            }
        }
    }

    private static string? FindProblem(ApiKey? key, IReadOnlyList<ApiKey?> all) => key switch
    {
        _ when key is null => "null stands among the keys.",
        _ when key.Name is null || key.Sha256 is null => "a key lacks its name or its sha256.",
        _ when !IsName(key.Name) => $"'{key.Name}' is no name: expected 1 to 64 letters, digits, dots, dashes and underscores.",
        _ when all.Count(other => other?.Name == key.Name) > 1 => $"'{key.Name}' stands in it twice.",
        _ when key.Sha256.Length != 64 || !key.Sha256.All(char.IsAsciiHexDigit) => $"sha256 of '{key.Name}': expected 64 hexadecimal digits.",
        { RequestsPerMinute: < 1 } or { SamplesPerMinute: < 1 } => $"the quotas of '{key.Name}': expected at least 1 a minute.",
        _ => null,
    };

    private sealed record Document(IReadOnlyList<ApiKey> Keys);
}

/// <summary>The file of keys cannot be used; the message is a sentence for the operator.</summary>
internal sealed class KeyFileException(string sentence, Exception? cause = null) : InvalidOperationException(sentence, cause);
