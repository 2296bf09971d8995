using Verifiers.EndToEnd.Tests;

namespace Verifiers.WebConsole.Tests;

/// <summary>The service in a process of its own, with a file of disagreements that the page may show.</summary>
public sealed class ConsoleService : ServiceProcess
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifiers-console-");

    /// <summary>A rubric whose two verifiers disagree about an answer that is right and has no tags.</summary>
    public const string Disagreeing =
        """{"name": "two", "components": [{"verifier": "agree", "options": {"verifiers": [{"verifier": "math"}, {"verifier": "format"}]}}]}""";

    protected override IReadOnlyList<string> Settings =>
        ["--Review:File", Path.Combine(_folder.FullName, "review.jsonl"), "--Review:InConsole", "true", "--Review:MaxWait", "00:01:00"];
}
