using System.Text.Json;

namespace Verifiers.Api.Plugins;

/// <summary>A function of a script as a verifier.</summary>
internal sealed class PluginVerifier(
    PluginContext context, string summary, Func<Completion, JsonElement, JsonElement, CancellationToken, ValueTask<Judgement>> judge,
    bool needsReference, Lane lane, Action<JsonElement, JsonElement>? check) : IVerifier
{
    public string Name => context.Name;

    public string Summary => summary;

    public int SemanticsVersion => context.SemanticsVersion;

    public Lane Lane => lane;

    public ReferenceUse ReferenceUse => needsReference ? ReferenceUse.Required : ReferenceUse.None;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        try
        {
            check?.Invoke(ElementOf(reference), ElementOf(options));
        }
        catch (FormatException refused)
        {
            throw reference.Refused(refused.Message);
        }
        return new Prepared(judge, ElementOf(reference), ElementOf(options));
    }

    private static JsonElement ElementOf(JsonCursor cursor) => cursor.IsPresent ? cursor.Element.Clone() : default;

    private sealed class Prepared(
        Func<Completion, JsonElement, JsonElement, CancellationToken, ValueTask<Judgement>> judge, JsonElement reference, JsonElement options) : IPreparedVerifier
    {
        public ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken) => judge(completion, reference, options, cancellationToken);
    }
}
