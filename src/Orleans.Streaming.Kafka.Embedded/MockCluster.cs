using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>Owns the native in-process cluster of one broker. Thread-safe.</summary>
internal sealed class MockCluster : IDisposable
{
    private const int ErrorSize = 512;
    private const int ProducerType = 0;
    private const int BrokerId = 1;
    private const int TopicAlreadyExists = 36;

    private readonly Lock _gate = new();
    private nint _client;
    private nint _cluster;

    public MockCluster()
    {
        _client = CreateClient();
        _cluster = LibRdKafka.ClusterNew(_client, brokers: 1);
        if (_cluster == 0)
        {
            Dispose();
            throw new KafkaBrokerException("librdkafka could not start its in-process cluster: no socket on 127.0.0.1 could be opened.");
        }

        // Without a controller no admin call is answered; with the default delay the first member of a group waits 3 s.
        ThrowIfError(LibRdKafka.SetController(_cluster, BrokerId), "The controller was not set");
        LibRdKafka.SetInitialRebalanceDelay(_cluster, 0);
        EndPoint = IPEndPoint.Parse(Marshal.PtrToStringUTF8(LibRdKafka.ClusterBootstraps(_cluster))!);
    }

    /// <summary>Where the broker itself listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Creates a topic; false where it exists.</summary>
    public bool TryCreateTopic(string name, int partitions)
    {
        lock (_gate)
        {
            var error = LibRdKafka.TopicCreate(Cluster, name, partitions, replicationFactor: 1);
            if (error is not TopicAlreadyExists)
            {
                ThrowIfError(error, $"Topic '{name}' was not created");
            }

            return error is not TopicAlreadyExists;
        }
    }

    /// <summary>Drops a partition's records below an offset, which must not lie below the first one there: the log's start would go back to where nothing is.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset)
    {
        lock (_gate)
        {
            ThrowIfError(LibRdKafka.DeleteRecords(Cluster, topic, partition, beforeOffset), $"Records of {topic}[{partition}] below {beforeOffset} were not deleted");
        }
    }

    public void Advertise(IPEndPoint endPoint)
    {
        lock (_gate)
        {
            LibRdKafka.BrokerSetHostPort(Cluster, BrokerId, endPoint.Address.ToString(), endPoint.Port);
        }
    }

    public void SetUp(bool up)
    {
        lock (_gate)
        {
            var error = up ? LibRdKafka.BrokerSetUp(Cluster, BrokerId) : LibRdKafka.BrokerSetDown(Cluster, BrokerId);
            ThrowIfError(error, up ? "The broker did not come up" : "The broker did not go down");
        }
    }

    public void SetLatency(TimeSpan latency)
    {
        lock (_gate)
        {
            ThrowIfError(LibRdKafka.BrokerSetRoundTrip(Cluster, BrokerId, (int)latency.TotalMilliseconds), "The latency was not set");
        }
    }

    public void FailNext(KafkaApi api, ReadOnlySpan<int> errors)
    {
        lock (_gate)
        {
            LibRdKafka.PushRequestErrors(Cluster, (short)api, (nuint)errors.Length, errors);
        }
    }

    public void ClearFailures()
    {
        lock (_gate)
        {
            foreach (var api in Enum.GetValues<KafkaApi>())
            {
                LibRdKafka.ClearRequestErrors(Cluster, (short)api);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            // In this order: a client that is destroyed while it has a cluster aborts the process.
            if (_cluster != 0)
            {
                LibRdKafka.ClusterDestroy(_cluster);
                _cluster = 0;
            }

            if (_client != 0)
            {
                LibRdKafka.Destroy(_client);
                _client = 0;
            }
        }
    }

    private nint Cluster
    {
        get
        {
            ObjectDisposedException.ThrowIf(_cluster == 0, typeof(EmbeddedKafka));
            return _cluster;
        }
    }

    private static nint CreateClient()
    {
        Span<byte> error = stackalloc byte[ErrorSize];
        var conf = LibRdKafka.ConfNew();
        // The client only carries the cluster and connects nowhere; it would say on standard error that it has no servers.
        if (LibRdKafka.ConfSet(conf, "log_level", "0", error, ErrorSize) != 0)
        {
            LibRdKafka.ConfDestroy(conf);
            throw new KafkaBrokerException($"librdkafka refused a setting: {Text(error)}");
        }

        var client = LibRdKafka.New(ProducerType, conf, error, ErrorSize);
        if (client == 0)
        {
            LibRdKafka.ConfDestroy(conf);
            throw new KafkaBrokerException($"librdkafka could not start: {Text(error)}");
        }

        return client;
    }

    private static string Text(ReadOnlySpan<byte> error)
    {
        var end = error.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? error : error[..end]);
    }

    private static void ThrowIfError(int error, string what)
    {
        if (error != 0)
        {
            throw new KafkaBrokerException($"{what}: {Marshal.PtrToStringUTF8(LibRdKafka.ErrorText(error))}.");
        }
    }
}
