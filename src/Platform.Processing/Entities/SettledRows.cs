namespace Platform.Processing;

/// <summary>
/// Of entities that left this silo's memory, the row whose outputs were all acknowledged. Who reads the same row again publishes none of
/// them, although no commit proves it yet: offsets are committed up to the first record that is not done, which may be far behind.
/// Thread-safe.
/// </summary>
/// <remarks>A row is forgotten once it is taken, and with one more than there may be, the oldest. Then its outputs may go out again, under their ids.</remarks>
/// <param name="countMax">How many rows are remembered at most.</param>
internal sealed class SettledRows(int countMax)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<GrainId, string> _rows = [];
    private readonly Queue<(GrainId Grain, string ETag)> _line = new();

    /// <summary>An entity leaves the memory.</summary>
    /// <param name="grain">The entity.</param>
    /// <param name="etag">The ETag of its row; null where some of its outputs are not acknowledged, or it has none.</param>
    public void Add(GrainId grain, string? etag)
    {
        if (etag is null)
        {
            return;
        }

        lock (_gate)
        {
            _rows[grain] = etag;
            _line.Enqueue((grain, etag));
            while (_line.Count > countMax)
            {
                var (oldest, row) = _line.Dequeue();
                if (_rows.TryGetValue(oldest, out var known) && ReferenceEquals(known, row))
                {
                    _rows.Remove(oldest);
                }
            }
        }
    }

    /// <summary>An entity is read again.</summary>
    /// <param name="grain">The entity.</param>
    /// <returns>The ETag of the row whose outputs are all acknowledged; null where none is known.</returns>
    public string? Take(GrainId grain)
    {
        lock (_gate)
        {
            return _rows.Remove(grain, out var etag) ? etag : null;
        }
    }
}
