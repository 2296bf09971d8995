namespace Verifiers.Api.Rescoring.Output;

/// <summary>Whose a folder is: of one process at a time for each shard, and of one division into shards.</summary>
internal static class FolderLock
{
    private const int Held = 11; // EWOULDBLOCK
    private const int HeldOnMacOs = 35;
    private const int HeldOnWindows = unchecked((int)0x80070020); // ERROR_SHARING_VIOLATION

    /// <summary>Takes the folder for this process. The kernel gives a lock of a killed process back.</summary>
    /// <param name="folder">The output.</param>
    /// <param name="suffix">The shard's.</param>
    /// <exception cref="RescoreException">Another process has it, or it cannot be written.</exception>
    public static FileStream Take(string folder, string suffix)
    {
        try
        {
            return new FileStream(Path.Combine(folder, $".lock{suffix}"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException held) when (held.HResult is Held or HeldOnMacOs or HeldOnWindows)
        {
            throw new RescoreException($"--out {folder}: another process is writing there.");
        }
        catch (IOException fault)
        {
            throw new RescoreException($"--out {folder} cannot be written: {fault.Message}");
        }
    }

    /// <summary>Parts of one run that is divided otherwise would be read as one with these.</summary>
    /// <exception cref="RescoreException">There are such.</exception>
    public static void RefuseOtherDivision(string folder, string suffix)
    {
        var division = DivisionOf(suffix);
        foreach (var path in Directory.EnumerateFiles(folder, "checkpoint*.json"))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (DivisionOf(name["checkpoint".Length..]) != division)
                throw new RescoreException($"--out {folder}: {name}.json is of a run that is divided into other shards. Give another folder, or delete what is in it.");
        }
    }

    /// <summary>From <c>.3-of-16</c> to <c>16</c>.</summary>
    private static string DivisionOf(string suffix) => suffix[(suffix.LastIndexOf('-') + 1)..];
}
