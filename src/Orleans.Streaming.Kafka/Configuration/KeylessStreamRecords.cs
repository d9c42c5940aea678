namespace Orleans.Streaming.Kafka;

/// <summary>What becomes of records without a key in a topic that is delivered as streams.</summary>
public enum KeylessStreamRecords
{
    /// <summary>They form one stream per partition, whose key is <c>partition:</c> and the partition's number. The default.</summary>
    StreamOfPartition = 0,

    /// <summary>They are dead letters.</summary>
    DeadLetter = 1,
}
