using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Verifiers.Api.Tests.Security;

/// <summary>TLS by the server's own settings, with a certificate made here.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task The_service_answers_over_TLS_with_the_certificate_that_the_settings_name()
    {
        var folder = Directory.CreateTempSubdirectory("verifiers-tls-");
        try
        {
            using var certificate = MakeCertificate(folder.FullName);
            string[] settings =
            [
                "--Kestrel:Endpoints:Https:Url", "https://127.0.0.1:0", "--Sandbox:Launchers", "bubblewrap",
                "--Kestrel:Endpoints:Https:Certificate:Path", Path.Combine(folder.FullName, "tls.pem"),
                "--Kestrel:Endpoints:Https:Certificate:KeyPath", Path.Combine(folder.FullName, "tls.key"),
            ];
            await using var app = VerifierService.Build(settings);
            await app.StartAsync();
            var address = Assert.Single(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses); // and no other beside it
            Assert.StartsWith("https://127.0.0.1:", address, StringComparison.Ordinal);

            // Trusts this certificate and no other.
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { certificate },
            };
            using var http = new HttpClient(handler) { BaseAddress = new(address) };
            Assert.Contains("\"ok\"", await http.GetStringAsync(new Uri("/healthz", UriKind.Relative)), StringComparison.Ordinal);
            await app.StopAsync();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static X509Certificate2 MakeCertificate(string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=verifiers.test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Path.Combine(folder, "tls.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "tls.key"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
