namespace Verifiers.Api.Rescoring.Output;

/// <summary>
/// Where a run with <c>--retry-errors</c> writes: a folder inside the output, which is a run of its own with its own checkpoint. When it is whole its
/// files replace those beside it, the checkpoint last. A crash on the way leaves the complete checkpoint in here, and whoever opens the output next
/// moves the rest: at every moment each output is there, old or new.
/// </summary>
internal static class RetryFolder
{
    /// <param name="folder">The output.</param>
    /// <param name="suffix">The shard's.</param>
    public static string PathOf(string folder, string suffix) => Path.Combine(folder, ".retry" + suffix);

    /// <summary>Whether another run than this left something there, which is of no use.</summary>
    public static bool HoldsAnother(string folder, string suffix, RunIdentity run) =>
        Checkpoint.Read(CheckpointIn(PathOf(folder, suffix), suffix)) is { } before && run.DifferenceFrom(before.Run) is not null;

    /// <summary>Throws it away.</summary>
    public static void Delete(string folder, string suffix)
    {
        if (Directory.Exists(PathOf(folder, suffix)))
            Directory.Delete(PathOf(folder, suffix), recursive: true);
    }

    /// <summary>Moves what is whole to its place; what is not stays, to be gone on with.</summary>
    /// <param name="folder">The output.</param>
    /// <param name="suffix">The shard's.</param>
    /// <param name="outputs">All outputs of this shard in the folder: those that the new run has not are deleted.</param>
    public static void TakeOver(string folder, string suffix, Func<IEnumerable<string>> outputs)
    {
        var retry = PathOf(folder, suffix);
        if (!Directory.Exists(retry))
            return;
        if (!File.Exists(CheckpointIn(folder, suffix)))
        {
            Delete(folder, suffix); // the output that it belonged to was thrown away by hand
            return;
        }
        if (Checkpoint.Read(CheckpointIn(retry, suffix)) is not { IsComplete: true } whole)
            return;
        foreach (var name in whole.Lengths.Keys.Where(name => File.Exists(Path.Combine(retry, name))))
            File.Move(Path.Combine(retry, name), Path.Combine(folder, name), overwrite: true);
        foreach (var stale in outputs().Where(path => !whole.Lengths.ContainsKey(Path.GetFileName(path))).ToList())
            File.Delete(stale);
        File.Move(CheckpointIn(retry, suffix), CheckpointIn(folder, suffix), overwrite: true);
        Delete(folder, suffix);
    }

    private static string CheckpointIn(string folder, string suffix) => Path.Combine(folder, $"checkpoint{suffix}.json");
}
