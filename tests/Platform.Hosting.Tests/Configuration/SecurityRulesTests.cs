using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Platform.Configuration;

namespace Platform.Hosting.Tests.Configuration;

public sealed class SecurityRulesTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("Plaintext")]
    [InlineData("SaslPlaintext")]
    public void Plaintext_OutsideDevelopment_IsRefusedNamingTheSettingThatAllowsIt(string protocol)
    {
        var refusal = Settings.Refusal([Settings.RealBroker, ("Kafka:Security:Protocol", protocol), .. protocol == "Plaintext" ? [] : Credentials]);

        Assert.Contains("Kafka:Security:AllowPlaintext=true", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Plaintext_WhenAllowed_IsTaken()
    {
        var settings = Settings.Load(Settings.RealBroker, ("Kafka:Security:AllowPlaintext", "true"));

        Assert.True(settings.Kafka.Security.AllowPlaintext);
    }

    [Fact]
    public void Plaintext_InDevelopment_IsTaken()
    {
        var settings = Settings.Load(PlatformRole.Silo, isDevelopment: true, Settings.RealBroker);

        Assert.Equal(KafkaProtocol.Plaintext, settings.Kafka.Security.Protocol);
    }

    [Fact]
    public void Sasl_WithoutItsThreeValues_NamesEach()
    {
        var refusal = Settings.Refusal(Settings.RealBroker, ("Kafka:Security:Protocol", "SaslSsl"));

        Assert.Equal(
            ["Platform:Kafka:Security:SaslMechanism", "Platform:Kafka:Security:Username", "Platform:Kafka:Security:Password"],
            refusal.Problems.Select(problem => problem.Split(' ')[0]));
    }

    [Fact]
    public void Credentials_WhichTheProtocolWouldIgnore_AreRefusedWithoutBeingShown()
    {
        var refusal = Settings.Refusal([Settings.RealBroker, Settings.Encrypted, .. Credentials]);

        Assert.Equal(3, refusal.Problems.Count);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encryption_OnTheEmbeddedBroker_IsRefused()
    {
        var refusal = Settings.Refusal(Settings.Encrypted);

        Assert.Contains("embedded broker speaks Plaintext only", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void CaFile_WhenMissing_IsRefused()
    {
        var refusal = Settings.Refusal(Settings.RealBroker, Settings.Encrypted, ("Kafka:Security:CaFile", _file));

        Assert.Contains($"Platform:Kafka:Security:CaFile = '{_file}'", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void CaFile_WithoutACertificate_IsRefused()
    {
        File.WriteAllText(_file, "nothing");

        var refusal = Settings.Refusal(Settings.RealBroker, Settings.Encrypted, ("Kafka:Security:CaFile", _file));

        Assert.Contains("holds no certificate", Assert.Single(refusal.Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void CaFile_WithACertificate_IsTaken()
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        File.WriteAllText(_file, certificate.ExportCertificatePem());

        var settings = Settings.Load(Settings.RealBroker, Settings.Encrypted, ("Kafka:Security:CaFile", _file));

        Assert.Equal(_file, settings.Kafka.Security.CaFile);
    }

    private static (string, string?)[] Credentials =>
        [("Kafka:Security:SaslMechanism", "PLAIN"), ("Kafka:Security:Username", "me"), ("Kafka:Security:Password", "hunter2")];
}
