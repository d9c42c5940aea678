using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

public sealed class ClusterRulesTests
{
    private static readonly (string, string?)[] Kafka = [Settings.RealBroker, Settings.Encrypted];
    private static readonly (string, string?)[] Named = [.. Kafka, ("Cluster:ClusterId", "shop-1")];
    private static readonly (string, string?) Plaintext = ("Cluster:AllowPlaintext", "true");

    [Fact]
    public void Postgres_WithoutAConnectionString_UsesTheStates()
    {
        var settings = Settings.Load([.. Named, Plaintext, ("Cluster:Provider", "Postgres"), ("Storage:Provider", "Postgres"), ("Storage:ConnectionString", "Host=db;SSL Mode=VerifyFull")]);

        Assert.Equal("Host=db;SSL Mode=VerifyFull", settings.MembersConnectionString);
    }

    [Theory]
    [InlineData("Postgres", "Platform:Storage:Provider=Postgres")]
    [InlineData("Redis", "redis-1:6379")]
    public void Store_ThatNothingNames_IsRefused(string provider, string right)
    {
        var refusal = Settings.Refusal([.. Named, Plaintext, ("Cluster:Provider", provider)]);

        var problem = Assert.Single(refusal.Problems);
        Assert.Contains("Platform:Cluster:ConnectionString is not set", problem, StringComparison.Ordinal);
        Assert.Contains(right, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void ClusterId_OutsideDevelopment_MustBeSetForSeveralMachines()
    {
        (string, string?)[] values = [.. Kafka, Plaintext, ("Cluster:Provider", "Redis"), ("Cluster:ConnectionString", "redis:6379")];

        Assert.Contains("Platform:Cluster:ClusterId is not set", Assert.Single(Settings.Refusal(values).Problems), StringComparison.Ordinal);
        Assert.Equal("dev", Settings.Load(PlatformRole.Silo, isDevelopment: true, values).Cluster.ClusterId);
        Assert.Equal("dev", Settings.Load([.. values, ("Cluster:ClusterId", "dev")]).Cluster.ClusterId);
    }

    [Fact]
    public void EmbeddedBroker_OfASiloAmongSeveral_IsRefused()
    {
        var refusal = Settings.Refusal(("Cluster:ClusterId", "shop-1"), Plaintext, ("Cluster:Provider", "Redis"), ("Cluster:ConnectionString", "redis:6379"));

        Assert.Contains("Platform:Kafka:BootstrapServers is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cluster:AdvertisedAddress", "10.1.2.3")]
    [InlineData("Cluster:CertificateFile", "silo.pem")]
    [InlineData("Cluster:Kubernetes", "true")]
    public void SettingsOfSeveralMachines_WithLocalhost_AreRefused(string name, string value)
    {
        var refusal = Settings.Refusal((name, value));

        Assert.Contains($"Platform:{name}", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains("Localhost", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Traffic_OutsideDevelopment_IsEncryptedOrAllowedNotToBe()
    {
        (string, string?)[] values = [.. Named, ("Cluster:Provider", "Redis"), ("Cluster:ConnectionString", "redis:6379,ssl=true,password=hunter2")];

        var refusal = Settings.Refusal(values);

        Assert.Contains("Platform:Cluster:CertificateFile is not set", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains("Platform:Cluster:AllowPlaintext=true", refusal.Message, StringComparison.Ordinal);
        Settings.Load([.. values, Plaintext]);
        Settings.Load(PlatformRole.Silo, isDevelopment: true, values);
    }

    [Theory]
    [InlineData("Postgres", "Host=db;Password=hunter2", "SSL Mode=VerifyFull")]
    [InlineData("Postgres", "Host=db;Password=hunter2;SSL Mode=VerifyCA", "SSL Mode=VerifyFull")]
    [InlineData("Redis", "redis:6379,password=hunter2", "ssl=true")]
    public void Store_ReachedUnencryptedOutsideDevelopment_IsRefused(string provider, string connectionString, string right)
    {
        var folder = Directory.CreateTempSubdirectory("rules-");
        using var authority = new CertificateAuthority("cluster");
        var (certificate, key) = authority.Issue(folder.FullName, "member");
        (string, string?)[] values =
        [
            .. Named, ("Cluster:Provider", provider), ("Cluster:ConnectionString", connectionString),
            ("Cluster:CertificateFile", certificate), ("Cluster:KeyFile", key), ("Cluster:CaFile", authority.WriteTo(folder.FullName)),
        ];

        var refusal = Settings.Refusal(values);
        Settings.Load([.. values, Plaintext]);

        Assert.Contains("Platform:Cluster:ConnectionString", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.Contains(right, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void CertificateFiles_AreAllOrNone_AndThere()
    {
        (string, string?)[] values = [.. Named, ("Cluster:Provider", "Redis"), ("Cluster:ConnectionString", "redis:6379,ssl=true"), ("Cluster:CertificateFile", "/nowhere/silo.pem"), ("Cluster:KeyFile", "/nowhere/silo.key")];

        var refusal = Settings.Refusal(values);

        Assert.Equal(3, refusal.Problems.Count);
        Assert.Contains("Platform:Cluster:CertificateFile = '/nowhere/silo.pem'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Platform:Cluster:CaFile is not set", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Database_ReachedUnencryptedOutsideDevelopment_IsRefused()
    {
        (string, string?)[] values = [.. Kafka, ("Storage:Provider", "Postgres"), ("Storage:ConnectionString", "Host=db;Password=hunter2")];

        var refusal = Settings.Refusal(values);

        Assert.Contains("Platform:Storage:AllowPlaintext=true", Assert.Single(refusal.Problems), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
        Settings.Load([.. values, ("Storage:AllowPlaintext", "true")]);
        Settings.Load(PlatformRole.Silo, isDevelopment: true, values);
        Settings.Load([.. Kafka, ("Storage:Provider", "Postgres"), ("Storage:ConnectionString", "Host=/var/run/postgresql;Database=shop")]);
    }

    [Fact]
    public void Pod_WithoutTheVariablesOfItsHosting_IsRefusedNamingEach()
    {
        var refusal = Settings.Refusal([.. Named, Plaintext, ("Cluster:Provider", "Redis"), ("Cluster:ConnectionString", "redis:6379"), ("Cluster:Kubernetes", "true")]);

        Assert.Equal(3, refusal.Problems.Count);
        Assert.Contains("POD_IP", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("fieldPath: status.podIP", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Platform:Cluster:Kubernetes=false", refusal.Message, StringComparison.Ordinal);
    }
}
