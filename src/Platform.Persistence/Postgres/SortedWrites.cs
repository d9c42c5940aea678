using Platform.Persistence.Rows;

namespace Platform.Persistence.Postgres;

/// <summary>The writes of a batch by kind, each kind in the order of its keys: two silos that lock the same rows do so in the same order. Immutable.</summary>
internal sealed class SortedWrites
{
    public SortedWrites(IReadOnlyList<RowWrite> writes)
    {
        var (updates, inserts, deletes) = (new List<RowWrite>(writes.Count), new List<RowWrite>(), new List<RowWrite>());
        foreach (var write in writes)
        {
            switch (write)
            {
                case { Change: RowChange.Delete, ExpectedETag: not null }:
                    deletes.Add(write);
                    break;
                case { ExpectedETag: not null }:
                    updates.Add(write);
                    break;
                case { Change: RowChange.Put }:
                    inserts.Add(write);
                    break;
                default:
                    Lookups++;
                    break;
            }
        }

        Updates = Sorted(updates);
        Inserts = Sorted(inserts);
        Deletes = Sorted(deletes);
    }

    /// <summary>Rows that are expected to be there and stay.</summary>
    public RowWrite[] Updates { get; }

    /// <summary>Rows that are expected not to be there.</summary>
    public RowWrite[] Inserts { get; }

    /// <summary>Rows that go.</summary>
    public RowWrite[] Deletes { get; }

    /// <summary>How many clear what they expect not to be there: nothing to change, only to look.</summary>
    public int Lookups { get; }

    private static RowWrite[] Sorted(List<RowWrite> writes)
    {
        writes.Sort(static (left, right) => Compare(left.Key, right.Key));
        return [.. writes];
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
