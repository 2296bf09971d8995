using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Review;

/// <summary>Where disagreements between verifiers are kept for people. <c>Review</c> in the settings.</summary>
public sealed class ReviewSettings
{
    /// <summary>The file, one JSON object a line; made when it is missing. It holds completions. Default: none, and nothing is kept.</summary>
    public string File { get; init; } = "";

    /// <summary>Size of the file, in MiB. A full file takes no more lines: what people have not read is not overwritten. Default: 64.</summary>
    [Range(1, 1 << 20)]
    public int MaxMiB { get; init; } = 64;

    /// <summary>Characters of a prompt or completion in a line. Default: 32,768.</summary>
    [Range(100, 10_000_000)]
    public int MaxCharacters { get; init; } = 32_768;

    /// <summary>How long a judgement waits for its line to be on the disk. Default: 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether the web page may show the last lines. Default: false, for the file holds completions of everybody, and whoever may ask the
    /// service could then read them.
    /// </summary>
    public bool InConsole { get; init; }
}
