namespace Orleans.Streaming.Kafka.Tests.Adapter;

/// <summary>What users can name changes only where its file changes with it (<c>PublicApi.txt</c> of each package).</summary>
public sealed class PublicApiTests
{
    // Set to write the files again: the difference is then the commit's.
    private const string Accept = "PLATFORM_ACCEPT_API";

    [Theory]
    [InlineData(typeof(KafkaStreamOptions), "Orleans.Streaming.Kafka")]
    [InlineData(typeof(IEventReceiver), "Orleans.Streaming.Kafka.Abstractions")]
    public void Package_OffersWhatItsFileSays(Type member, string package)
    {
        var file = Path.Combine(Repository.Find("src", package), "PublicApi.txt");
        var offered = PublicApi.Of(member.Assembly);
        if (Environment.GetEnvironmentVariable(Accept) is not null)
        {
            File.WriteAllText(file, offered);
        }

        var (there, described) = (offered.Split('\n'), File.ReadAllText(file).Split('\n'));
        Assert.Empty(described.Except(there).Select(line => $"gone: {line}").Concat(there.Except(described).Select(line => $"new: {line}")));
    }
}
