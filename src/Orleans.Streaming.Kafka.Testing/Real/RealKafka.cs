using Confluent.Kafka.Admin;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>
/// Apache Kafka for tests: one or three brokers (KRaft) started from <c>KAFKA_HOME</c> on free ports of 127.0.0.1, or the running ones that <c>KAFKA_BOOTSTRAP_SERVERS</c> names, where one plain broker is wanted. Thread-safe,
/// but for faults of one broker, which are given one at a time.
/// </summary>
/// <remarks>
/// Brokers of ours never outlive this process, not even its SIGKILL: a shell per broker holds a pipe to it and kills the broker when the pipe closes. Their data lies in a temporary
/// folder, which <see cref="DisposeAsync"/> removes (a crash leaves it). Topics are never created by naming them.
/// </remarks>
public sealed class RealKafka : IKafkaBroker
{
    private readonly RealKafkaOptions _options;
    private readonly IReadOnlyList<LocalBroker> _brokers;
    private readonly string[] _addresses;
    private readonly DirectoryInfo? _folder;
    private readonly RealKafkaSecurity? _security;
    private readonly ClusterAdmin _admin;
    private readonly Lock _gate = new();
    private readonly HashSet<string> _created = new(StringComparer.Ordinal);
    private bool _isDisposed;

    private RealKafka(RealKafkaOptions options, string[] addresses, IReadOnlyList<LocalBroker> brokers, DirectoryInfo? folder, RealKafkaSecurity? security)
    {
        _security = security;
        _options = options;
        _addresses = addresses;
        _brokers = brokers;
        _folder = folder;
        BootstrapServers = string.Join(',', addresses);
        _admin = new ClusterAdmin(BootstrapServers, security, options.TimeProvider);
    }

    /// <summary>Why no real broker can be had on this machine, as a sentence for a skipped test; null where one can.</summary>
    public static string? SkipReason => KafkaInstallation.Current.SkipReason;

    /// <summary>As <see cref="SkipReason"/>, for brokers that have to be started from <c>KAFKA_HOME</c>: several, secured, or for faults.</summary>
    public static string? OwnBrokersSkipReason => KafkaInstallation.Current.HomeSkipReason;

    /// <summary>Why brokers with these options can't be had on this machine, or null. Running ones do only where one plain broker is wanted; others are started from <c>KAFKA_HOME</c>.</summary>
    /// <param name="options">The brokers that are wanted.</param>
    public static string? SkipReasonFor(RealKafkaOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return KafkaInstallation.Current.SkipReasonFor(options);
    }

    /// <inheritdoc/>
    public string BootstrapServers { get; }

    /// <inheritdoc/>
    public KafkaBrokerKind Kind => KafkaBrokerKind.Real;

    /// <summary>Users and rights of brokers that were started with <see cref="RealKafkaOptions.IsSecured"/>.</summary>
    /// <exception cref="InvalidOperationException">They were not.</exception>
    public RealKafkaSecurity Security => _security ?? throw new InvalidOperationException("These brokers are not secured: set RealKafkaOptions.IsSecured.");

    /// <summary>Whether the brokers were running before and go on after: faults are refused then.</summary>
    public bool IsAttached => _brokers.Count == 0;

