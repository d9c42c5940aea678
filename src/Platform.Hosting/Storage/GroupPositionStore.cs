using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;
using Orleans.Streaming.Kafka;
using Platform.Processing;

namespace Platform.Hosting.Storage;

/// <summary>Keeps the groups' positions as rows beside the entities' states, one a partition. Thread-safe.</summary>
/// <param name="storage">The entities' storage.</param>
internal sealed class GroupPositionStore([FromKeyedServices(EventProcessing.StorageName)] IGrainStorage storage) : IGroupPositionStore
{
    private const string StateName = "position";

    // A row's ETag changes with each write, so a row that is not as it was left shows: the database went back, or another silo has the partition.
    private readonly ConcurrentDictionary<(string Group, string Topic, int Partition), GrainState<GroupPositionRecord>> _rows = new();

    public async Task<IReadOnlyList<GroupPosition>> ReadAsync(string group, IReadOnlyCollection<(string Topic, int Partition)> partitions, CancellationToken cancellationToken)
    {
        var rows = await Task.WhenAll(partitions.Select(partition => ReadRowAsync(group, partition.Topic, partition.Partition).WaitAsync(cancellationToken)));
        return [.. rows.Zip(partitions).Where(row => row.First.RecordExists).Select(row => new GroupPosition(row.Second.Topic, row.Second.Partition, row.First.State!.TopicId, row.First.State.Offset))];
    }

    public Task WriteAsync(string group, IReadOnlyCollection<GroupPosition> positions, CancellationToken cancellationToken) =>
        Task.WhenAll(positions.Select(position => WriteRowAsync(group, position).WaitAsync(cancellationToken)));

    private async Task<GrainState<GroupPositionRecord>> ReadRowAsync(string group, string topic, int partition)
    {
        var row = new GrainState<GroupPositionRecord>(new GroupPositionRecord());
        await storage.ReadStateAsync(StateName, IdOf(group, topic, partition), row);
        return _rows[(group, topic, partition)] = row;
    }

    private async Task WriteRowAsync(string group, GroupPosition position)
    {
        if (!_rows.TryGetValue((group, position.Topic, position.Partition), out var row))
        {
            row = await ReadRowAsync(group, position.Topic, position.Partition);
        }

        var next = new GrainState<GroupPositionRecord>(new GroupPositionRecord { TopicId = position.TopicId, Offset = position.Offset }, row.ETag) { RecordExists = row.RecordExists };
        try
        {
            await storage.WriteStateAsync(StateName, IdOf(group, position.Topic, position.Partition), next);
            _rows[(group, position.Topic, position.Partition)] = next;
        }
        catch (InconsistentStateException exception)
        {
            _rows.TryRemove((group, position.Topic, position.Partition), out _);
            throw new KafkaStreamException(
                $"the database has another position of group \"{group}\" in {position.Topic}[{position.Partition}] than was written last: it has lost writes, or another silo has the partition", isTransient: false, exception);
        }
        catch
        {
            // Written or not: the next one reads.
            _rows.TryRemove((group, position.Topic, position.Partition), out _);
            throw;
        }
    }

    private static GrainId IdOf(string group, string topic, int partition) =>
        GrainId.Create("platform-position", string.Create(CultureInfo.InvariantCulture, $"{group}/{topic}/{partition}"));
}
