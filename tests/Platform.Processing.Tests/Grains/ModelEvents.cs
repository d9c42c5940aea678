using Orleans.Streaming.Kafka;

namespace Platform.Processing.Tests;

/// <summary>What stands in the partitions of a <see cref="ModelEntity"/>; a function of the place alone.</summary>
internal static class ModelEvents
{
    public const int Partitions = 3;

    /// <summary>What the entity's waiting events wait for stands in this partition, behind two other records.</summary>
    public const int Openings = 2;

    /// <summary>The event at a place; the fifth of each six is the one before it, sent again.</summary>
    public static string NameOf(int partition, int offset) => $"{partition}-{(offset % 6 == 4 ? offset - 1 : offset)}";

    public static string WhatOf(string name)
    {
        var (partition, offset) = (name[0] - '0', int.Parse(name.AsSpan(2)));
        return partition == Openings ? offset < 2 ? "add" : "open"
            : offset % 7 == 5 ? "reject"
            : offset % 5 is 1 or 3 ? "add-when-open"
            : "add";
    }

    public static bool HasOutput(string name) => int.Parse(name.AsSpan(2)) % 3 != 2;

    public static ReceivedEvent[] Range(TestEntity entity, int partition, int start, int count) => [.. Enumerable.Range(start, count).Select(offset =>
    {
        var name = NameOf(partition, offset);
        return entity.Record(offset, name, WhatOf(name), HasOutput(name) ? 1 : 0, partition);
    })];
}
