using System.Runtime.InteropServices;
using Platform.Persistence.Rows;

namespace Platform.Persistence.GroupCommit;

/// <summary>Turns states into payloads and back, and says which payloads this build can't read. Thread-safe.</summary>
internal sealed class StatePayload(string provider, GroupCommitStorageOptions options)
{
    /// <exception cref="PersistenceException">The state can't be serialized, or is too large.</exception>
    public byte[] Create<T>(RowKey key, T state)
    {
        byte[] payload;
        try
        {
            payload = BytesOf(options.GrainStorageSerializer.Serialize(state));
        }
        catch (Exception e)
        {
            throw new PersistenceException($"Storage '{provider}': the state of {key} can't be serialized: {e.Message}", isTransient: false, e);
        }

        return payload.Length <= options.StateBytesMax
            ? payload
            : throw new PersistenceException(
                $"Storage '{provider}': the state of {key} has {payload.Length:N0} bytes, {nameof(options.StateBytesMax)} is {options.StateBytesMax:N0}.", isTransient: false);
    }

    /// <summary>The state of a row; default after a clear.</summary>
    /// <exception cref="PersistenceException">The row's format is newer than this build's, or its payload can't be read.</exception>
    public T? Read<T>(RowKey key, StoredRow row)
    {
        if (row.Format > options.StateFormat)
        {
            throw NewerFormat(key, row.Format);
        }

        try
        {
            return row.Payload is null ? default : options.GrainStorageSerializer.Deserialize<T>(new BinaryData(row.Payload));
        }
        catch (Exception e)
        {
            // A default state here would be written over what couldn't be read.
            throw new PersistenceException($"Storage '{provider}': the stored state of {key} can't be read as {typeof(T)}: {e.Message}", isTransient: false, e);
        }
    }

    public PersistenceException NewerFormat(RowKey key, byte format) => new(
        $"Storage '{provider}': {key} was written in format {format} by a newer build; this one knows formats up to {options.StateFormat} and leaves it alone.",
        isTransient: false);

    // Copied only where they are a part of a larger array.
    private static byte[] BytesOf(BinaryData data) =>
        MemoryMarshal.TryGetArray(data.ToMemory(), out var bytes) && bytes.Array!.Length == bytes.Count ? bytes.Array : data.ToArray();
}
