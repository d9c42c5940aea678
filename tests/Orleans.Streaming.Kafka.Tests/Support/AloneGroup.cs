namespace Orleans.Streaming.Kafka.Tests.Support;

/// <summary>Tests that look at the whole process: nothing runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneGroup
{
    public const string Name = "alone";
}
