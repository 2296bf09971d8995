using System.Globalization;

namespace Verifiers.Sandbox.Launching;

/// <summary>The command line of bubblewrap: the sandbox's whole world, spelled out.</summary>
internal static class BubblewrapArguments
{
    public const int SeccompDescriptor = 60;
    public const int FirstAgentDescriptor = 61;
    public const string ContainerPython = "/usr/bin/python3";

    /// <summary>Where the agent finds the container's control groups, which it can only read.</summary>
    public const string ContainerCgroups = "/run/cgroup";

    /// <summary>Where programs and compilers find what <c>prepare-compilers.sh</c> made; the languages name it.</summary>
    private const string Prepared = "/prepared";
    private const string ContainerBubblewrap = "/usr/bin/bwrap";
    private const string AgentDirectory = "/agent";

    /// <summary>The whole environment of the agent and of its jobs.</summary>
    public static readonly (string Name, string Value)[] Environment =
    [
        ("PATH", "/usr/bin:/bin"), ("HOME", "/tmp"), ("TMPDIR", "/tmp"), ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"),
        ("PYTHONHASHSEED", "0"), ("PYTHONDONTWRITEBYTECODE", "1"),
        // One thread and one arena: an address space limit is spent on data, not on reservations for each core.
        ("OMP_NUM_THREADS", "1"), ("OPENBLAS_NUM_THREADS", "1"), ("MALLOC_ARENA_MAX", "1"),
    ];

    // What an administrator installed by hand is no part of the distribution, and no business of a job.
    private static readonly string[] _hiddenLocal = ["--perms", "0755", "--tmpfs", "/usr/local", "--remount-ro", "/usr/local"];

    // Long-term releases of Java; the image's may be another than the host's.
    private static readonly string[] _javaReleases = ["11", "17", "21", "25"];

    /// <param name="options">Paths and the largest disk.</param>
    /// <param name="privileged">Whether the warden has made a user namespace in which we are root.</param>
    /// <param name="agentFiles">Names of the agent's files, in the order of their descriptors.</param>
    /// <param name="cgroups">Directories on the host, and where the agent finds them.</param>
    /// <param name="container">Whether this happens in a container of ours instead of on the host.</param>
    public static List<string> Build(
        SandboxOptions options, bool privileged, IReadOnlyList<string> agentFiles, IReadOnlyList<(string Host, string Inside)> cgroups, bool container = false)
    {
        var python = container ? ContainerPython : options.PythonPath;
        List<string> arguments =
        [
            container ? ContainerBubblewrap : options.BubblewrapPath,
            "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--hostname", "sandbox",
            "--die-with-parent", "--new-session", "--as-pid-1", "--clearenv",
        ];
        foreach (var (name, value) in Environment) arguments.AddRange(["--setenv", name, value]);
        // A container of ours has no network to leave; making another would need netlink sockets.
        if (!container) arguments.Add("--unshare-net");
        if (!privileged) arguments.AddRange(["--unshare-user", "--uid", "1000", "--gid", "1000"]);
        if (cgroups.Count == 0) arguments.Add("--unshare-cgroup-try");

        if (container) AddSystemOfImage(arguments);
        else AddSystemOfHost(arguments, options);
        arguments.AddRange(["--ro-bind-try", container ? Prepared : options.PreparedPath, Prepared]);
        AddConfiguration(arguments);
        AddDevices(arguments);
        arguments.AddRange(["--proc", "/proc"]);
        var disk = ((long)options.FileSizeCeilingMiB << 20).ToString(CultureInfo.InvariantCulture);
        foreach (var place in new[] { "/tmp", "/dev/shm" }) arguments.AddRange(["--size", disk, "--perms", "1777", "--tmpfs", place]);
        arguments.AddRange(["--perms", "0755", "--dir", "/run"]);
        foreach (var (host, inside) in cgroups) arguments.AddRange(["--bind", host, inside]);
        if (container) arguments.AddRange(["--ro-bind-try", "/sys/fs/cgroup", ContainerCgroups]);
        for (var i = 0; i < agentFiles.Count; i++)
        {
            arguments.AddRange(["--perms", "0444", "--ro-bind-data", (FirstAgentDescriptor + i).ToString(CultureInfo.InvariantCulture)]);
            arguments.Add($"{AgentDirectory}/{agentFiles[i]}");
        }

        arguments.AddRange(["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]);
        if (privileged)
        {
            arguments.AddRange(["--cap-drop", "ALL"]);
            // For the agent alone, over ids that nobody owns: namespaces and mounts, another uid, ending jobs, seeing their memory.
            foreach (var capability in new[] { "CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_KILL", "CAP_SYS_PTRACE" })
                arguments.AddRange(["--cap-add", capability]);
        }

        arguments.AddRange(["--seccomp", SeccompDescriptor.ToString(CultureInfo.InvariantCulture), "--"]);
        // -I would ignore PYTHONHASHSEED: same input, same order of sets, same reward.
        arguments.AddRange([python, "-s", "-S", "-B", $"{AgentDirectory}/supervisor.py"]);
        return arguments;
    }

    /// <summary>Our images are of a distribution that keeps everything below /usr.</summary>
    private static void AddSystemOfImage(List<string> arguments)
    {
        arguments.AddRange(["--ro-bind", "/usr", "/usr", .. _hiddenLocal]);
        foreach (var name in new[] { "bin", "sbin", "lib", "lib64" }) arguments.AddRange(["--symlink", $"usr/{name}", $"/{name}"]);
    }

    private static void AddSystemOfHost(List<string> arguments, SandboxOptions options)
    {
        arguments.AddRange(["--ro-bind", "/usr", "/usr"]);
        if (!options.PythonPath.StartsWith("/usr/local/", StringComparison.Ordinal) && Directory.Exists("/usr/local")) arguments.AddRange(_hiddenLocal);
        foreach (var path in new[] { "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32" })
        {
            var directory = new DirectoryInfo(path);
            if (directory.LinkTarget is { } target) arguments.AddRange(["--symlink", target, path]);
            else if (directory.Exists) arguments.AddRange(["--ro-bind", path, path]);
        }
    }

    private static void AddConfiguration(List<string> arguments)
    {
        // The loader's cache, Debian's alternatives (libblas for numpy, java) and Java's own settings are all that programs need of /etc.
        arguments.AddRange(["--perms", "0755", "--dir", "/etc"]);
        string[] settings = ["/etc/ld.so.cache", "/etc/alternatives", .. _javaReleases.Select(release => $"/etc/java-{release}-openjdk")];
        foreach (var path in settings) arguments.AddRange(["--ro-bind-try", path, path]);
    }

    private static void AddDevices(List<string> arguments)
    {
        arguments.AddRange(["--perms", "0755", "--tmpfs", "/dev"]);
        foreach (var device in new[] { "null", "zero", "full", "random", "urandom" }) arguments.AddRange(["--dev-bind", $"/dev/{device}", $"/dev/{device}"]);
        arguments.AddRange(["--symlink", "/proc/self/fd", "/dev/fd"]);
        arguments.AddRange(["--symlink", "/proc/self/fd/0", "/dev/stdin"]);
        arguments.AddRange(["--symlink", "/proc/self/fd/1", "/dev/stdout", "--symlink", "/proc/self/fd/2", "/dev/stderr"]);
    }
}
