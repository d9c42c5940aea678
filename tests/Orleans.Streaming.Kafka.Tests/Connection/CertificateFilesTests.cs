using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streaming.Kafka.Tests.Support;

namespace Orleans.Streaming.Kafka.Tests.Connection;

public sealed class CertificateFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("certificates-");
    private readonly FakeTimeProvider _time = new();
    private readonly CapturedLog _log = new();
    private readonly ClientReport _report;
    private readonly CertificateFiles _files;

    public CertificateFilesTests()
    {
        File.WriteAllText(CaFile, "the old authority");
        var connection = new KafkaConnection { BootstrapServers = "kafka:9093", Protocol = KafkaProtocol.Ssl, CaFile = CaFile };
        _report = new ClientReport("test", connection, _time, _log.For<ClientReport>());
        _files = new CertificateFiles(connection, _report, _time);
        _files.Remember();
    }

    private string CaFile => Path.Combine(_folder.FullName, "ca.pem");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Changed_WhileTheOldAreAccepted_IsNoReasonToRebuild()
    {
        File.WriteAllText(CaFile, "the new authority");

        Assert.False(_files.HaveChangedSinceError());
    }

    [Fact]
    public void Changed_OnceTheOldAreNotAccepted_IsSeenAtMostOnceASecond()
    {
        Fail();
        Assert.False(_files.HaveChangedSinceError());
        File.WriteAllText(CaFile, "the new authority");

        Assert.False(_files.HaveChangedSinceError());
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(_files.HaveChangedSinceError());

        _files.Remember();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(_files.HaveChangedSinceError());
    }

    [Fact]
    public void Changed_WhenWhatWasThereCouldNotBeUsed_IsReadAgain()
    {
        Fail();
        _files.Forget();

        Assert.True(_files.HaveChangedSinceError());
    }

    [Fact]
    public void Changed_WhenAFileIsGone_IsNothingToBuildOf()
    {
        Fail();
        File.Delete(CaFile);

        Assert.False(_files.HaveChangedSinceError());
    }

    [Fact]
    public void Changed_WhenTheErrorIsAnother_IsNoReasonToRebuild()
    {
        _report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_Transport, "Connect to ipv4#10.0.0.1:9093 failed: Connection refused"));
        File.WriteAllText(CaFile, "the new authority");

        Assert.False(_files.HaveChangedSinceError());
    }

    private void Fail() => _report.Failed(new Error(Confluent.Kafka.ErrorCode.Local_Ssl, "SSL handshake failed: certificate verify failed"));
}
