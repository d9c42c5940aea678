namespace Platform.Persistence;

/// <summary>The rows of a database that expire. Reports what goes wrong as <see cref="IRowStore"/> does.</summary>
internal interface IExpiringRows
{
    /// <inheritdoc cref="IExpiringRowStorage.RemoveExpiredAsync"/>
    Task<ExpiredRows> RemoveExpiredAsync(byte[]? afterKey, int limit, DateTimeOffset writtenBefore);
}
