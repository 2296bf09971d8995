namespace Verifiers.Sandbox.Languages;

/// <summary>Rust, one file, the standard library only. Without what debuggers would want of that library, a program is a twentieth of the size.</summary>
internal static class Rust
{
    public static Language Description { get; } = new("rust", new LanguageCommand("solution"))
    {
        Needs = ["/usr/bin/rustc", "/usr/bin/cc"],
        VersionCommand = ["/usr/bin/rustc", "--version"],
        Packages = "rustc",
        SourceName = "solution.rs",
        Compile = new LanguageCommand(
            "/usr/bin/rustc", "--edition", "2021", "--crate-name", "solution", "-C", "opt-level=2", "-C", "strip=debuginfo", "-A", "warnings", "-o", "/tmp/solution.out", "{source}"),
        Compiled = "/tmp/solution.out",
        IsNative = true,
        BoundAddresses = true,
    };
}
