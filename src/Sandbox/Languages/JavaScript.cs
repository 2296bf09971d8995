namespace Verifiers.Sandbox.Languages;

/// <summary>JavaScript by Node.js, as a CommonJS or an ECMAScript module.</summary>
internal static class JavaScript
{
    public static Language Description { get; } = new("javascript", NodeRun)
    {
        Needs = ["/usr/bin/node"],
        VersionCommand = ["/usr/bin/node", "--version"],
        Packages = "nodejs",
        SourceName = "solution.js",
        Compile = new LanguageCommand("/usr/bin/node", "--check", "{source}"),
        RuntimeMemoryMiB = 96,
        RuntimeThreads = 24,
    };

    // The stack may take half of the memory, as it may in a native program.
    public static LanguageCommand NodeRun => new("/usr/bin/node", "--max-old-space-size={memory}", "--stack-size={stack}", "{program}");
}
