using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Settings;

/// <summary>Where rubrics are. <c>Rubrics</c> in the settings.</summary>
public sealed class RubricSettings
{
    /// <summary>A folder of rubric files. Default: none.</summary>
    public string? Folder { get; init; }
}

/// <summary>Where plug-ins are. <c>Plugins</c> in the settings.</summary>
public sealed class PluginSettings
{
    /// <summary>A folder of verifiers as scripts. Default: none.</summary>
    public string? Folder { get; init; }
}

/// <summary>How the folders are looked at. <c>Reload</c> in the settings.</summary>
public sealed class ReloadSettings
{
    /// <summary>How often both folders are looked at, in seconds; 0 for never. Default: 2.</summary>
    [Range(0, 86_400)]
    public double Seconds { get; init; } = 2;
}
