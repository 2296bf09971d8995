using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Cache;

/// <summary>Verdicts that are kept from one run to the next. <c>Cache</c> in the settings.</summary>
public sealed class CacheSettings
{
    /// <summary>The file, made when it is missing; several processes may share it. It holds parts of completions. Default: none, and nothing is kept.</summary>
    public string File { get; init; } = "";

    /// <summary>Size of the file, in MiB. Above it the verdicts that were not used for longest make room. Default: 1024.</summary>
    [Range(1, 1 << 20)]
    public int MaxMiB { get; init; } = 1024;
}
