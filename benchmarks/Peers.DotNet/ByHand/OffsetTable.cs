using Confluent.Kafka;
using Npgsql;
using Peers.Orders;

namespace Peers.ByHand;

/// <summary>The next offset of each partition, in the transaction of the orders. One thread.</summary>
internal sealed class OffsetTable(NpgsqlConnection connection)
{
    public const string Create = "CREATE TABLE offsets (topic text, partition int, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition)) WITH (fillfactor = 50)";

    private readonly Dictionary<TopicPartition, long> _committed = [];
    private readonly Dictionary<TopicPartition, long> _next = [];

    /// <summary>Where to begin in partitions just assigned.</summary>
    public IEnumerable<TopicPartitionOffset> Positions(List<TopicPartition> partitions)
    {
        using var command = new NpgsqlCommand(
            """
            INSERT INTO offsets SELECT *, 0 FROM unnest($1, $2)
            ON CONFLICT (topic, partition) DO UPDATE SET next_offset = offsets.next_offset RETURNING topic, partition, next_offset
            """,
            connection)
        {
            Parameters = { Column.Of(partitions.Select(p => p.Topic)), Column.Of(partitions.Select(p => p.Partition.Value)) },
        };
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            _committed[new TopicPartition(rows.GetString(0), rows.GetInt32(1))] = rows.GetInt64(2);
        }

        return partitions.ConvertAll(partition => new TopicPartitionOffset(partition, _committed[partition]));
    }

    /// <summary>Compares and sets.</summary>
    public NpgsqlBatchCommand Advance(List<ConsumeResult<string, OrderEvent>> batch)
    {
        _next.Clear();
        foreach (var record in batch)
        {
            _next[record.TopicPartition] = record.Offset + 1;
        }

        return new NpgsqlBatchCommand(
            """
            UPDATE offsets o SET next_offset = n.next FROM unnest($1, $2, $3, $4) AS n(topic, partition, previous, next)
            WHERE o.topic = n.topic AND o.partition = n.partition AND o.next_offset = n.previous
            """)
        {
            Parameters =
            {
                Column.Of(_next.Keys.Select(p => p.Topic)), Column.Of(_next.Keys.Select(p => p.Partition.Value)),
                Column.Of(_next.Keys.Select(p => _committed[p])), Column.Of(_next.Values),
            },
        };
    }

    /// <summary>Whoever lost a partition without knowing it finds another's offset there.</summary>
    public void ThrowIfNotOwner(NpgsqlBatchCommand advanced)
    {
        if (advanced.RecordsAffected != _next.Count)
        {
            throw new InvalidOperationException("Another worker owns a partition of this batch.");
        }

        foreach (var (partition, offset) in _next)
        {
            _committed[partition] = offset;
        }
    }
}
