using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Platform.Configuration;
using Platform.Hosting.Security;

namespace Platform.Hosting.Tests.Cluster;

public sealed class MemberCertificateTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("member-").FullName;
    private readonly string _foreignFolder = Directory.CreateTempSubdirectory("foreign-").FullName;
    private readonly CertificateAuthority _authority = new("cluster");
    private readonly CertificateAuthority _foreign = new("foreign");

    public void Dispose()
    {
        _authority.Dispose();
        _foreign.Dispose();
        Directory.Delete(_folder, recursive: true);
        Directory.Delete(_foreignFolder, recursive: true);
    }

    [Fact]
    public void Member_IsWhoeverTheClustersAuthorityCertifiedForThatUsage()
    {
        var files = Open(PlatformRole.Silo)!;

        Assert.True(files.IsMember(Load(_authority.Issue(_folder, "gateway", isServer: false)), chain: null, CertificateUsage.Client));
        Assert.False(files.IsMember(Load(_authority.Issue(_folder, "gateway", isServer: false)), chain: null, CertificateUsage.Server));
        Assert.False(files.IsMember(Load(_authority.Issue(_folder, "old", isExpired: true)), chain: null, CertificateUsage.Client));
        Assert.False(files.IsMember(Load(_foreign.Issue(_foreignFolder, "member")), chain: null, CertificateUsage.Client));
    }

    [Fact]
    public void Files_WhenTheyChange_AreReadAgain_AndWhenTheyCannotBeUsedTheLastGoodOnesStay()
    {
        var files = Open(PlatformRole.Silo)!;
        var first = files.Current().Certificate.SerialNumber;
        var (certificate, _) = _authority.Issue(_folder, "member");
        var atOnce = files.Current().Certificate.SerialNumber;
        _time.Advance(TimeSpan.FromSeconds(1));
        var second = files.Current().Certificate.SerialNumber;

        File.WriteAllText(certificate, "half of a cert");
        _time.Advance(TimeSpan.FromSeconds(1));
        var broken = files.Current().Certificate.SerialNumber;
        _authority.Issue(_folder, "member");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(first, atOnce);
        Assert.NotEqual(first, second);
        Assert.Equal(second, broken);
        Assert.NotEqual(second, files.Current().Certificate.SerialNumber);
    }

    [Fact]
    public void Authority_WhenItIsReplaced_DecidesAboutNewConnections()
    {
        var files = Open(PlatformRole.Silo)!;
        var member = Load(_foreign.Issue(_foreignFolder, "member"));

        _foreign.WriteTo(_folder);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(files.IsMember(member, chain: null, CertificateUsage.Client));
    }

    [Fact]
    public void Start_WithACertificateThatOthersWouldReject_IsRefusedSayingWhy()
    {
        var (certificate, key) = _authority.Issue(_folder, "member");
        var (_, otherKey) = _authority.Issue(_folder, "other");
        var right = new ClusterSettings { CertificateFile = certificate, KeyFile = key, CaFile = _authority.WriteTo(_folder) };
        var clientOnly = _authority.Issue(_folder, "client", isServer: false);
        var expired = _authority.Issue(_folder, "expired", isExpired: true);

        Assert.Contains("server authentication", Refusal(right with { CertificateFile = clientOnly.Certificate, KeyFile = clientOnly.Key }, PlatformRole.Silo), StringComparison.Ordinal);
        Assert.NotNull(MemberCertificateFiles.Open(right with { CertificateFile = clientOnly.Certificate, KeyFile = clientOnly.Key }, PlatformRole.Gateway, _time));
        Assert.Contains("NotTimeValid", Refusal(right with { CertificateFile = expired.Certificate, KeyFile = expired.Key }, PlatformRole.Gateway), StringComparison.Ordinal);
        Assert.Contains("PartialChain", Refusal(right with { CaFile = _foreign.WriteTo(_foreignFolder) }, PlatformRole.Silo), StringComparison.Ordinal);
        Refusal(right with { KeyFile = otherKey }, PlatformRole.Silo);
        Refusal(right with { CaFile = key }, PlatformRole.Silo);
        Assert.Null(MemberCertificateFiles.Open(new ClusterSettings(), PlatformRole.Silo, _time));
    }

    private static X509Certificate2 Load((string Certificate, string Key) files) => X509CertificateLoader.LoadCertificateFromFile(files.Certificate);

    private string Refusal(ClusterSettings cluster, PlatformRole role)
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(() => MemberCertificateFiles.Open(cluster, role, _time));
        Assert.Contains("Platform:Cluster:CertificateFile", refusal.Message, StringComparison.Ordinal);
        return refusal.Message;
    }

    private MemberCertificateFiles? Open(PlatformRole role)
    {
        var (certificate, key) = _authority.Issue(_folder, "member");
        return MemberCertificateFiles.Open(new ClusterSettings { CertificateFile = certificate, KeyFile = key, CaFile = _authority.WriteTo(_folder) }, role, _time);
    }
}
