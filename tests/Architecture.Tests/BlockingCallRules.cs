using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>What the native Kafka client offers as blocking calls runs on threads of its own: no thread of the pool waits for a broker.</summary>
public sealed partial class BlockingCallRules
{
    // These run on the consume thread, or are called within BlockingCall.
    private static readonly string[] Callers =
    [
        "Assignment/PartitionRecovery.cs", "Assignment/StartPositions.cs", "Consuming/ConsumeLoop.cs", "Offsets/GroupOffsetReader.cs",
        "Reading/KafkaTopicReader.cs", "Reading/ReadableOffsets.cs", "StreamDelivery/Rewinding/StreamRewinder.cs", "Topics/KafkaTopics.cs", "Topics/TopicCheck.cs",
    ];

    [Fact]
    public void BlockingCalls_AreMadeByKnownCallers()
    {
        var found = Provider().Where(file => Blocking.IsMatch(File.ReadAllText(file))).Select(Name).Order(StringComparer.Ordinal);

        Assert.Equal(Callers, found);
    }

    [Fact]
    public void ThePool_IsGivenAsynchronousWorkOnly()
    {
        var found = Provider().SelectMany(file => ToThePool.Matches(File.ReadAllText(file)).Select(call => $"{Name(file)}: {call.Value}"));

        Assert.Equal("", string.Join("\n", found));
    }

    [Theory]
    [InlineData("_request = Task.Run(() => commit(offsets));")]
    [InlineData("Task.Run(client.Dispose)")]
    public void WorkThatBlocks_IsFound(string line) => Assert.Matches(ToThePool, line);

    [Theory]
    [InlineData("Task.Run(RunAsync, CancellationToken.None)")]
    [InlineData("Task.Run(() => RefreshAsync(client, provider, report))")]
    public void WorkThatIsAsynchronous_IsNotFound(string line) => Assert.DoesNotMatch(ToThePool, line);

    private static IEnumerable<string> Provider() => Sources.Files("src/Orleans.Streaming.Kafka");

    private static string Name(string file) => Path.GetRelativePath(Repository.Find("src/Orleans.Streaming.Kafka"), file).Replace('\\', '/');

    [GeneratedRegex(@"\b(client|admin|consumer)\.(GetMetadata|QueryWatermarkOffsets|OffsetsForTimes|Committed|Consume|Commit)\((?!TimeSpan\.Zero)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Blocking { get; }

    [GeneratedRegex(@"Task\.Run\((?!(\(\) => )?\w+Async\b).*", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ToThePool { get; }
}
