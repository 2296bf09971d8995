namespace Verifiers.Sandbox.Languages;

/// <summary>
/// C++20 with GNU extensions, by the distribution's compiler. Where the headers that most programs ask for lie prepared, it takes them
/// when they are the first thing that a program includes, and nothing before that (a macro, a pragma) would change them.
/// </summary>
internal static class Cpp
{
    public static Language Description { get; } = new("cpp", new LanguageCommand("solution"))
    {
        Needs = ["/usr/bin/g++"],
        VersionCommand = ["/usr/bin/g++", "--version"],
        Packages = "g++",
        SourceName = "solution.cpp",
        Compile = new LanguageCommand(
            "/usr/bin/g++", "-std=gnu++20", "-O2", "-pipe", "-w", "-fmax-errors=5", "-fno-diagnostics-show-caret",
            "-I/prepared/cpp", "-o", "/tmp/solution.out", "{source}", "-lpthread"),
        Compiled = "/tmp/solution.out",
        IsNative = true,
        BoundAddresses = true,
    };
}
