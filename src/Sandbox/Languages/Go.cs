namespace Verifiers.Sandbox.Languages;

/// <summary>Go, one file, the standard library only.</summary>
internal static class Go
{
    /// <summary>
    /// The cache is new each time and read through to the prepared one, where there is one; the date keeps the compiler from looking
    /// for what is old in it.
    /// </summary>
    private const string Compiler = """
        if [ -d /prepared/go ]; then mkdir /tmp/cache; ln -s /prepared/go/?? /tmp/cache/; date +%s > /tmp/cache/trim.txt; fi
        exec /usr/bin/go build -ldflags='-s -w' -o /tmp/solution.out "$0"
        """;

    public static Language Description { get; } = new("go", new LanguageCommand("solution"))
    {
        Needs = ["/usr/bin/go"],
        VersionCommand = ["/usr/bin/go", "version"],
        Packages = "golang-go",
        SourceName = "solution.go",
        Compile = new LanguageCommand("/bin/sh", "-c", Compiler, "{source}"),
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
