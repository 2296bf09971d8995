using System.Text.Json;
using Verifiers.Rubrics;

namespace Verifiers.Scoring;

/// <summary>
/// What of a sample's reference each component of a rubric gets. One value is enough when one component compares with it;
/// several take an object with one field each, which is allowed in every case.
/// </summary>
internal sealed class ReferenceShares
{
    private readonly JsonCursor _reference;
    private readonly string[] _takers;

    /// <summary>The one component that a value by itself is meant for; null when there is none or more than one.</summary>
    private readonly string? _only;

    public ReferenceShares(Rubric rubric, JsonCursor reference)
    {
        // Of the whole rubric, so that a reference is written the same way at every step of a schedule.
        var takers = rubric.Whole.Components.Where(component => component.Verifier.ReferenceUse != ReferenceUse.None).ToList();
        var needing = takers.FindAll(component => component.Verifier.ReferenceUse == ReferenceUse.Required);
        _reference = reference;
        _takers = [.. takers.Select(component => component.Name)];
        _only = needing.Count == 1 ? needing[0].Name : takers.Count == 1 ? takers[0].Name : null;
    }

    /// <exception cref="InvalidInputException">The component needs a reference and has none, or it cannot be told whose the value is.</exception>
    public JsonCursor Of(RubricComponent component) => component.Verifier.ReferenceUse switch
    {
        ReferenceUse.None => JsonCursor.Absent(_reference.Path),
        ReferenceUse.Optional when IsAbsent => JsonCursor.Absent(_reference.Path),
        ReferenceUse.Required when IsAbsent =>
            throw _reference.Refused($"expected a reference: '{component.Name}' compares with one."),
        ReferenceUse.Optional => Part(component.Name),
        ReferenceUse.Required => Part(component.Name) is { IsPresent: true } part ? part : _reference.Required(component.Name, $"the reference of '{component.Name}'"),
    };

    private bool IsAbsent => !_reference.IsPresent || _reference.Kind == JsonValueKind.Null;

    private JsonCursor Part(string name)
    {
        if (_only is null)
            return _reference.Object(_takers).Optional(name);
        if (IsByName)
            return _reference.Optional(name);
        return name == _only ? _reference : JsonCursor.Absent($"{_reference.Path}.{name}");
    }

    /// <summary>An object whose fields are all names of components is one field for each.</summary>
    private bool IsByName => _reference.Kind == JsonValueKind.Object
        && _reference.Element.GetPropertyCount() > 0
        && _reference.Element.EnumerateObject().All(part => part.Value.ValueKind != JsonValueKind.Null && _takers.Contains(part.Name));
}
