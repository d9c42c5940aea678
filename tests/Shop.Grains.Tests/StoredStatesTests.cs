using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Platform.Events;
using Platform.Processing;
using Shop.Events;
using Shop.Grains.Analytics;
using Shop.Grains.Notifications;
using Shop.Grains.Users;

namespace Shop.Grains.Tests;

/// <summary>States of every kind that an earlier build stored are read by this one, and written as they were. Orders: <see cref="Orders.StoredOrderTests"/>.</summary>
public sealed class StoredStatesTests : IDisposable
{
    private const string StoredUser =
        "029D0120E8000321E8401B61406578616D706C652E6F72670103E021E840074164610101E0010D010541210000020000000000FA00000000000000"
        + "412100000000BC9C9F40FEFFFF1FC2044A7C21000521E840076F2D31412100000200000000001A0400000000000041210000000000000000010000"
        + "00000000000101E020E840076F2D32C1014121000000000000000000000000000000000103E0E0011DE00000000000000A";
    private const string StoredDay =
        "027520E8202000052100041E78210009010541210000020000000000E907000000000000412100000000000000000700000000000000C101C101E0"
        + "E02000141E782100010101412100000000000000000000000000000000412100000000000000000000000000000000C101C101E0E0E0C101C101E0"
        + "E00000000000000A";
    private const string StoredNotification = "020520E80015E00000000000000A";

    // Version 4: an operator accepted the event that stopped it.
    private const string StoredAccepted =
        "040520E80015E00000000000830120E820800084E57D7D77DE08810000000000000000E0411F6D61792D62652D612D726570656174412B6D617920"
        + "68617665206265656E206170706C6965644107652D31412D6E6F74696669636174696F6E2E726571756573746564411B6E6F74696669636174696F"
        + "6E7301090125011101050103010141116E6F7469666965720103E00A";

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public void States_WhenAnEarlierBuildStoredThem_AreReadAndWrittenAsTheyWere()
    {
        var user = new UserState
        {
            IsRegistered = true,
            Email = new ProfileField("a@example.org", true),
            Name = new ProfileField("Ada", false),
            Orders = 3,
            Cancelled = 1,
            Spent = 2.50m,
            Ordered = MoneySum.Zero + 9_999_999_999_999_999_999_999_999_999m + 9_999_999_999_999_999_999_999_999_999m,
            Listed = [new ListedOrder("o-1", 10.50m, 1m, false), new ListedOrder("o-2", null, 0m, true)],
            Unlisted = 7,
        };
        var day = new OrderAnalyticsState { Hours = ImmutableSortedDictionary<int, OrderFigures>.Empty.Add(492_000, new OrderFigures(2, 1, 20.25m, 7)).Add(492_001, OrderFigures.None) };

        var storedUser = Check(user, StoredUser);
        var storedDay = Check(day, StoredDay);
        Check(new NotificationState(5), StoredNotification);
        Check(new NotificationState(5), StoredAccepted, new Quarantine
        {
            Since = Some.Time,
            ErrorType = Quarantine.Uncertain,
            Error = "may have been applied",
            EventId = "e-1",
            EventType = "notification.requested",
            Topic = Topics.Notifications,
            Partition = 2,
            Offset = 9,
            Next = 4,
            Parked = 1,
            IsRedriving = true,
            Group = "notifier",
            IsAccepted = true,
        });

        Assert.Equal(user with { Listed = [] }, storedUser with { Listed = [] });
        Assert.Equal(user.Listed, storedUser.Listed);
        Assert.Equal(day.Hours, storedDay.Hours);
    }

    private TState Check<TState>(TState state, string stored, Quarantine? quarantine = null)
        where TState : class
    {
        var codec = new StateCodec<TState>(new StateFormat(
            _services.GetRequiredService<Serializer>(), _services.GetRequiredService<ICodecProvider>(), ShopEvents.Catalog, StoredTexts.All));
        var written = Convert.ToHexString(codec.Pack(new ProcessingState<TState> { Entity = state, LastSequence = 5, Quarantine = quarantine }));
        Assert.True(stored == written, $"{typeof(TState).Name} is stored as {written}, and was as {stored}.");
        var read = codec.Unpack(Convert.FromHexString(stored));
        Assert.Equal((quarantine, 5L), (read.Quarantine, read.LastSequence));
        return read.Entity!;
    }
}
