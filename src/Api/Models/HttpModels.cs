using System.Text.Json;
using Verifiers.Api.Models.Protocols;
using Verifiers.Judges;

namespace Verifiers.Api.Models;

/// <summary>A judge behind an endpoint.</summary>
internal sealed class HttpChatModel(ModelSettings settings, ModelEndpoint<ChatReply> endpoint, Action<string> onFault) : IChatModel
{
    public string Identity => endpoint.Identity;

    public async ValueTask<ChatReply> AskAsync(ChatRequest request, Func<string, bool> canRead, CancellationToken cancellationToken)
    {
        var (reply, fault, shared) = await endpoint.AskAsync(
            OpenAiChat.Write(settings, request), reply => reply.Fault is null && canRead(reply.Text), cancellationToken);
        if ((fault ?? reply!.Fault) is { } problem)
        {
            onFault(problem);
            return ChatReply.Failed(problem);
        }
        return shared ? reply! with { Cached = true, Tokens = 0 } : reply!;
    }
}

/// <summary>A reward model behind an endpoint.</summary>
internal sealed class HttpRewardModel(
    ModelSettings settings, IRewardProtocol protocol, ModelEndpoint<double> endpoint, Action<string> onFault) : IRewardModel
{
    public string Identity => endpoint.Identity;

    public async ValueTask<RewardReply> ScoreAsync(string question, string response, CancellationToken cancellationToken) =>
        (await endpoint.AskAsync(protocol.Write(settings, question, response), _ => true, cancellationToken)).ToReply(onFault);
}

/// <summary>A remote verifier behind an endpoint.</summary>
internal sealed class HttpRemoteVerifier(ModelSettings settings, ModelEndpoint<double> endpoint, Action<string> onFault) : IRemoteVerifier
{
    public string Identity => endpoint.Identity;

    public async ValueTask<RewardReply> VerifyAsync(string? prompt, string completion, JsonElement fields, CancellationToken cancellationToken) =>
        (await endpoint.AskAsync(NemoGym.Write(settings, prompt, completion, fields), _ => true, cancellationToken)).ToReply(onFault);
}

/// <summary>From the answer of an endpoint to that of a port.</summary>
internal static class NumberAnswer
{
    public static RewardReply ToReply(this (double Value, string? Fault, bool Shared) answer, Action<string> onFault)
    {
        if (answer.Fault is null)
            return new() { Value = answer.Value, Cached = answer.Shared };
        onFault(answer.Fault);
        return RewardReply.Failed(answer.Fault);
    }
}
