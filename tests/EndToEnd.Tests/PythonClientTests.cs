using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Verifiers.EndToEnd.Tests;

/// <summary>The tests of <c>clients/python</c>, run once by Python against the real service; each is a test here as well.</summary>
public sealed partial class PythonClientTests(PythonClientTests.Run run) : IClassFixture<PythonClientTests.Run>
{
    private static readonly string _folder = Path.Combine(Repository.Root, "clients", "python", "tests");

    public static TheoryData<string> Names => [.. AllNames];

    private static IEnumerable<string> AllNames => Directory.GetFiles(_folder, "test_*.py").Order(StringComparer.Ordinal).SelectMany(NamesIn);

    [Theory, MemberData(nameof(Names))]
    public void Test_of_the_Python_client(string name)
    {
        Assert.True(run.Ended.TryGetValue(name, out var end), $"{name} did not end: {run.Output}");
        Assert.True(end.Outcome == "passed", $"{name} {end.Outcome}: {end.Text}");
    }

    [Fact]
    public void Every_test_that_Python_finds_is_one_here() =>
        Assert.Equal(AllNames.Order(StringComparer.Ordinal), run.Ended.Keys.Order(StringComparer.Ordinal));

    /// <summary>As <c>unittest</c> names them: module.Class.method.</summary>
    private static IEnumerable<string> NamesIn(string file)
    {
        var group = "";
        foreach (Match match in Definition().Matches(File.ReadAllText(file)))
        {
            if (match.Groups["class"].Success)
                group = match.Groups["class"].Value;
            else
                yield return $"{Path.GetFileNameWithoutExtension(file)}.{group}.{match.Groups["test"].Value}";
        }
    }

    [GeneratedRegex(@"^class (?<class>\w+)|^    def (?<test>test_\w+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Definition();

    /// <summary>How one test ended.</summary>
    /// <param name="Test">Its name.</param>
    /// <param name="Outcome">passed, failed or skipped.</param>
    /// <param name="Text">The traceback, or why it was skipped.</param>
    public sealed record End(string Test, string Outcome, string Text);

    /// <summary>One run of all of them.</summary>
    public sealed class Run : IAsyncLifetime
    {
        private static readonly TimeSpan _patience = TimeSpan.FromMinutes(9);
        private readonly DirectoryInfo _results = Directory.CreateTempSubdirectory("verifiers-python-");

        public Dictionary<string, End> Ended { get; } = [];

        public string Output { get; private set; } = "";

        public async Task InitializeAsync()
        {
            WriteCertificate(_results.FullName);
            var report = Path.Combine(_results.FullName, "report.jsonl");
            var start = new ProcessStartInfo("/usr/bin/python3", ["-B", _folder, report])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                Environment = { ["VERIFIERS_EXECUTABLE"] = Repository.Executable, ["VERIFIERS_TEST_CERTIFICATE"] = _results.FullName },
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            using var patience = new CancellationTokenSource(_patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true); // what did not end fails below, by name
            }
            Output = await output + await errors;
            foreach (var line in File.Exists(report) ? await File.ReadAllLinesAsync(report) : [])
            {
                var end = JsonSerializer.Deserialize<End>(line, JsonSerializerOptions.Web)!;
                Ended[end.Test] = end;
            }
        }

        public Task DisposeAsync()
        {
            _results.Delete(recursive: true);
            return Task.CompletedTask;
        }

        /// <summary>A certificate for 127.0.0.1 that signs itself.</summary>
        private static void WriteCertificate(string folder)
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
            File.WriteAllText(Path.Combine(folder, "certificate.pem"), certificate.ExportCertificatePem());
            File.WriteAllText(Path.Combine(folder, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        }
    }
}
