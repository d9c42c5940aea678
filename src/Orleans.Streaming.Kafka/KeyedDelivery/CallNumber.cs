namespace Orleans.Streaming.Kafka;

/// <summary>Which call of an entity an answer belongs to.</summary>
/// <param name="Attempt">Counts the entity's delivery attempts.</param>
/// <param name="Repeat">How many calls were made in the attempt before this one.</param>
internal readonly record struct CallNumber(int Attempt, int Repeat);
