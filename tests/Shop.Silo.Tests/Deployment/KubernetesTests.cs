using Platform.Hosting;
using Platform.Hosting.Startup;
using Shop.Gateway;
using YamlDotNet.RepresentationModel;
using static Shop.Silo.Tests.Deployment.Manifests;

namespace Shop.Silo.Tests.Deployment;

/// <summary>The resources of deploy/kubernetes: that they fit together, and fit the programs.</summary>
public sealed class KubernetesTests
{
    private static readonly Manifests Manifests = new();

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void Settings_OfADeployment_AreRightByItsOwnChecks(string name)
    {
        var folder = Directory.CreateTempSubdirectory("certificates-").FullName;
        var environment = Map(Manifests.Find("ConfigMap", "shop-settings"), "data").ToDictionary(StringComparer.Ordinal);
        foreach (var variable in List(Container(name), "env"))
        {
            environment[Text(variable, "name")!] = Text(variable, "value") ?? SecretOf(Text(variable, "valueFrom", "secretKeyRef", "key"));
        }

        string[] args = [
            .. environment.Where(variable => variable.Key.StartsWith("Platform__", StringComparison.Ordinal) && !IsFile(variable.Value)).Select(variable => $"--{variable.Key.Replace("__", ":", StringComparison.Ordinal)}={variable.Value}"),
            .. Certificates(folder), $"--environment={environment["DOTNET_ENVIRONMENT"]}", $"--urls={environment["ASPNETCORE_URLS"]}"];
        SettingsCheck.Run(name == "gateway" ? PlatformApplication.CreateGatewayBuilder(args, platform => platform.DeclareShop()) : PlatformApplication.CreateSiloBuilder(args, ShopSilo.Configure));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("silo")]
    [InlineData("gateway")]
    public void Pod_MayDoLittle_IsProbed_AndIsGivenTheTimeItTakes(string name)
    {
        var pod = At(Manifests.Find("Deployment", name), "spec", "template", "spec")!;
        var container = Container(name);

        Assert.Equal(("true", "RuntimeDefault"), (Text(pod, "securityContext", "runAsNonRoot"), Text(pod, "securityContext", "seccompProfile", "type")));
        Assert.Equal(("false", "true", "ALL"), (Text(container, "securityContext", "allowPrivilegeEscalation"), Text(container, "securityContext", "readOnlyRootFilesystem"), Text(container, "securityContext", "capabilities", "drop", "0")));
        Assert.Equal("45", Text(pod, "terminationGracePeriodSeconds"));
        Assert.Equal(["/health/live", "/health/ready", "/health/live"], Probes(container).Select(probe => Text(probe, "httpGet", "path")));
        Assert.All(Probes(container), probe => Assert.Equal("http", Text(probe, "httpGet", "port")));
        // A start waits a minute for the broker and another one for the database.
        Assert.True(Number(container, "startupProbe", "periodSeconds") * Number(container, "startupProbe", "failureThreshold") >= 150);
        Assert.NotNull(Text(container, "resources", "requests", "memory"));
        Assert.NotNull(Text(container, "resources", "limits", "memory"));
        Assert.Equal(["topology.kubernetes.io/zone", "kubernetes.io/hostname"], List(pod, "topologySpreadConstraints").Select(constraint => Text(constraint, "topologyKey")));
    }

    [Fact]
    public void Selectors_ChoosePodsThatAreThere()
    {
        var pods = Manifests.Of("Deployment").Select(deployment => (Namespace: Text(deployment, "metadata", "namespace"), Labels: Map(deployment, "spec", "template", "metadata", "labels"))).ToList();
        var services = Manifests.Of("Service").Select(service => (Namespace: Text(service, "metadata", "namespace"), Labels: Map(service, "metadata", "labels"))).ToList();

        Assert.All(Manifests.Of("Service"), resource => Assert.Contains(pods, pod => IsChosen(pod, resource, "spec", "selector")));
        Assert.All(Manifests.Of("Deployment"), resource => Assert.Contains(pods, pod => IsChosen(pod, resource, "spec", "selector", "matchLabels")));
        Assert.All(Manifests.Of("PodDisruptionBudget"), resource => Assert.Contains(pods, pod => IsChosen(pod, resource, "spec", "selector", "matchLabels")));
        Assert.All(Manifests.Of("NetworkPolicy"), resource => Assert.Contains(pods, pod => IsChosen(pod, resource, "spec", "podSelector", "matchLabels")));
        Assert.All(Manifests.Of("ServiceMonitor"), resource => Assert.Contains(services, service => IsChosen(service, resource, "spec", "selector", "matchLabels")));
        Assert.Equal("silo", Text(Manifests.Find("ScaledObject", "silo"), "spec", "scaleTargetRef", "name"));
    }

