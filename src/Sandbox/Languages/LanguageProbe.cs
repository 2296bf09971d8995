using System.Text;
using Verifiers.Code;
using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox.Languages;

/// <summary>Finds out which languages a sandbox has, by asking each for its version in it.</summary>
internal static class LanguageProbe
{
    private const int LongestVersion = 100;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);

    /// <returns>By language: what its version command printed first. A language that is missing, or does not answer, is absent.</returns>
    public static async Task<IReadOnlyDictionary<string, string>> FindAsync(Slot slot, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal) { [LanguageCatalog.Python] = slot.Features.Python };
        foreach (var language in LanguageCatalog.All)
        {
            if (!slot.IsFit) break;
            if (await AskAsync(slot, LanguageJobs.Version(language), cancellationToken) is { Length: > 0 } version) found[language.Name] = version;
        }

        return found;
    }

    private static async Task<string?> AskAsync(Slot slot, Job job, CancellationToken cancellationToken)
    {
        string? version = null;
        if (!await slot.TrySendAsync(JobRunner.MessageOf(job, 0, 1))) return null;
        while (await slot.ReadAsync(_patience, cancellationToken) is { Kind: FrameKind.Result } frame)
        {
            var facts = AgentClient.Parse(frame, SandboxJson.Default.AgentFacts);
            var result = OutcomeRules.Judge(job.Invocations[0], job.Limits, facts, frame.Body);
            if (result is not { Outcome: RunOutcome.Exited, ExitCode: 0, Signal: 0 }) continue;
            var line = Encoding.UTF8.GetString(result.StandardOutput.Span).Split('\n', 2)[0].Trim();
            version = line[..Math.Min(line.Length, LongestVersion)];
        }

        return version;
    }
}
