using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Verifiers.Api.Models.Protocols;
using Verifiers.Judges;

namespace Verifiers.Api.Models;

/// <summary>The models and remote verifiers of the settings, each with its endpoint.</summary>
internal sealed partial class ModelDirectory : IModelDirectory, IDisposable
{
    private readonly Dictionary<string, IChatModel> _chat = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IRewardModel> _reward = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IRemoteVerifier> _remote = new(StringComparer.Ordinal);
    private readonly List<IDisposable> _endpoints = [];
    private readonly TimeProvider _clock;
    private readonly ILogger<ModelDirectory> _logger;

    /// <summary>Reads <c>Models:&lt;name&gt;</c>.</summary>
    /// <exception cref="InvalidOperationException">A setting is misspelt, missing or out of range: the service must not start without what it was given.</exception>
    public ModelDirectory(IConfigurationSection section, TimeProvider clock, ILogger<ModelDirectory> logger)
    {
        (_clock, _logger) = (clock, logger);
        foreach (var one in section.GetChildren())
            Add(one.Key, Read(one));
    }

    public IReadOnlyList<string> Names(ModelKind kind) => kind switch
    {
        ModelKind.Chat => [.. _chat.Keys.Order(StringComparer.Ordinal)],
        ModelKind.Reward => [.. _reward.Keys.Order(StringComparer.Ordinal)],
        ModelKind.Verifier => [.. _remote.Keys.Order(StringComparer.Ordinal)],
    };

    public bool TryGetChat(string name, [NotNullWhen(true)] out IChatModel? model) => _chat.TryGetValue(name, out model);

    public bool TryGetReward(string name, [NotNullWhen(true)] out IRewardModel? model) => _reward.TryGetValue(name, out model);

    public bool TryGetRemote(string name, [NotNullWhen(true)] out IRemoteVerifier? model) => _remote.TryGetValue(name, out model);

    public void Dispose() => _endpoints.ForEach(endpoint => endpoint.Dispose());

    private void Add(string name, ModelSettings settings)
    {
        switch (settings.Protocol!.Value)
        {
            case ModelProtocol.OpenAiChat:
                _chat.Add(name, new HttpChatModel(settings, Open(name, settings, OpenAiChat.Read), fault => LogFault(name, fault)));
                break;
            case ModelProtocol.NemoGym:
                _remote.Add(name, new HttpRemoteVerifier(settings, Open(name, settings, NemoGym.Read), fault => LogFault(name, fault)));
                break;
            case ModelProtocol.VllmClassify:
                AddReward(name, settings, new VllmClassify());
                break;
            case ModelProtocol.VllmPooling:
                AddReward(name, settings, new VllmPooling());
                break;
            case ModelProtocol.VllmScore:
                AddReward(name, settings, new VllmScore());
                break;
            case ModelProtocol.SglangClassify:
                AddReward(name, settings, new SglangClassify());
                break;
            case ModelProtocol.TeiPredict:
                AddReward(name, settings, new TeiPredict());
                break;
            case ModelProtocol.OpenRlhf:
                AddReward(name, settings, new OpenRlhf());
                break;
        }
    }

    private void AddReward(string name, ModelSettings settings, IRewardProtocol protocol)
    {
        if (protocol.NeedsTemplate && settings.Template.Length == 0)
            throw Refused(name, $"{settings.Protocol} takes one text: state it as Template, with {{question}} and {{response}} in it.");
        if (settings.Template.Length > 0 && !settings.Template.Contains("{response}", StringComparison.Ordinal))
            throw Refused(name, "Template has no {response} in it: every response would be scored alike.");
        var endpoint = Open(name, settings, answer => protocol.Read(settings, answer));
        _reward.Add(name, new HttpRewardModel(settings, protocol, endpoint, fault => LogFault(name, fault)));
    }

    private ModelEndpoint<T> Open<T>(string name, ModelSettings settings, Func<JsonElement, T> read)
    {
        string? key = null;
        if (settings.ApiKeyVariable.Length > 0)
        {
            key = Environment.GetEnvironmentVariable(settings.ApiKeyVariable);
            if (string.IsNullOrEmpty(key))
                throw Refused(name, $"the environment has no {settings.ApiKeyVariable}, in which the API key should be.");
        }
        var endpoint = new ModelEndpoint<T>(name, settings, key, _clock, read);
        _endpoints.Add(endpoint);
        return endpoint;
    }

    private static ModelSettings Read(IConfigurationSection section)
    {
        ModelSettings settings;
        try
        {
            settings = section.Get<ModelSettings>(binder => binder.ErrorOnUnknownConfiguration = true) ?? new();
        }
        catch (InvalidOperationException fault)
        {
            throw Refused(section.Key, fault.Message, fault);
        }
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(settings, new ValidationContext(settings), problems, validateAllProperties: true))
            throw Refused(section.Key, string.Join(" ", problems.Select(problem => problem.ErrorMessage)));
        if (!settings.Url!.IsAbsoluteUri || settings.Url.Scheme is not ("http" or "https") || settings.Url.UserInfo.Length > 0)
            throw Refused(section.Key, "Url must be a full http or https address without a user; a key belongs in the environment.");
        return settings;
    }

    private static InvalidOperationException Refused(string name, string problem, Exception? cause = null) =>
        new($"The settings Models:{name} cannot be used: {problem}", cause);

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The model {Model} gave no answer: {Fault}")]
    private partial void LogFault(string model, string fault);
}
