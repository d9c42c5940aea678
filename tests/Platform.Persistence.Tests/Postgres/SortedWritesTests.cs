using Platform.Persistence.Postgres;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Tests.Postgres;

public sealed class SortedWritesTests
{
    [Fact]
    public void Writes_InAnyOrder_AreSortedByKeyWithinTheirKind()
    {
        RowWrite[] writes =
        [
            Write("b", RowChange.Put, expected: true), Write("d", RowChange.Put, expected: false), Write("a", RowChange.Clear, expected: true),
            Write("c", RowChange.Delete, expected: true), Write("ab", RowChange.Put, expected: true), Write("c", RowChange.Put, expected: false),
            Write("x", RowChange.Clear, expected: false), Write("b", RowChange.Delete, expected: true),
        ];

        var sorted = new SortedWrites(writes);

        Assert.Equal(["a", "ab", "b"], Keys(sorted.Updates));
        Assert.Equal(["c", "d"], Keys(sorted.Inserts));
        Assert.Equal(["b", "c"], Keys(sorted.Deletes));
        Assert.Equal(1, sorted.Lookups);
    }

    private static IEnumerable<string> Keys(RowWrite[] writes) => writes.Select(static write => write.Key.GrainId.Key.ToString()!);

    private static RowWrite Write(string key, RowChange change, bool expected) =>
        new(new RowKey("state", GrainId.Create("order", key)), change, expected ? Guid.NewGuid() : null, Guid.NewGuid(), 1, null, DateTimeOffset.UnixEpoch);
}
