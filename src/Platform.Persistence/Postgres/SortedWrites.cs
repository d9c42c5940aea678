using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>The writes of a batch by kind, each kind in the order of its keys: two silos that lock the same rows do so in the same order. Immutable.</summary>
internal sealed class SortedWrites
{
    public SortedWrites(IReadOnlyList<RowWrite> writes)
    {
        Updates = Sorted(writes, static write => write is { Change: not RowChange.Delete, ExpectedETag: not null });
        Inserts = Sorted(writes, static write => write is { Change: RowChange.Put, ExpectedETag: null });
        Deletes = Sorted(writes, static write => write is { Change: RowChange.Delete, ExpectedETag: not null });
        Lookups = writes.Count - Updates.Length - Inserts.Length - Deletes.Length;
    }

    /// <summary>Rows that are expected to be there and stay.</summary>
    public RowWrite[] Updates { get; }

    /// <summary>Rows that are expected not to be there.</summary>
    public RowWrite[] Inserts { get; }

    /// <summary>Rows that go.</summary>
    public RowWrite[] Deletes { get; }

    /// <summary>How many clear what they expect not to be there: nothing to change, only to look.</summary>
    public int Lookups { get; }

    private static RowWrite[] Sorted(IReadOnlyList<RowWrite> writes, Func<RowWrite, bool> isOfKind)
    {
        var ofKind = writes.Where(isOfKind).ToArray();
        Array.Sort(ofKind, static (left, right) => Compare(left.Key, right.Key));
        return ofKind;
    }

    private static int Compare(RowKey left, RowKey right)
    {
        var keys = left.GrainId.Key.AsSpan().SequenceCompareTo(right.GrainId.Key.AsSpan());
        if (keys != 0)
        {
            return keys;
        }

        var types = left.GrainId.Type.AsSpan().SequenceCompareTo(right.GrainId.Type.AsSpan());
        return types != 0 ? types : string.CompareOrdinal(left.StateName, right.StateName);
    }
}
