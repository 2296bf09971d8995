using System.Text.Json;

namespace Verifiers.Judges;

/// <summary>Asks a verifier that runs elsewhere, such as a resources server of NeMo-Gym, so that it can be a component of a rubric.</summary>
/// <param name="models">The services that the operator configured.</param>
public sealed class RemoteVerifier(IModelDirectory models) : IVerifier
{
    public string Name => "remote";

    public string Summary => "The reward that a verifier behind POST /verify gives the completion.";

    public int SemanticsVersion => 1;

    public Lane Lane => Lane.Remote;

    public ReferenceUse ReferenceUse => ReferenceUse.Optional;

    public void CheckOptions(JsonCursor options) => RemoteOptions.Read(options, models);

    public string? IdentityOf(JsonCursor options) => RemoteOptions.Read(options, models).Service.Identity;

    public IPreparedVerifier Prepare(JsonCursor reference, JsonCursor options)
    {
        var settings = RemoteOptions.Read(options, models);
        if (!reference.IsPresent)
            return new PreparedRemote(settings, default);
        if (reference.Kind != JsonValueKind.Object)
            throw reference.Expected("an object: its fields are sent beside the response");
        foreach (var (name, field) in reference.Fields())
        {
            if (name is "responses_create_params" or "response" or "reward")
                throw field.Refused("expected another name: this field of the message is ours.");
        }
        return new PreparedRemote(settings, reference.Element);
    }
}

/// <summary>What a rubric says of a remote verifier.</summary>
internal sealed record RemoteOptions(IRemoteVerifier Service, RewardScale Scale, double Threshold)
{
    public static RemoteOptions Read(JsonCursor options, IModelDirectory models)
    {
        if (!options.IsPresent)
            throw options.Refused("expected options: the service is named.");
        options.Object("service", "scale", "threshold");
        return new(
            ModelName.ReadRemote(options.Required("service", "the name of a service"), models),
            RewardScale.Read(options.Optional("scale"), RewardScaleKind.Unit),
            options.Optional("threshold").NumberOr(1, 0, 1));
    }
}

/// <summary>Asks the service about each completion of a group.</summary>
internal sealed class PreparedRemote(RemoteOptions options, JsonElement fields) : IPreparedVerifier
{
    public async ValueTask<Judgement> JudgeAsync(Completion completion, CancellationToken cancellationToken)
    {
        var reply = await options.Service.VerifyAsync(completion.Prompt, completion.Text, fields, cancellationToken);
        var evidence = new RewardEvidence(options.Service.Identity, reply.Fault is null ? reply.Value : null, [], reply.Cached, reply.Fault);
        if (reply.Fault is { } fault)
            return Judgement.Error("remote_error", $"The remote verifier could not be asked: {fault}", evidence);
        return options.Scale.Of(reply.Value) is { } score
            ? RewardJudgement.Of(score, options.Threshold, evidence)
            : RewardJudgement.OutOfRange(evidence);
    }
}
