namespace Platform.Hosting.Storage;

/// <summary>How far a group has got in a partition, as the database has it.</summary>
[GenerateSerializer, Alias("platform.group-position")]
internal sealed class GroupPositionRecord
{
    /// <summary>The topic's id.</summary>
    [Id(0)]
    public Guid TopicId { get; set; }

    /// <summary>The next offset to read.</summary>
    [Id(1)]
    public long Offset { get; set; }
}
