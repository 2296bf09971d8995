using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Api.Plugins;

/// <summary>What a plug-in script sees besides the library: its name, the sandbox, and a short way to make a verifier of a function.</summary>
/// <param name="name">The file's name.</param>
/// <param name="version">Another for every other text of the script.</param>
/// <param name="runner">Runs untrusted programs.</param>
public sealed class PluginContext(string name, int version, ICodeRunner runner)
{
    /// <summary>The verifier's name: the file's, without the extension.</summary>
    public string Name => name;

    /// <summary>Changes with the script's text, so that the content hash of every rubric that uses it does.</summary>
    public int SemanticsVersion => version;

    /// <summary>Runs programs in the sandbox.</summary>
    public ICodeRunner Runner => runner;

    /// <summary>A verifier that is one function.</summary>
    /// <param name="summary">What it decides, in a sentence.</param>
    /// <param name="judge">Judges one completion. The reference and the options are of the kind <see cref="JsonValueKind.Undefined"/> where there are none.</param>
    /// <param name="needsReference">Whether a sample without a reference is refused.</param>
    /// <param name="check">Refuses a wrong reference or wrong options before anything is judged, by throwing <see cref="FormatException"/>.</param>
    public IVerifier Verifier(
        string summary, Func<Completion, JsonElement, JsonElement, Judgement> judge, bool needsReference = true, Action<JsonElement, JsonElement>? check = null) =>
        new PluginVerifier(this, summary, (completion, reference, options, _) => ValueTask.FromResult(judge(completion, reference, options)), needsReference, Lane.Cpu, check);

    /// <summary>A verifier that is one function, which runs programs or waits for something else.</summary>
    /// <param name="summary">What it decides, in a sentence.</param>
    /// <param name="judge">Judges one completion.</param>
    /// <param name="needsReference">Whether a sample without a reference is refused.</param>
    /// <param name="lane">Which limit of concurrency it shares.</param>
    /// <param name="check">Refuses a wrong reference or wrong options before anything is judged, by throwing <see cref="FormatException"/>.</param>
    public IVerifier AsyncVerifier(
        string summary, Func<Completion, JsonElement, JsonElement, CancellationToken, Task<Judgement>> judge, bool needsReference = true,
        Lane lane = Lane.Sandbox, Action<JsonElement, JsonElement>? check = null) =>
        new PluginVerifier(this, summary, (completion, reference, options, leaving) => new(judge(completion, reference, options, leaving)), needsReference, lane, check);
}
