namespace Verifiers.Sandbox.Languages;

/// <summary>Rust, one file, the standard library only.</summary>
internal static class Rust
{
    public static Language Description { get; } = new("rust", new LanguageCommand("solution"))
    {
        Needs = ["/usr/bin/rustc", "/usr/bin/cc"],
        VersionCommand = ["/usr/bin/rustc", "--version"],
        Packages = "rustc",
        SourceName = "solution.rs",
        Compile = new LanguageCommand(
            "/usr/bin/rustc", "--edition", "2021", "--crate-name", "solution", "-C", "opt-level=2", "-A", "warnings", "-o", "/tmp/solution.out", "{source}"),
        Compiled = "/tmp/solution.out",
        IsNative = true,
        BoundAddresses = true,
    };
}
