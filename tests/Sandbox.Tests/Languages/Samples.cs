namespace Verifiers.Sandbox.Tests.Languages;

/// <summary>Small programs in every language, from <c>data/languages.txt</c>: a line <c>=== language name</c>, then the program.</summary>
internal static class Samples
{
    private static readonly Dictionary<(string Language, string Name), string> _all = File
        .ReadAllText(Path.Combine(AppContext.BaseDirectory, "data", "languages.txt"))
        .Split("\n=== ", StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('\n', 2))
        .ToDictionary(part => (part[0].Replace("=== ", "", StringComparison.Ordinal).Split(' ')[0], part[0].Replace("=== ", "", StringComparison.Ordinal).Split(' ')[1]), part => part[1]);

    public static IEnumerable<string> Languages => _all.Keys.Select(key => key.Language).Distinct();

    public static string Find(string language, string name) => _all[(language, name)];
}
