namespace Orleans.Streaming.Kafka;

/// <summary>
/// Records of a topic. A page may have fewer records than the limit, even none, and not be the last: it also ends at
/// <see cref="TopicQuery.BytesMax"/> and <see cref="TopicQuery.ScanMax"/>. Only <paramref name="Next"/> says whether there is more.
/// </summary>
/// <param name="Records">The records, by partition and offset.</param>
/// <param name="Next">The place the next page begins after; null at the end.</param>
public sealed record TopicPage(IReadOnlyList<KafkaRecord> Records, TopicPosition? Next);
