namespace Verifiers.Sandbox.Languages;

/// <summary>C with GNU extensions, by the distribution's compiler.</summary>
internal static class C
{
    public static Language Description { get; } = new("c", new LanguageCommand("solution"))
    {
        Needs = ["/usr/bin/gcc"],
        VersionCommand = ["/usr/bin/gcc", "--version"],
        Packages = "gcc libc6-dev",
        SourceName = "solution.c",
        Compile = new LanguageCommand(
            "/usr/bin/gcc", "-std=gnu17", "-O2", "-pipe", "-w", "-fmax-errors=5", "-fno-diagnostics-show-caret",
            "-o", "/tmp/solution.out", "{source}", "-lm", "-lpthread"),
        Compiled = "/tmp/solution.out",
        IsNative = true,
        BoundAddresses = true,
    };
}
