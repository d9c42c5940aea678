using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Platform.Processing;
using Shop.Events;
using Shop.Events.Orders;
using Shop.Events.Users;
using Shop.Grains.Orders;

namespace Shop.Grains.Tests.Orders;

/// <summary>An order that an earlier build stored is read by this one.</summary>
public sealed class StoredOrderTests : IDisposable
{
    // The layout of the build before the shop was parted from the framework: version 2; the state; positions; recent ids; outputs with
    // their origin; deferred events; rejections; quarantine; last sequence. Topics, types and "1.0" are places in the stored texts.
    private const string BeforeDeferred =
        "810120E84007752D314113636F6E6669726D6564412100000200000000001A04000000000000412100000000000000000100000000000000010521"
        + "000321E8400B736B752D31412100000000000000000200000000000000412100000200000000000D02000000000000E0E0010D21800084E57D7D77DE"
        + "08810000000000000000E0E0020111111111222233334444555555555555060254020301020306226F726465722D70726F636573736F7202540D0A75"
        + "2D31026F9619FF8B86D011B42D00C04FC964FF1D218090ACDEAFDFBBDE1100020F8FAD5BD9CB469FA16570867728950E00453001BD505DD839706C61"
        + "74666F726D2E757365722D6F726465722D6163746976697479E8E8E840076F2D314107752D310101412100000200000000001A04000000000000E0";

    private const string DeferredEventAlone =
        "02026F9619FF8B86D011B42D00C04FC964FE15218090ACDEAFDFBBDE11008701002C30010F51499031706C6174666F726D2E6F726465722D63616E6365"
        + "6C6C6564E8E8E840076F2D31C101C101E0";

    private const string ItsDeferral = "810105040E8090ACDEAFDFBBDE11000201";
    private const string End = "00000A";

    private const string Stored = "02" + BeforeDeferred + DeferredEventAlone + ItsDeferral + End;

    // Deferred events without their positions and times.
    private const string StoredByVersion1 = "01" + BeforeDeferred + DeferredEventAlone + End;

    // Outputs of several partitions: runs of them, and an empty one.
    private const string StoredByVersion3 = "03" + BeforeDeferred + "00" + DeferredEventAlone + ItsDeferral + End;

    private static readonly Guid TopicId = new("11111111-2222-3333-4444-555555555555");

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    private StateCodec<OrderState> Codec => new(new StateFormat(
        _services.GetRequiredService<Serializer>(), _services.GetRequiredService<ICodecProvider>(), ShopEvents.Catalog, StoredTexts.All));

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData(Stored)]
    [InlineData(StoredByVersion3)]
    public void Order_WhenAnEarlierBuildStoredIt_IsReadInFull(string stored)
    {
        var state = Codec.Unpack(Convert.FromHexString(stored));

        Assert.Equal(Order with { Items = [] }, state.Entity! with { Items = [] });
        Assert.Equal(Order.Items, state.Entity.Items);
        Assert.Equal([Position], state.Positions);
        Assert.Equal([1, 2, 3], state.RecentIds);
        Assert.Equal([Output], state.Outputs);
        var deferred = Assert.Single(state.Deferred);
        Assert.Equal(Deferred with { AwaitedTopics = [] }, deferred with { AwaitedTopics = [] });
        Assert.Equal([Topics.OrdersCreated], deferred.AwaitedTopics);
        Assert.Equal((0, null, 5L), (state.Rejections.Length, state.Quarantine, state.LastSequence));
    }

    [Fact]
    public void Order_WhenTheFirstVersionStoredIt_IsReadAndItsEventsGoOnWaiting()
    {
        var state = Codec.Unpack(Convert.FromHexString(StoredByVersion1));

        Assert.Equal(Order with { Items = [] }, state.Entity! with { Items = [] });
        Assert.Equal([Output], state.Outputs);
        Assert.Equal(Deferred.Event, Assert.Single(state.Deferred).Event);
        Assert.Equal(5, state.LastSequence);
    }

    // Version 4 is in StoredStatesTests.
    [Fact]
    public void Samples_AreOfEveryVersionThatIsRead() => Assert.Equal(
        Enumerable.Range(1, StateCodec<OrderState>.Version),
        [.. new[] { StoredByVersion1, Stored, StoredByVersion3 }.Select(sample => (int)Convert.FromHexString(sample)[0]), 4]);

    [Fact]
    public void Order_WhenStored_HasTheBytesThatItAlwaysHad()
    {
        var state = new ProcessingState<OrderState>
        {
            Entity = Order,
            Positions = [Position],
            RecentIds = [1, 2, 3],
            Outputs = [Output],
            Deferred = [Deferred],
            LastSequence = 5,
        };

        Assert.Equal(Stored, Convert.ToHexString(Codec.Pack(state)));
    }

    private static OrderState Order => new()
    {
        UserId = "u-1",
        Status = "confirmed",
        Amount = 10.50m,
        Paid = 1,
        Payments = 1,
        Items = [new OrderItem("sku-1", 2, 5.25m)],
        EventsApplied = 3,
        UpdatedAt = Some.Time,
    };

    private static PartitionPosition Position => new(Topics.OrdersCreated, TopicId, 3, 1, 42, 41);

    private static PendingOutput Output => new(new DeliveryOrigin("order-processor", Topics.OrdersCreated, TopicId, 3), 42, new OutgoingEvent(
        Topics.UsersOrderActivity, "u-1", Some.Event(Some.Activity(OrderActivityKind.Created, 10.50m), "6f9619ff-8b86-d011-b42d-00c04fc964ff")));

    private static DeferredEvent Deferred => new(
        Some.Event(Some.Cancelled(), "6f9619ff-8b86-d011-b42d-00c04fc964fe"), "order-processor", Topics.OrdersCancelled, 2, 7, Some.Time, [Topics.OrdersCreated]);
}
