using Orleans.Clustering.Redis;
using Orleans.Configuration;
using Platform.Configuration;
using StackExchange.Redis;

namespace Platform.Hosting.Membership;

/// <summary>The members are in Redis, under one key of the cluster's. One connection, which is kept and renewed by itself. Thread-safe.</summary>
internal sealed class RedisMembership : IMembership
{
    private readonly ConfigurationOptions _redis;
    private readonly RedisKey _members;
    private readonly Lock _gate = new();
    private Task<ConnectionMultiplexer>? _connection;

    private RedisMembership(ConfigurationOptions redis, ClusterSettings cluster)
    {
        _members = RedisClusteringOptions.DefaultCreateRedisKey(new ClusterOptions { ClusterId = cluster.ClusterId, ServiceId = cluster.ServiceId });
        // What can't connect at first tries again.
        redis.AbortOnConnectFail = false;
        redis.ConnectTimeout = 2_000;
        redis.ConnectRetry = 1;
        redis.AsyncTimeout = 3_000;
        redis.ClientName ??= "Platform";
        _redis = redis;
        Store = $"Redis at {string.Join(',', redis.EndPoints.Select(EndPointCollection.ToString))}";
    }

    /// <inheritdoc />
    public string Description => $"members in {Store}";

    /// <inheritdoc />
    public bool HasStore => true;

    private string Store { get; }

    /// <summary>The configured Redis.</summary>
    /// <param name="settings">The settings.</param>
    /// <exception cref="PlatformConfigurationException">The connection string can't be used.</exception>
    public static RedisMembership Choose(PlatformSettings settings)
    {
        try
        {
            var redis = ConfigurationOptions.Parse(settings.Cluster.ConnectionString ?? "");
            return redis.EndPoints.Count == 0 ? throw Refusal("It names no host.") : new RedisMembership(redis, settings.Cluster);
        }
        catch (ArgumentException)
        {
            // Its message repeats parts of the text, which may hold a password.
            throw Refusal("It is no Redis connection string.");
        }
    }

    /// <inheritdoc />
    public Task OpenAsync(CancellationToken cancellationToken) => CheckAsync(cancellationToken);

    /// <inheritdoc />
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            var connection = await ConnectAsync().WaitAsync(cancellationToken);
            await connection.GetDatabase().KeyExistsAsync(_members).WaitAsync(cancellationToken);
        }
        catch (RedisConnectionException e)
        {
            throw new MembershipStoreException($"{Store}: {e.Message}", e.FailureType is not ConnectionFailureType.AuthenticationFailure, e);
        }
        catch (RedisServerException e)
        {
            // NOAUTH, WRONGPASS, NOPERM; LOADING and READONLY pass.
            throw new MembershipStoreException($"{Store}: {e.Message}", e.Message.StartsWith("LOADING", StringComparison.Ordinal) || e.Message.StartsWith("READONLY", StringComparison.Ordinal), e);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            throw new MembershipStoreException($"{Store}: {e.Message}", isTransient: true, e);
        }
    }

    /// <inheritdoc />
    public PlatformConfigurationException Refuse(string fault) => Refusal(fault);

    /// <inheritdoc />
    public ISiloBuilder AddTo(ISiloBuilder silo) => silo.UseRedisClustering(Use);

    /// <inheritdoc />
    public IClientBuilder AddTo(IClientBuilder client) => client.UseRedisClustering(Use);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await (await ConnectAsync()).DisposeAsync();
        }
    }

    private Task<ConnectionMultiplexer> ConnectAsync()
    {
        lock (_gate)
        {
            return _connection ??= ConnectionMultiplexer.ConnectAsync(_redis);
        }
    }

    private void Use(RedisClusteringOptions options)
    {
        options.ConfigurationOptions = _redis;
        options.CreateMultiplexer = async _ => (await ConnectAsync(), IsShared: true);
    }

    private static PlatformConfigurationException Refusal(string fault) =>
        new([$"Platform:Cluster:ConnectionString (value not shown) (environment: Platform__Cluster__ConnectionString)\n{fault} Right is for example redis-1:6379,ssl=true,password=…."]);
}