    /// <summary>Starts brokers, or attaches to running ones; they answer when this returns.</summary>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left running.</param>
    /// <exception cref="KafkaBrokerException">There is none to be had (<see cref="SkipReason"/>), or a broker failed to start; the message holds what it said.</exception>
    public static async Task<RealKafka> StartAsync(RealKafkaOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RealKafkaOptions();
        options.ThrowIfInvalid();
        if (SkipReasonFor(options) is { } reason)
        {
            throw new KafkaBrokerException(reason);
        }

        var kafka = KafkaInstallation.Current.AttachesFor(options)
            ? new RealKafka(options, KafkaInstallation.Current.BootstrapServers!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), [], folder: null, security: null)
            : await CreateAsync(options, KafkaInstallation.Current.Home!, cancellationToken);
        try
        {
            await kafka.StartAllAsync(cancellationToken);
            return kafka;
        }
        catch
        {
            await kafka.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public Task CreateTopicAsync(string name, int partitions, CancellationToken cancellationToken = default) =>
        CreateTopicAsync(name, partitions, replicationFactor: null, configuration: null, cancellationToken);

    /// <summary>Creates a topic and returns once it has leaders. A topic of that name with the same number of partitions is left as it is.</summary>
    /// <param name="name">1–249 letters, digits, dots, underscores and hyphens.</param>
    /// <param name="partitions">At least 1.</param>
    /// <param name="replicationFactor">Null for as many as there are brokers, or the brokers' own default where attached.</param>
    /// <param name="configuration">The topic's settings, or null.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KafkaBrokerException">The topic exists with another number of partitions, or the brokers refused.</exception>
    public async Task CreateTopicAsync(
        string name, int partitions, short? replicationFactor, IReadOnlyDictionary<string, string>? configuration = null, CancellationToken cancellationToken = default)
    {
        TopicName.ThrowIfInvalid(name);
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        var topic = new TopicSpecification
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = replicationFactor ?? (short)(IsAttached ? -1 : _brokers.Count),
            Configs = configuration?.ToDictionary(StringComparer.Ordinal),
        };
        if (await _admin.CreateTopicAsync(topic, cancellationToken))
        {
            lock (_gate)
            {
                _created.Add(name);
            }
        }
    }

    /// <summary>A broker's process, for tests of what outlives what.</summary>
    internal int ProcessId(int broker) => Broker(broker).ProcessId;

    /// <summary>Where the brokers' files lie; null where attached.</summary>
    internal string? Folder => _folder?.FullName;

    /// <summary>Kills a broker (SIGKILL). Its data stays.</summary>
    /// <param name="broker">1-based.</param>
    public void KillBroker(int broker) => Broker(broker).Signal(UnixSignal.Kill);

    /// <summary>Stops a broker cleanly (SIGTERM) and waits for its end. Its data stays.</summary>
    /// <param name="broker">1-based; not a paused one, which can't hear.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="KafkaBrokerException">It did not end within <see cref="RealKafkaOptions.StopTimeout"/>.</exception>
    public Task StopBrokerAsync(int broker, CancellationToken cancellationToken = default)
    {
        Broker(broker).Signal(UnixSignal.Terminate);
        return Broker(broker).WhenStoppedAsync(_options.StopTimeout, _options.TimeProvider, cancellationToken);
    }

    /// <summary>Freezes a broker (SIGSTOP): its connections stay open and nothing answers.</summary>
    /// <param name="broker">1-based.</param>
    public void PauseBroker(int broker) => Broker(broker).Signal(UnixSignal.Stop);

    /// <summary>Ends <see cref="PauseBroker"/> (SIGCONT).</summary>
    /// <param name="broker">1-based.</param>
    public void ResumeBroker(int broker) => Broker(broker).Signal(UnixSignal.Continue);

    /// <summary>Starts a killed or stopped broker again, on its ports and its data, and returns once it is one of the cluster's live ones.</summary>
    /// <param name="broker">1-based.</param>
    /// <param name="cancellationToken">Ends the waiting; the broker goes on starting.</param>
    /// <exception cref="KafkaBrokerException">It failed to start; the message holds what it said.</exception>
    public async Task StartBrokerAsync(int broker, CancellationToken cancellationToken = default)
    {
        var local = Broker(broker);
        // After KillBroker it may not be quite gone.
        await local.WhenStoppedAsync(_options.StopTimeout, _options.TimeProvider, cancellationToken);
        await local.StartAsync(cancellationToken);
        await WhenReadyAsync(broker, cancellationToken);
    }

    /// <summary>Kills the brokers and removes their data; where attached, deletes the topics created here. Further calls do nothing.</summary>
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

        using (_admin)
        {
            if (IsAttached && _created.Count > 0)
            {
                await _admin.DeleteTopicsAsync(_created);
            }
        }

