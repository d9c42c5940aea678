using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Streaming.Kafka;
using Shop.Gateway.Tests.Hosting;

namespace Shop.Gateway.Tests.Admin;

[Collection(ClusterTests.Name)]
public sealed class PartitionRoutesTests(ClusterFixture cluster)
{
    private const string Path = "/admin/partitions/orders/orders.created/3/resume";

    [Theory]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("""{"offset":17}""", 17L)]
    public async Task Resume_SaysWhatWasPassedOver(string body, long? offset)
    {
        var partitions = new Partitions(_ => new ResumedPartition(10, 20));
        await using var app = await StartAsync(partitions);

        var answer = await app.Http.PostJsonAsync(Path, body).JsonAsync(HttpStatusCode.OK);

        Assert.Equal((10, 20), (answer.GetProperty("from").GetInt64(), answer.GetProperty("to").GetInt64()));
        Assert.Equal(("orders", "orders.created", 3, offset), Assert.Single(partitions.Asked));
    }

    [Fact]
    public async Task Resume_OfAPartitionThatNobodyReads_Is404()
    {
        await using var app = await StartAsync(new Partitions(_ => null));

        var problem = await app.Http.PostJsonAsync(Path, "").ProblemAsync(HttpStatusCode.NotFound);

        Assert.Contains("No silo reads orders.created[3] for the group 'orders' now.", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_ThatIsRejected_Is409_WithTheReason()
    {
        await using var app = await StartAsync(new Partitions(_ => throw new KafkaStreamException("orders.created[3] has not stopped.", isTransient: false)));

        var problem = await app.Http.PostJsonAsync(Path, "").ProblemAsync(HttpStatusCode.Conflict);

        Assert.Equal("orders.created[3] has not stopped.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Resume_WhileKafkaIsAway_Is503()
    {
        await using var app = await StartAsync(new Partitions(_ => throw new KafkaStreamException("timed out", isTransient: true)));

        await app.Http.PostJsonAsync(Path, "").ProblemAsync(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("\"7\"")]
    [InlineData("1.5")]
    public async Task Resume_AtWhatIsNoOffset_Is400(string offset)
    {
        await using var app = await StartAsync(new Partitions(_ => null));

        var problem = await app.Http.PostJsonAsync(Path, $$"""{"offset":{{offset}}}""").ProblemAsync(HttpStatusCode.BadRequest);

        Assert.True(problem.GetProperty("errors").TryGetProperty("offset", out _));
    }

    private Task<GatewayApp> StartAsync(IKafkaPartitions partitions) => GatewayApp.StartAsync(
        cluster, replace: services => services.AddSingleton(partitions), settings: ["--Platform:Admin:Enabled", "true"]);

    private sealed class Partitions(Func<string, ResumedPartition?> answer) : IKafkaPartitions
    {
        public List<(string, string, int, long?)> Asked { get; } = [];

        public Task<ResumedPartition?> ResumeAsync(string provider, string topic, int partition, long? offset = null, CancellationToken cancellationToken = default)
        {
            Asked.Add((provider, topic, partition, offset));
            return Task.FromResult(answer(topic));
        }

        public Task<IReadOnlyList<int>> PauseAsync(string provider, string topic, int? partition = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<IReadOnlyList<int>> UnpauseAsync(string provider, string topic, int? partition = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public Task<ResumedPartition?> SeekAsync(string provider, string topic, int partition, long offset, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }
}
