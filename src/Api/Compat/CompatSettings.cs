using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Compat;

/// <summary>What trainers cannot say in their own protocol. Bound from the section <c>Compat</c>.</summary>
internal sealed class CompatSettings
{
    /// <summary>The rubric of OpenRLHF and slime where the URL has no <c>?rubric=</c>. Default: none, and the URL must have one.</summary>
    [StringLength(512, MinimumLength = 1)]
    public string? Rubric { get; init; }
}
