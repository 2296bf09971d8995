using System.Text.Encodings.Web;
using System.Text.Json;
using Verifiers.Sandbox.Confinement;

namespace Verifiers.Sandbox.Docker;

/// <summary>What runs in a container with our list of system calls.</summary>
internal enum SeccompUse
{
    /// <summary>The agent and its jobs: what <see cref="SeccompFilter"/> allows.</summary>
    Agent,

    /// <summary>Bubblewrap, which confines once more: what that needs before it installs the stricter list itself.</summary>
    Nested,

    /// <summary>The whole service, as in a pod, which starts bubblewrap itself: the network as well.</summary>
    Service,
}

/// <summary>Our list of allowed system calls in the form that Docker and Kubernetes take.</summary>
internal static class DockerSeccompProfile
{
    private const string Allow = "SCMP_ACT_ALLOW";
    private const string Refuse = "SCMP_ACT_ERRNO";
    private const uint NotPermitted = 1;
    private const uint NoSuchCall = 38;
    private const uint NoSuchAddressFamily = 97;
    private static readonly string[] _confining = ["chroot", "pivot_root", "setgid", "sethostname", "setuid", "unshare"];
    private static readonly uint[] _networking = [2, 10, 16]; // AF_INET, AF_INET6, AF_NETLINK
    private static readonly JsonWriterOptions _readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Build(SeccompUse use)
    {
        var names = SyscallTable.Names().Where(call => call.Who is "job" or "agent").Select(call => call.Name).Append("clone")
            .Concat(use == SeccompUse.Agent ? [] : _confining);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, _readable))
        {
            json.WriteStartObject();
            json.WriteString("defaultAction", Refuse);
            json.WriteNumber("defaultErrnoRet", NotPermitted);
            json.WriteStartArray("archMap");
            foreach (var architecture in new[] { "SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64" })
            {
                json.WriteStartObject();
                json.WriteString("architecture", architecture);
                json.WriteStartArray("subArchitectures");
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("syscalls");
            WriteRule(json, names.Order(StringComparer.Ordinal), Allow);
            WriteRule(json, ["socket", "socketpair"], Allow, condition: ("SCMP_CMP_EQ", 1)); // AF_UNIX
            if (use == SeccompUse.Service)
            {
                // Rules about the same call with other values add up, but one that refuses all others would not: the default refuses them.
                foreach (var number in _networking) WriteRule(json, ["socket"], Allow, condition: ("SCMP_CMP_EQ", number));
            }
            else
            {
                WriteRule(json, ["socket", "socketpair"], Refuse, NoSuchAddressFamily, ("SCMP_CMP_NE", 1));
            }

            WriteRule(json, ["personality"], Allow, condition: ("SCMP_CMP_EQ", 0));
            WriteRule(json, ["personality"], Allow, condition: ("SCMP_CMP_EQ", 0xFFFF_FFFF)); // only asks
            WriteRule(json, SeccompFilter.Missing, Refuse, NoSuchCall);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void WriteRule(Utf8JsonWriter json, IEnumerable<string> names, string action, uint? error = null, (string Operator, uint Value)? condition = null)
    {
        json.WriteStartObject();
        json.WriteStartArray("names");
        foreach (var name in names) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("action", action);
        if (error is { } number) json.WriteNumber("errnoRet", number);
        if (condition is { } asked)
        {
            json.WriteStartArray("args");
            json.WriteStartObject();
            json.WriteNumber("index", 0);
            json.WriteNumber("value", asked.Value);
            json.WriteString("op", asked.Operator);
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
