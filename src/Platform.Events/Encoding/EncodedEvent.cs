namespace Platform.Events;

/// <summary>An event as a record's value and headers. Shared: the bytes must not be changed.</summary>
/// <param name="Value">The envelope, JSON in UTF-8.</param>
/// <param name="Headers"><c>event-type</c>, <c>event-version</c>, <c>correlation-id</c> and, where there is one, <c>traceparent</c>.</param>
public sealed record EncodedEvent(byte[] Value, IReadOnlyList<KeyValuePair<string, byte[]?>> Headers);