        _security?.Dispose();
        foreach (var broker in _brokers)
        {
            broker.Kill();
        }

        foreach (var broker in _brokers)
        {
            await broker.WhenStoppedAsync(_options.StopTimeout, _options.TimeProvider, CancellationToken.None);
            broker.Dispose();
        }

        _folder?.Delete(recursive: true);
    }

    private static async Task<RealKafka> CreateAsync(RealKafkaOptions options, string kafkaHome, CancellationToken cancellationToken)
    {
        var ports = LoopbackPorts.Take(3 * options.Brokers);
        var clientPorts = ports[..options.Brokers];
        var controllerPorts = ports[options.Brokers..(2 * options.Brokers)];
        var brokerPorts = ports[(2 * options.Brokers)..];
        var addresses = Array.ConvertAll(clientPorts, port => $"127.0.0.1:{port}");
        var security = options.IsSecured ? new RealKafkaSecurity(string.Join(',', addresses)) : null;
        var folder = Directory.CreateTempSubdirectory("kafka-");
        try
        {
            var clusterId = ClusterId();
            await (security?.PrepareAsync(folder.FullName, cancellationToken) ?? Task.CompletedTask);
            var brokers = await Task.WhenAll(Enumerable.Range(1, options.Brokers).Select(async node =>
            {
                var files = new BrokerFolder(Path.Combine(folder.FullName, $"broker-{node}"));
                var broker = new LocalBroker(node, kafkaHome, files, options);
                var settings = security is null
                    ? options.Settings
                    : Merge(await security.PrepareBrokerAsync(node, files.Path, clientPorts[node - 1], controllerPorts[node - 1], brokerPorts[node - 1], cancellationToken), options.Settings);
                await broker.FormatAsync(clusterId, BrokerSettings.Render(node, clientPorts, controllerPorts, files.DataFolder, settings), security?.ScramArgument, cancellationToken);
                return broker;
            }));
            return new RealKafka(options, addresses, brokers, folder, security);
        }
        catch
        {
            security?.Dispose();
            folder.Delete(recursive: true);
            throw;
        }
    }

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> settings, IReadOnlyDictionary<string, string> overrides)
    {
        var merged = new Dictionary<string, string>(settings, StringComparer.Ordinal);
        foreach (var (name, value) in overrides)
        {
            merged[name] = value;
        }

        return merged;
    }

    // 16 bytes in URL-safe base64 without padding, as kafka-storage.sh random-uuid makes them; a leading hyphen would read as an option.
    private static string ClusterId()
    {
        var bytes = Guid.NewGuid().ToByteArray();
        bytes[0] &= 0x7f;
        return Convert.ToBase64String(bytes).Replace('+', '-').Replace('/', '_').TrimEnd('=');
    }

    private async Task StartAllAsync(CancellationToken cancellationToken)
    {
        foreach (var broker in _brokers)
        {
            await broker.StartAsync(cancellationToken);
        }

        // Where one broker fails, nobody waits for the others any more.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var starting = Enumerable.Range(1, _brokers.Count).Select(broker => WhenReadyAsync(broker, stop.Token)).ToArray();
        try
        {
            await foreach (var started in Task.WhenEach(starting))
            {
                await started;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _admin.WaitForBrokersAsync(Math.Max(1, _brokers.Count), node: null, _options.StartTimeout, cancellationToken);
    }

    private async Task WhenReadyAsync(int broker, CancellationToken cancellationToken)
    {
        using var admin = new ClusterAdmin(_addresses[broker - 1], _security, _options.TimeProvider);
        await _brokers[broker - 1].WhenReadyAsync(stop => admin.WaitForBrokersAsync(1, broker, _options.StartTimeout, stop), cancellationToken);
    }

    private LocalBroker Broker(int broker)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (IsAttached)
        {
            throw new NotSupportedException("These brokers were running before (KAFKA_BOOTSTRAP_SERVERS); faults are for brokers started from KAFKA_HOME.");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(broker, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(broker, _brokers.Count);
        return _brokers[broker - 1];
    }
}
