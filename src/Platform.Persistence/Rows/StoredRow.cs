namespace Platform.Persistence.Rows;

/// <summary>A row as read; the payload is null after a clear.</summary>
internal sealed record StoredRow(Guid ETag, byte Format, byte[]? Payload);
