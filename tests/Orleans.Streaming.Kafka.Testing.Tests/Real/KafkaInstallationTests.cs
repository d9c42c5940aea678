namespace Orleans.Streaming.Kafka.Testing.Tests.Real;

public sealed class KafkaInstallationTests
{
    private readonly Dictionary<string, string> _variables = new(StringComparer.Ordinal) { ["PATH"] = "/bin:/usr/bin" };
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    [Fact]
    public void SkipReason_WhenNothingIsSet_NamesBothVariables()
    {
        var reason = Installation().SkipReason;

        Assert.Contains("KAFKA_HOME", reason, StringComparison.Ordinal);
        Assert.Contains("KAFKA_BOOTSTRAP_SERVERS", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void SkipReason_WhenKafkaHomeIsNoDistribution_NamesTheFolder()
    {
        _variables["KAFKA_HOME"] = "/opt/kafka";

        var reason = Installation().SkipReason;

        Assert.Contains("'/opt/kafka'", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void SkipReason_WhenJavaIsMissing_NamesJava()
    {
        _variables["KAFKA_HOME"] = "/opt/kafka";
        _files.Add("/opt/kafka/bin/kafka-server-start.sh");

        var reason = Installation().SkipReason;

        Assert.Contains("Java 17", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/usr/bin/java", null)]
    [InlineData("/opt/jdk/bin/java", "/opt/jdk")]
    public void SkipReason_WhenDistributionAndJavaAreThere_IsNull(string java, string? javaHome)
    {
        _variables["KAFKA_HOME"] = "/opt/kafka";
        _variables["JAVA_HOME"] = javaHome ?? "";
        _files.UnionWith(["/opt/kafka/bin/kafka-server-start.sh", java]);

        var reason = Installation().SkipReason;

        Assert.Null(reason);
    }

    [Fact]
    public void SkipReason_WhenBrokersAreRunning_IsNullWithoutAnythingElse()
    {
        _variables["KAFKA_BOOTSTRAP_SERVERS"] = "localhost:9092";

        var reason = Installation(isUnix: false).SkipReason;

        Assert.Null(reason);
    }

    [Fact]
    public void SkipReason_OnWindowsWithADistribution_SaysWhatWouldDo()
    {
        _variables["KAFKA_HOME"] = "/opt/kafka";

        var reason = Installation(isUnix: false).SkipReason;

        Assert.Contains("set KAFKA_BOOTSTRAP_SERVERS", reason, StringComparison.Ordinal);
    }

    public static TheoryData<string, RealKafkaOptions> OfTheirOwn { get; } = new()
    {
        { "several", new() { Brokers = 3 } },
        { "secured", new() { IsSecured = true } },
        { "for faults", new() { IsOwn = true } },
        { "settings", new() { Settings = new Dictionary<string, string> { ["num.io.threads"] = "2" } } },
    };

    [Fact]
    public void Attaches_OnlyWhereOnePlainBrokerIsWanted()
    {
        _variables["KAFKA_BOOTSTRAP_SERVERS"] = "localhost:9092";

        Assert.True(Installation().AttachesFor(new()));
        Assert.Null(Installation().SkipReasonFor(new()));
    }

    [Theory]
    [MemberData(nameof(OfTheirOwn))]
    public void Attaches_WhereBrokersOfTheirOwnAreWanted_Never(string what, RealKafkaOptions options)
    {
        _variables["KAFKA_BOOTSTRAP_SERVERS"] = "localhost:9092";
        Assert.False(Installation().AttachesFor(options), what);
        Assert.Contains("KAFKA_BOOTSTRAP_SERVERS names running ones", Installation().SkipReasonFor(options), StringComparison.Ordinal);

        _variables["KAFKA_HOME"] = "/opt/kafka";
        _files.UnionWith(["/opt/kafka/bin/kafka-server-start.sh", "/usr/bin/java"]);

        Assert.Null(Installation().SkipReasonFor(options));
        Assert.False(Installation().AttachesFor(options), what);
    }

    private KafkaInstallation Installation(bool isUnix = true) => new(_variables.GetValueOrDefault, _files.Contains, isUnix);
}
