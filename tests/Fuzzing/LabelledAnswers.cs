using System.Text.Json;

namespace Verifiers.Fuzzing;

/// <summary>The references and answers of the labelled cases, to start from.</summary>
internal static class LabelledAnswers
{
    private const int LongestAnswer = 400;

    /// <summary>All distinct short ones, in a fixed order.</summary>
    /// <param name="folder">The folder of the JSONL files.</param>
    public static IReadOnlyList<string> Read(string folder) =>
    [
        .. new[] { "dev_cases", "dev_adversarial", "dev_outputs", "spec_table" }
            .SelectMany(file => File.ReadLines(Path.Combine(folder, file + ".jsonl")))
            .SelectMany(TextsOf)
            .Where(text => text.Length is > 0 and <= LongestAnswer)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>The folder in the source tree above a folder of build output.</summary>
    public static string Folder(string below) => File.Exists(Path.Combine(below, "Verifiers.sln"))
        ? Path.Combine(below, "tests", "Verifiers.Tests", "Data", "math")
        : Folder(Path.GetDirectoryName(below)!);

    private static IEnumerable<string> TextsOf(string line)
    {
        using var document = JsonDocument.Parse(line);
        return
        [
            .. ((string[])["gold", "reference", "pred", "answer"])
                .Where(name => document.RootElement.TryGetProperty(name, out var field) && field.ValueKind == JsonValueKind.String)
                .Select(name => document.RootElement.GetProperty(name).GetString()!),
        ];
    }
}
