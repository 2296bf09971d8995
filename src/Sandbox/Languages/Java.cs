namespace Verifiers.Sandbox.Languages;

/// <summary>Java by the distribution's development kit.</summary>
internal static class Java
{
    /// <summary>The compiler's own classes are taken from the prepared archive, where there is one; without it the kit's own serves better.</summary>
    private const string Compiler = """
        archive=/prepared/java/javac.jsa
        if [ -e $archive ]; then set -- -J-XX:SharedArchiveFile=$archive -J-Xlog:disable "$@"; fi
        exec /usr/bin/javac "$@"
        """;

    public static Language Description { get; } = new("java", new LanguageCommand(
        "/usr/bin/java", "-Xmx{memory}m", "-Xss{stack}k", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-cp", "{program}", "{main}"))
    {
        Needs = ["/usr/bin/java", "/usr/bin/javac"],
        VersionCommand = ["/usr/bin/java", "--version"],
        Packages = "default-jdk-headless",
        SourceName = "Main.java",
        ReadNames = JavaNames.Read,
        Compile = new LanguageCommand(
            "/bin/sh", "-c", Compiler, "javac", "-J-Xmx512m", "-J-XX:+UseSerialGC", "-J-XX:TieredStopAtLevel=1", "-J-XX:-UsePerfData", "-J-Xshare:auto",
            "-encoding", "UTF-8", "-proc:none", "-nowarn", "-Xmaxerrs", "5", "-d", "/tmp/classes", "{source}"),
        Compiled = "/tmp/classes",
        TestArguments = ["-ea"],
        RuntimeMemoryMiB = 192,
        RuntimeThreads = 32,
    };
}