    [Fact]
    public void Ports_AreNamedByWhoUsesThem()
    {
        foreach (var service in Manifests.Of("Service"))
        {
            var ports = List(Container(Text(service, "metadata", "name")!), "ports").Select(port => Text(port, "name")).ToList();
            Assert.All(List(service, "spec", "ports"), port => Assert.Contains(Text(port, "targetPort"), ports));
        }

        foreach (var monitor in Manifests.Of("ServiceMonitor"))
        {
            Assert.Contains(List(Manifests.Find("Service", Text(monitor, "metadata", "name")!), "spec", "ports"), port => Text(port, "name") == Text(monitor, "spec", "endpoints", "0", "port"));
        }

        foreach (var policy in Manifests.Of("NetworkPolicy"))
        {
            var ports = List(Container(Text(policy, "metadata", "name")!), "ports").Select(port => Text(port, "name")).ToList();
            Assert.All(List(policy, "spec", "ingress").SelectMany(rule => List(rule, "ports")), port => Assert.Contains(Text(port, "port"), ports));
        }

        Assert.Equal(("8080", "9464", "11111", "30000"), (Port("silo", "http"), Port("silo", "management"), Port("silo", "silo"), Port("silo", "client")));
    }

    [Fact]
    public void KafkaExporter_IsWhereTheReferenceArchitectureHasIt()
    {
        Assert.All(["Deployment", "Service"], kind => Assert.Equal("kafka", Text(Manifests.Find(kind, "kafka-exporter"), "metadata", "namespace")));
        Assert.Equal("9308", Text(Manifests.Find("Service", "kafka-exporter"), "spec", "ports", "0", "port"));
        Assert.StartsWith("danielqsj/kafka-exporter:", Text(Container("kafka-exporter"), "image"), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_AreThoseOfTheComposeFile()
    {
        var compose = ComposeFile.Load("docker-compose.yml");

        Assert.Equal((compose.Text("silo-1", "image"), compose.Text("gateway", "image"), compose.Text("kafka-exporter", "image")), (Text(Container("silo"), "image"), Text(Container("gateway"), "image"), Text(Container("kafka-exporter"), "image")));
    }

    [Fact]
    public void Secrets_AreReferredTo()
    {
        Assert.Empty(Manifests.Of("Secret"));
        Assert.DoesNotContain(Map(Manifests.Find("ConfigMap", "shop-settings"), "data"), setting => setting.Key.Contains("Password", StringComparison.Ordinal) || setting.Key.Contains("ConnectionString", StringComparison.Ordinal));
    }

    // The rules name jobs; Orleans' hosting looks for labels.
    [Fact]
    public void Silos_AreFoundByPrometheusAndByOrleans()
    {
        Assert.Equal("silos", Text(Manifests.Find("ServiceMonitor", "silo"), "spec", "endpoints", "0", "relabelings", "0", "replacement"));
        var labels = Map(Manifests.Find("Deployment", "silo"), "spec", "template", "metadata", "labels");
        Assert.Equal((Map(Manifests.Find("ConfigMap", "shop-settings"), "data")["Platform__Cluster__ClusterId"], "platform"), (labels["orleans/clusterId"], labels["orleans/serviceId"]));
        Assert.Equal(["get", "list", "watch", "patch"], List(Manifests.Find("Role", "silo"), "rules", "0", "verbs").Select(verb => ((YamlScalarNode)verb).Value!));
        Assert.Equal(["POD_NAME", "POD_NAMESPACE", "POD_IP"], List(Container("silo"), "env").Where(variable => At(variable, "valueFrom", "fieldRef") is not null).Select(variable => Text(variable, "name")));
    }

    private static bool IsChosen((string? Namespace, IReadOnlyDictionary<string, string> Labels) candidate, YamlNode resource, params string[] selector) =>
        candidate.Namespace == Text(resource, "metadata", "namespace") && Map(resource, selector) is { Count: > 0 } wanted && wanted.All(label => candidate.Labels.GetValueOrDefault(label.Key) == label.Value);

    private static YamlNode Container(string deployment) => At(Manifests.Find("Deployment", deployment), "spec", "template", "spec", "containers", "0")!;

    private static IEnumerable<YamlNode> Probes(YamlNode container) => ((string[])["startupProbe", "readinessProbe", "livenessProbe"]).Select(probe => At(container, probe)!);

    private static int Number(YamlNode node, params string[] path) => int.Parse(Text(node, path)!, System.Globalization.CultureInfo.InvariantCulture);

    private static string? Port(string deployment, string name) => Text(List(Container(deployment), "ports").Single(port => Text(port, "name") == name), "containerPort");

    private static string SecretOf(string? key) => key switch
    {
        "connection" => "Host=db;Database=shop;Username=shop;Password=secret;SSL Mode=VerifyFull;Root Certificate=/etc/shop/database/ca.crt",
        _ => "secret",
    };

    private static bool IsFile(string value) => value.StartsWith("/etc/shop/", StringComparison.Ordinal);

    // The files of the mounted secrets, which settings are checked with, are made here.
    private static string[] Certificates(string folder)
    {
        using var authority = new CertificateAuthority("cluster");
        var (certificate, key) = authority.Issue(folder, "member");
        var ca = authority.WriteTo(folder);
        return [
            $"--Platform:Cluster:CertificateFile={certificate}", $"--Platform:Cluster:KeyFile={key}", $"--Platform:Cluster:CaFile={ca}", $"--Platform:Kafka:Security:CaFile={ca}",
        ];
    }
}
