namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>
/// A Kafka broker inside this process: librdkafka's mock cluster, which speaks the real protocol over TCP on 127.0.0.1. For development and tests. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Nothing is kept after <see cref="DisposeAsync"/>, and a partition holds no more than <see cref="EmbeddedKafkaLimits"/> says.</para>
/// <para>It has no isolation of transactions, no fencing, no removal of duplicates after a lost acknowledgement, no time index, no record timestamps in delivery results, and no
/// admin calls that change topics: use <see cref="CreateTopic"/>. It can't refuse a producer that names an unknown topic: it creates it with four partitions.
/// <c>ListConsumerGroups</c>, <c>DeleteGroups</c> and <c>DeleteConsumerGroupOffsets</c> abort the process that calls them (librdkafka 2.16).</para>
/// <para>A waiting fetch is not woken by new records: consumers need a short <c>fetch.wait.max.ms</c> (5). A classic rebalance takes about the session timeout: use 2 s.</para>
/// </remarks>
public sealed class EmbeddedKafka : IKafkaBroker
{
    private readonly MockCluster _cluster;
    private readonly LoopbackForwarder? _forwarder;
    private readonly RecordTrimmer _trimmer;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _topics = new(StringComparer.Ordinal);
    private bool _isDown;
    private bool _hasFailures;
    private bool _isDisposed;

    private EmbeddedKafka(MockCluster cluster, LoopbackForwarder? forwarder, EmbeddedKafkaOptions options)
    {
        _cluster = cluster;
        _forwarder = forwarder;
        BootstrapServers = (forwarder?.EndPoint ?? cluster.EndPoint).ToString();
        _trimmer = new RecordTrimmer(cluster, BootstrapServers, options);
    }

    /// <inheritdoc/>
    public string BootstrapServers { get; }

    /// <inheritdoc/>
    public KafkaBrokerKind Kind => KafkaBrokerKind.Embedded;

    /// <summary>Starts a broker; it answers when this returns.</summary>
    /// <param name="options">How it runs; null for the defaults.</param>
    /// <exception cref="KafkaBrokerException">The port is taken, or librdkafka refused.</exception>
    /// <exception cref="DllNotFoundException">No build of librdkafka fits this system.</exception>
    public static EmbeddedKafka Start(EmbeddedKafkaOptions? options = null)
    {
        options ??= new EmbeddedKafkaOptions();
        options.ThrowIfInvalid();
        var cluster = new MockCluster();
        try
        {
            return new EmbeddedKafka(cluster, options.Port == 0 ? null : Forward(options, cluster), options);
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Creates a topic. One of that name and number of partitions that was created here is left as it is.</summary>
    /// <param name="name">1–249 letters, digits, dots, underscores and hyphens.</param>
    /// <param name="partitions">At least 1.</param>
    /// <exception cref="KafkaBrokerException">The topic exists with another number of partitions, or a client made the broker create it first.</exception>
    public void CreateTopic(string name, int partitions)
    {
        TopicName.ThrowIfInvalid(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        lock (_gate)
        {
            if (_topics.TryGetValue(name, out var existing))
            {
                if (existing != partitions)
                {
                    throw new KafkaBrokerException($"Topic '{name}' exists with {existing} partitions, not {partitions}.");
                }

                return;
            }

            if (!_cluster.TryCreateTopic(name, partitions))
            {
                throw new KafkaBrokerException($"Topic '{name}' exists already: a client named it and the broker created it. Create topics before clients use them.");
            }

            _topics.Add(name, partitions);
            _trimmer.Add(name, partitions);
        }
    }

    /// <inheritdoc/>
    Task IKafkaBroker.CreateTopicAsync(string name, int partitions, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        CreateTopic(name, partitions);
        return Task.CompletedTask;
    }

    /// <summary>Closes all connections and refuses new ones until <see cref="BrokerUp"/>. What was written stays.</summary>
    public void BrokerDown() => Fault(() =>
    {
        _isDown = true;
        _trimmer.Suspend();
        _cluster.SetUp(false);
    });

    /// <summary>Ends <see cref="BrokerDown"/>, on the same port.</summary>
    public void BrokerUp() => Fault(() =>
    {
        _cluster.SetUp(true);
        _isDown = false;
        ResumeTrimming();
    });

    /// <summary>Delays every answer from now on.</summary>
    /// <param name="latency">Whole milliseconds; zero for none.</param>
    public void SetLatency(TimeSpan latency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(latency, TimeSpan.FromMilliseconds(int.MaxValue));
        Fault(() => _cluster.SetLatency(latency));
    }

    /// <summary>Answers the next requests of a kind with these errors, one each, after those that still wait from earlier calls.</summary>
    /// <param name="api">The kind of request, of any client.</param>
    /// <param name="errors">What to answer; <see cref="KafkaErrorCode.None"/> lets one through.</param>
    /// <remarks>Trimming, which is a client too, rests until <see cref="ClearFailures"/>, so that it takes none of them.</remarks>
    public void FailNext(KafkaApi api, params KafkaErrorCode[] errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        ArgumentOutOfRangeException.ThrowIfZero(errors.Length, nameof(errors));
        Fault(() =>
        {
            _hasFailures = true;
            _trimmer.Suspend();
            _cluster.FailNext(api, Array.ConvertAll(errors, e => (int)e));
        });
    }

    /// <summary>Forgets the failures of <see cref="FailNext"/> that no request has met.</summary>
    public void ClearFailures() => Fault(() =>
    {
        _cluster.ClearFailures();
        _hasFailures = false;
        ResumeTrimming();
    });

    /// <summary>Ends the broker and forgets everything. Clients that are still there see a broker that is gone. Further calls do nothing.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
        }

        await _trimmer.DisposeAsync();
        if (_forwarder is not null)
        {
            await _forwarder.DisposeAsync();
        }

        _cluster.Dispose();
    }

    private static LoopbackForwarder Forward(EmbeddedKafkaOptions options, MockCluster cluster)
    {
        var forwarder = new LoopbackForwarder(options.Port, options.TimeProvider, options.Logger);
        forwarder.Start(cluster.EndPoint);
        cluster.Advertise(forwarder.EndPoint);
        return forwarder;
    }

    private void ResumeTrimming()
    {
        if (!_isDown && !_hasFailures)
        {
            _trimmer.Resume();
        }
    }

    private void Fault(Action fault)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            fault();
        }
    }
}
