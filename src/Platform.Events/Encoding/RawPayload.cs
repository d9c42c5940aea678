namespace Platform.Events;

/// <summary>The payload of an output that is no declared event: a record's value and headers as they are. Shared: the bytes must not be changed.</summary>
/// <param name="Value">The value.</param>
/// <param name="Headers">The headers, in order; names may repeat.</param>
[GenerateSerializer, Immutable, Alias("platform.raw-payload")]
public sealed record RawPayload(
    [property: Id(0)] byte[] Value,
    [property: Id(1)] KeyValuePair<string, byte[]?>[] Headers);
