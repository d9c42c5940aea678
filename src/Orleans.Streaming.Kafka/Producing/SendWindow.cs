namespace Orleans.Streaming.Kafka;

/// <summary>How much is on the way to the broker, and whether there is room for more. Owned by its producer's lock.</summary>
internal sealed class SendWindow(int recordsMax, long bytesMax)
{
    private int _records;
    private long _bytes;

    /// <summary>Whether a record of this size has room. A record on its own always has, however large.</summary>
    public bool HasRoom(long bytes) => _records == 0 || (_records < recordsMax && _bytes + bytes <= bytesMax);

    public void Enter(long bytes)
    {
        _records++;
        _bytes += bytes;
    }

    public void Leave(long bytes)
    {
        _records--;
        _bytes -= bytes;
    }

    public void Clear() => (_records, _bytes) = (0, 0);
}
