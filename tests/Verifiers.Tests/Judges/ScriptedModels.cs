using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Verifiers.Judges;

namespace Verifiers.Tests.Judges;

/// <summary>Models at the ports: each answers by a function of what it is asked, and remembers it.</summary>
internal sealed class ScriptedModels : IModelDirectory
{
    private readonly Dictionary<string, IChatModel> _chat = [];
    private readonly Dictionary<string, IRewardModel> _reward = [];
    private readonly Dictionary<string, IRemoteVerifier> _remote = [];

    /// <summary>Everything that chat models were asked.</summary>
    public ConcurrentQueue<ChatRequest> Asked { get; } = [];

    /// <summary>Everything that reward models and remote verifiers were asked: question and response.</summary>
    public ConcurrentQueue<(string? Question, string Response)> Scored { get; } = [];

    public IReadOnlyList<string> Names(ModelKind kind) => kind switch
    {
        ModelKind.Chat => [.. _chat.Keys],
        ModelKind.Reward => [.. _reward.Keys],
        ModelKind.Verifier => [.. _remote.Keys],
    };

    public ScriptedModels Chat(string name, Func<ChatRequest, string> answer) => Chat(name, request => new ChatReply { Text = answer(request), Tokens = 7 });

    public ScriptedModels Chat(string name, Func<ChatRequest, ChatReply> answer)
    {
        _chat.Add(name, new ChatModel(name, answer, Asked));
        return this;
    }

    public ScriptedModels Reward(string name, Func<string, double> answer)
    {
        _reward.Add(name, new RewardModel(name, response => new() { Value = answer(response) }, Scored));
        return this;
    }

    public ScriptedModels Reward(string name, Func<string, RewardReply> answer)
    {
        _reward.Add(name, new RewardModel(name, answer, Scored));
        return this;
    }

    public ScriptedModels Remote(string name, Func<string, JsonElement, RewardReply> answer)
    {
        _remote.Add(name, new RemoteModel(name, answer, Scored));
        return this;
    }

    public bool TryGetChat(string name, [NotNullWhen(true)] out IChatModel? model) => _chat.TryGetValue(name, out model);

    public bool TryGetReward(string name, [NotNullWhen(true)] out IRewardModel? model) => _reward.TryGetValue(name, out model);

    public bool TryGetRemote(string name, [NotNullWhen(true)] out IRemoteVerifier? model) => _remote.TryGetValue(name, out model);

    private sealed class ChatModel(string name, Func<ChatRequest, ChatReply> answer, ConcurrentQueue<ChatRequest> asked) : IChatModel
    {
        public string Identity => name;

        public ValueTask<ChatReply> AskAsync(ChatRequest request, Func<string, bool> canRead, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            asked.Enqueue(request);
            return ValueTask.FromResult(answer(request));
        }
    }

    private sealed class RewardModel(string name, Func<string, RewardReply> answer, ConcurrentQueue<(string?, string)> scored) : IRewardModel
    {
        public string Identity => name;

        public ValueTask<RewardReply> ScoreAsync(string question, string response, CancellationToken cancellationToken)
        {
            scored.Enqueue((question, response));
            return ValueTask.FromResult(answer(response));
        }
    }

    private sealed class RemoteModel(string name, Func<string, JsonElement, RewardReply> answer, ConcurrentQueue<(string?, string)> scored) : IRemoteVerifier
    {
        public string Identity => name;

        public ValueTask<RewardReply> VerifyAsync(string? prompt, string completion, JsonElement fields, CancellationToken cancellationToken)
        {
            scored.Enqueue((prompt, completion));
            return ValueTask.FromResult(answer(completion, fields));
        }
    }
}
