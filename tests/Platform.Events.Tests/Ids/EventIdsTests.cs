namespace Platform.Events.Tests.Ids;

public sealed class EventIdsTests
{
    private static readonly Guid TopicId = new("0b1f6f0e-6f1c-4c0a-9d53-3b1f5c7e9a11");

    // Computed apart from this code. A change of any of these loses every id made before.
    [Fact]
    public void Ids_WhenMadeAgain_AreWhatTheyAlwaysWere()
    {
        Assert.Equal("c84b28c1-bc22-5674-a0a1-a6db3500414a", EventIds.ForRecord("orders.created", TopicId, 3, 42));
        Assert.Equal("3f917849-deec-544e-b557-04b08a48033d", EventIds.ForOutput("e-1", "order.created", "order/o-1", 0));
        Assert.Equal("e2410555-aa5a-557c-bc4b-691d887254bf", EventIds.ForRequest("POST /orders", "key-1"));
    }

    [Fact]
    public void ForRecord_WhenAnythingDiffers_IsAnother() => AssertAllDiffer(
        EventIds.ForRecord("orders.created", TopicId, 3, 42),
        EventIds.ForRecord("orders.updated", TopicId, 3, 42),
        EventIds.ForRecord("orders.created", Guid.Empty, 3, 42),
        EventIds.ForRecord("orders.created", TopicId, 4, 42),
        EventIds.ForRecord("orders.created", TopicId, 3, 43));

    [Fact]
    public void ForOutput_WhenAnythingDiffers_IsAnother() => AssertAllDiffer(
        EventIds.ForOutput("e-1", "order.created", "order/o-1", 0),
        EventIds.ForOutput("e-2", "order.created", "order/o-1", 0),
        EventIds.ForOutput("e-1", "order.updated", "order/o-1", 0),
        EventIds.ForOutput("e-1", "order.created", "order/o-2", 0),
        EventIds.ForOutput("e-1", "order.created", "order/o-1", 1),
        EventIds.ForOutput("e-1order.created", "", "order/o-1", 0),
        EventIds.ForOutput("e-1", "order.createdorder/o-1", "", 0));

    [Fact]
    public void ForRequest_WhenTheBorderMoves_IsAnother() => AssertAllDiffer(
        EventIds.ForRequest("a", "bc"),
        EventIds.ForRequest("ab", "c"),
        EventIds.ForRequest("abc", ""));

    [Fact]
    public void ForOutput_WhenTheOrdinalIsNegative_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EventIds.ForOutput("e", "t", "g", -1));

    private static void AssertAllDiffer(params string[] ids) => Assert.Equal(ids.Length, ids.Distinct(StringComparer.Ordinal).Count());
}
