using Npgsql;
using Platform.Configuration;
using Platform.Hosting.Membership;
using StackExchange.Redis;

namespace Platform.Hosting.Tests.Cluster;

/// <summary>What a store that is away, or wrong, is reported as.</summary>
public sealed class MembershipStoreErrorTests
{
    [Fact]
    public async Task Postgres_ThatIsAway_IsTransientAndNamed()
    {
        await using var membership = Choose(ClusterProvider.Postgres, "Host=127.0.0.1;Port=1;Database=shop;Username=me;Password=hunter2");

        var failure = await Assert.ThrowsAsync<MembershipStoreException>(() => membership.OpenAsync(CancellationToken.None));

        Assert.True(failure.IsTransient);
        Assert.Contains("PostgreSQL, shop at 127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redis_ThatIsAway_IsTransientAndNamed()
    {
        await using var membership = Choose(ClusterProvider.Redis, "127.0.0.1:1,password=hunter2,connectTimeout=200");

        var failure = await Assert.ThrowsAsync<MembershipStoreException>(() => membership.OpenAsync(CancellationToken.None));

        Assert.True(failure.IsTransient);
        Assert.Contains("Redis at 127.0.0.1:1", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Postgres_WithoutThatDatabase_IsRefused()
    {
        using var schema = new PostgresSchema();
        await using var membership = Choose(ClusterProvider.Postgres, new NpgsqlConnectionStringBuilder(schema.ConnectionString) { Database = "nowhere" }.ConnectionString);

        var failure = await Assert.ThrowsAsync<MembershipStoreException>(() => membership.OpenAsync(CancellationToken.None));

        Assert.False(failure.IsTransient);
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    [Trait("Needs", "RealParts")]
    public async Task Redis_WithoutTheRightToReadTheMembers_IsRefused()
    {
        var redis = Environment.GetEnvironmentVariable("PLATFORM_TEST_REDIS");
        Skip.If(string.IsNullOrEmpty(redis), "PLATFORM_TEST_REDIS names no Redis (host:port).");
        var user = $"u{Guid.NewGuid():N}";
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{redis},allowAdmin=true");
        await admin.GetDatabase().ExecuteAsync("ACL", "SETUSER", user, "on", ">hunter2", "~other/*", "+@all");
        try
        {
            await using var right = Choose(ClusterProvider.Redis, redis);
            await right.OpenAsync(CancellationToken.None);
            await using var wrong = Choose(ClusterProvider.Redis, $"{redis},user={user},password=hunter2");

            var failure = await Assert.ThrowsAsync<MembershipStoreException>(() => wrong.OpenAsync(CancellationToken.None));

            Assert.False(failure.IsTransient);
            Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            await admin.GetDatabase().ExecuteAsync("ACL", "DELUSER", user);
        }
    }

    [Theory]
    [InlineData(ClusterProvider.Postgres, "Database=shop;Password=hunter2")]
    [InlineData(ClusterProvider.Postgres, "hunter2")]
    [InlineData(ClusterProvider.Redis, "password=hunter2")]
    [InlineData(ClusterProvider.Redis, "redis:6379,nonsense=hunter2")]
    public void ConnectionString_ThatIsNone_IsRefusedByItsSettingAndNotShown(ClusterProvider provider, string text)
    {
        var refusal = Assert.Throws<PlatformConfigurationException>(() => Choose(provider, text));

        Assert.Contains("Platform:Cluster:ConnectionString", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    private static IMembership Choose(ClusterProvider provider, string connectionString) =>
        ClusterHosting.ChooseMembership(new PlatformSettings { Cluster = new ClusterSettings { Provider = provider, ConnectionString = connectionString } });
}
