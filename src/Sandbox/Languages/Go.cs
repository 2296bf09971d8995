namespace Verifiers.Sandbox.Languages;

/// <summary>Go, one file, the standard library only.</summary>
internal static class Go
{
    public static Language Description { get; } = new("go", new LanguageCommand("solution"))
    {
        Needs = ["/usr/bin/go"],
        VersionCommand = ["/usr/bin/go", "version"],
        Packages = "golang-go",
        SourceName = "solution.go",
        Compile = new LanguageCommand("/usr/bin/go", "build", "-o", "/tmp/solution.out", "{source}"),
        Compiled = "/tmp/solution.out",
        IsNative = true,
        RuntimeMemoryMiB = 16,
        RuntimeThreads = 16,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["GOCACHE"] = "/tmp/cache",
            ["GOPATH"] = "/tmp/go",
            ["GO111MODULE"] = "off",
            ["CGO_ENABLED"] = "0",
            ["GOFLAGS"] = "-p=1",
            ["GOTOOLCHAIN"] = "local",
            ["GOTELEMETRY"] = "off",
        },
    };
}
