using Verifiers.Api.Tests.Telemetry;
using YamlDotNet.RepresentationModel;

namespace Verifiers.Api.Tests.Deployment;

/// <summary>deploy/kubernetes fits together and to the service. No cluster has seen it: kubectl's own check needs a server.</summary>
public sealed class KubernetesTests
{
    private static readonly Dictionary<string, string> _versions = new(StringComparer.Ordinal)
    {
        ["Deployment"] = "apps/v1",
        ["Service"] = "v1",
        ["PodDisruptionBudget"] = "policy/v1",
        ["HorizontalPodAutoscaler"] = "autoscaling/v2",
    };

    [Fact]
    public void Every_document_is_of_a_known_kind_and_has_a_name()
    {
        foreach (var document in Documents())
        {
            Assert.Equal(_versions[Text(document, "kind")], Text(document, "apiVersion"));
            Assert.Matches("^[a-z0-9-]{1,63}$", Text(document, "metadata", "name"));
        }
    }

    [Fact]
    public void Selectors_choose_the_pods_and_names_that_are_used_are_defined()
    {
        foreach (var deployment in Documents().Where(document => Text(document, "kind") == "Deployment"))
        {
            Assert.Equal(At(deployment, "spec", "selector", "matchLabels").ToString(), At(deployment, "spec", "template", "metadata", "labels").ToString());
            var pod = At(deployment, "spec", "template", "spec");
            var volumes = Items(pod, "volumes").Select(volume => Text(volume, "name")).ToList();
            foreach (var container in Items(pod, "containers").Where(container => Has(container, "volumeMounts")))
                Assert.All(Items(container, "volumeMounts"), mount => Assert.Contains(Text(mount, "name"), volumes));
        }
        var served = Documents().Single(document => Text(document, "kind") == "Deployment" && Text(document, "metadata", "name") == "verifiers");
        var labels = At(served, "spec", "template", "metadata", "labels").ToString();
        Assert.Equal(labels, At(One("Service"), "spec", "selector").ToString());
        Assert.Equal(labels, At(One("PodDisruptionBudget"), "spec", "selector", "matchLabels").ToString());
        Assert.Equal("verifiers", Text(One("HorizontalPodAutoscaler"), "spec", "scaleTargetRef", "name"));
        var port = Assert.Single(Items(ServiceContainer(served), "ports"));
        Assert.Equal(Text(port, "name"), Text(Assert.Single(Items(At(One("Service"), "spec"), "ports")), "targetPort"));
    }

    [Fact]
    public void The_service_runs_confined_as_its_sandboxes_need_it()
    {
        var containers = Documents().Where(document => Text(document, "kind") == "Deployment").Select(ServiceContainer).ToList();
        Assert.Equal(2, containers.Count);
        foreach (var security in containers.Select(container => At(container, "securityContext")))
        {
            Assert.Equal("true", Text(security, "runAsNonRoot"));
            Assert.Equal("true", Text(security, "readOnlyRootFilesystem"));
            Assert.Equal("false", Text(security, "allowPrivilegeEscalation"));
            Assert.Equal("Unmasked", Text(security, "procMount"));
            Assert.Equal("ALL", Assert.Single(Items(At(security, "capabilities"), "drop")).ToString());
            Assert.True(File.Exists(Path("docker", Text(security, "seccompProfile", "localhostProfile"))));
        }
        Assert.Contains("USER 10001:10001", File.ReadAllText(Path("docker", "Dockerfile")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_autoscaler_asks_for_a_metric_that_is_exposed_and_the_probes_for_routes_that_answer()
    {
        using var service = new Service();
        var metric = Text(Assert.Single(Items(At(One("HorizontalPodAutoscaler"), "spec"), "metrics")), "pods", "metric", "name");
        Assert.NotEmpty((await MetricsTests.ScrapeAsync(service)).Metrics[metric].Samples);
        Assert.Contains($"seriesQuery: '{metric}{{", File.ReadAllText(Path("deploy", "kubernetes", "adapter-rule.yaml")), StringComparison.Ordinal);
        using var client = service.CreateClient();
        var deployment = Documents().First(document => Text(document, "metadata", "name") == "verifiers");
        foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
            await client.GetStringAsync(new Uri(Text(ServiceContainer(deployment), probe, "httpGet", "path"), UriKind.Relative));
    }

    private static string Path(params string[] parts) =>
        System.IO.Path.Combine([MetricsDocumentationTests.Root(AppContext.BaseDirectory), .. parts]);

    private static List<YamlNode> Documents() =>
    [
        .. ((string[])["service.yaml", "autoscaler.yaml", "sidecar.yaml"]).SelectMany(name =>
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(File.ReadAllText(Path("deploy", "kubernetes", name))));
            return yaml.Documents.Select(document => document.RootNode);
        }),
    ];

    private static YamlNode One(string kind) => Documents().Single(document => Text(document, "kind") == kind);

    private static YamlNode ServiceContainer(YamlNode deployment) =>
        Items(At(deployment, "spec", "template", "spec"), "containers").Single(container => Text(container, "name") == "verifiers");

    private static YamlNode At(YamlNode node, params string[] path) => path.Aggregate(node, (current, key) => current[key]);

    private static string Text(YamlNode node, params string[] path) => ((YamlScalarNode)At(node, path)).Value!;

    private static bool Has(YamlNode node, string key) => ((YamlMappingNode)node).Children.ContainsKey(key);

    private static IEnumerable<YamlNode> Items(YamlNode node, string key) => ((YamlSequenceNode)node[key]).Children;
}
