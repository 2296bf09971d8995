using System.Diagnostics.CodeAnalysis;

namespace Verifiers.Judges;

/// <summary>The models that the operator configured, by name. Rubrics name them; a request never says where one is.</summary>
public interface IModelDirectory
{
    /// <summary>The names of the models of one kind, for a message.</summary>
    IReadOnlyList<string> Names(ModelKind kind);

    /// <summary>The chat model of this name.</summary>
    bool TryGetChat(string name, [NotNullWhen(true)] out IChatModel? model);

    /// <summary>The reward model of this name.</summary>
    bool TryGetReward(string name, [NotNullWhen(true)] out IRewardModel? model);

    /// <summary>The remote verifier of this name.</summary>
    bool TryGetRemote(string name, [NotNullWhen(true)] out IRemoteVerifier? model);
}

/// <summary>What a configured model can be asked.</summary>
public enum ModelKind
{
    /// <summary>Converses: a judge.</summary>
    Chat,

    /// <summary>Gives a number.</summary>
    Reward,

    /// <summary>Verifies a completion by rules of its own.</summary>
    Verifier,
}

/// <summary>Reads the name of a model in a rubric.</summary>
internal static class ModelName
{
    private delegate bool Lookup<T>(string name, [NotNullWhen(true)] out T? model);

    public static IChatModel ReadChat(JsonCursor name, IModelDirectory models) => Read<IChatModel>(name, models, ModelKind.Chat, models.TryGetChat);

    public static IRewardModel ReadReward(JsonCursor name, IModelDirectory models) => Read<IRewardModel>(name, models, ModelKind.Reward, models.TryGetReward);

    public static IRemoteVerifier ReadRemote(JsonCursor name, IModelDirectory models) => Read<IRemoteVerifier>(name, models, ModelKind.Verifier, models.TryGetRemote);

    private static T Read<T>(JsonCursor name, IModelDirectory models, ModelKind kind, Lookup<T> lookup)
    {
        const string Expectation = "the name of a model";
        if (lookup(name.String(Expectation), out var model))
            return model;
        var known = models.Names(kind);
        var problem = known.Count == 0
            ? "no model of this kind is configured: the operator's settings name them (Models:<name>)."
            : $"expected the name of a configured model: one of {string.Join(", ", known)}.";
        throw new ModelMissingException(name.Path, problem, [name.String(Expectation)]);
    }
}
