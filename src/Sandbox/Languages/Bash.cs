namespace Verifiers.Sandbox.Languages;

/// <summary>Bash. A script is read line by line as it runs, so there is nothing to check before.</summary>
internal static class Bash
{
    public static Language Description { get; } = new("bash", new LanguageCommand("/usr/bin/bash", "{program}"))
    {
        Needs = ["/usr/bin/bash"],
        VersionCommand = ["/usr/bin/bash", "--version"],
        Packages = "bash",
        SourceName = "solution.sh",
    };
}
