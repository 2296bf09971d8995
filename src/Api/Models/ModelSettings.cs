using System.ComponentModel.DataAnnotations;

namespace Verifiers.Api.Models;

/// <summary>One model, or one remote verifier: where it is and how it is asked. <c>Models:&lt;name&gt;</c> in the settings; requests never say.</summary>
public sealed class ModelSettings
{
    /// <summary>How it is spoken to.</summary>
    [Required]
    public ModelProtocol? Protocol { get; init; }

    /// <summary>The full address that is posted to, such as <c>http://judge:8000/v1/chat/completions</c>.</summary>
    [Required]
    public Uri? Url { get; init; }

    /// <summary>The model's name as the server knows it. Default: none is sent.</summary>
    public string Model { get; init; } = "";

    /// <summary>Which weights these are. Verdicts of one revision are never taken for another's. Default: none.</summary>
    public string Revision { get; init; } = "";

    /// <summary>The environment variable that holds the API key, sent as a bearer token. Default: no key.</summary>
    public string ApiKeyVariable { get; init; } = "";

    /// <summary>How long one try may take, from its place among the concurrent ones to the last byte. Default: 60 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "01:00:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Calls at one time. Default: 16.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrency { get; init; } = 16;

    /// <summary>How often a call that failed in passing is repeated. Default: 3.</summary>
    [Range(0, 20)]
    public int Retries { get; init; } = 3;

    /// <summary>The wait before the first repetition; it doubles each time, with jitter. Default: 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest wait, and the longest <c>Retry-After</c> that is waited for. Default: 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Tries within half a minute before their failures can open the circuit, which they do when half of them failed. Default: 20.</summary>
    [Range(2, 100_000)]
    public int BreakerThroughput { get; init; } = 20;

    /// <summary>How long nothing is asked once the circuit is open; then one call tries. Default: 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.5", "01:00:00")]
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Answers that are kept for equal requests; 0 keeps none. Default: 10,000.</summary>
    [Range(0, 10_000_000)]
    public int CacheEntries { get; init; } = 10_000;

    /// <summary>Size of one answer, in KiB. Default: 4096.</summary>
    [Range(1, 1 << 20)]
    public int MaxReplyKiB { get; init; } = 4096;

    /// <summary>
    /// For reward models: the text that is scored, with <c>{question}</c> and <c>{response}</c> in it, in the model's own chat format.
    /// Default: what the protocol offers instead (messages for vLLM, a pair for TEI).
    /// </summary>
    public string Template { get; init; } = "";

    /// <summary>For vLLM: the field that is sent as false to get raw numbers; older servers know other names. Default: use_activation.</summary>
    [RegularExpression("use_activation|activation|softmax|")]
    public string RawScoresField { get; init; } = "use_activation";

    /// <summary>For <see cref="ModelProtocol.VllmPooling"/>: which row counts where there are several, as of a process reward model. Default: the last.</summary>
    public RewardRow Row { get; init; }

    /// <summary>Whether the proxy of the environment is used. Default: false.</summary>
    public bool UseProxy { get; init; }
}

/// <summary>How a model is spoken to.</summary>
public enum ModelProtocol
{
    /// <summary><c>POST /v1/chat/completions</c>, as OpenAI, vLLM, SGLang and others speak it: a judge.</summary>
    OpenAiChat,

    /// <summary>vLLM's <c>POST /classify</c>: the last of the probabilities.</summary>
    VllmClassify,

    /// <summary>vLLM's <c>POST /pooling</c>: the last value of a row.</summary>
    VllmPooling,

    /// <summary>vLLM's <c>POST /score</c>: question and response as a pair.</summary>
    VllmScore,

    /// <summary>SGLang's <c>POST /classify</c>.</summary>
    SglangClassify,

    /// <summary>Text Embeddings Inference's <c>POST /predict</c>.</summary>
    TeiPredict,

    /// <summary>OpenRLHF's <c>POST /get_reward</c>.</summary>
    OpenRlhf,

    /// <summary>A resources server of NeMo-Gym, <c>POST /verify</c>: a remote verifier.</summary>
    NemoGym,
}

/// <summary>Which row of several counts.</summary>
public enum RewardRow
{
    /// <summary>The last one.</summary>
    Last,

    /// <summary>The one with the smallest value.</summary>
    Min,
}
