using CsCheck;
using Shop.Events;
using Shop.Events.Notifications;
using Shop.Events.Users;
using Shop.Grains.Users;

namespace Shop.Grains.Tests.Users;

public sealed class UserTransitionsTests
{
    private static readonly UserRegistered Registered = new() { UserId = "u-1", Email = "a@b.example", Name = "Ann" };

    [Fact]
    public void Registration_WhenFirst_FillsTheProfileAndWelcomes()
    {
        var effect = UserTransitions.Apply(null, Some.Event(Registered));

        Assert.Equal(("a@b.example", "Ann"), (effect.State!.Email.Value, effect.State.Name.Value));
        var output = Assert.Single(Some.Outgoing(effect));
        Assert.Equal((Topics.Notifications, "u-1"), (output.Topic, output.Key));
        Assert.Equal(NotificationKind.Welcome, Assert.IsType<NotificationRequested>(output.Event.Payload).Kind);
    }

    [Fact]
    public void Registration_WhenTheUserIsKnownByAnOrderOnly_StillWelcomes()
    {
        var known = After(null, Some.Activity(OrderActivityKind.Created, 10));

        var effect = UserTransitions.Apply(known, Some.Event(Registered));

        Assert.Single(effect.Outputs);
        Assert.Equal((1L, 10m), (effect.State!.Orders, effect.State.Ordered));
    }

    [Fact]
    public void Registration_WhenSecond_DoesNotWelcomeAgain()
    {
        var effect = UserTransitions.Apply(After(null, Registered), Some.Event(Registered with { Name = "Anna" }));

        Assert.Empty(effect.Outputs);
        Assert.Equal("Anna", effect.State!.Name.Value);
    }

    [Fact]
    public void Profile_WhicheverComesFirst_KeepsWhatTheUpdateTold()
    {
        var update = new UserUpdated { UserId = "u-1", Email = "new@b.example" };

        var updatedLast = After(null, Registered, update);
        var updatedFirst = After(null, update, Registered);

        Assert.Equal(("new@b.example", "Ann"), (updatedLast.Email.Value, updatedLast.Name.Value));
        Assert.Equal(updatedLast with { Listed = updatedFirst.Listed }, updatedFirst);
    }

    [Fact]
    public void Activity_WhenFollowed_CountsAndSums()
    {
        var user = After(
            null,
            Some.Activity(OrderActivityKind.Created, 100, "a"),
            Some.Activity(OrderActivityKind.Paid, 60, "a"),
            Some.Activity(OrderActivityKind.Created, 7, "b"),
            Some.Activity(OrderActivityKind.Paid, 40, "a"),
            Some.Activity(OrderActivityKind.Cancelled, 8, "b"));

        Assert.Equal((2L, 1L, 107m, 100m), (user.Orders, user.Cancelled, user.Ordered, user.Spent));
        Assert.Equal([new UserOrder("a", "paid", 100, 100), new UserOrder("b", "cancelled", 8, 0)], user.Listed.Select(order => order.ToView()));
    }

    [Fact]
    public void Activity_WhenTheSumHasMoreDigitsThanAnAmount_IsSummedAndLaterOnesToo()
    {
        const decimal Largest = 9_999_999_999_999_999_999_999_999_999m;

        var user = After(
            null,
            Some.Activity(OrderActivityKind.Created, Largest, "a"),
            Some.Activity(OrderActivityKind.Created, 0.01m, "b"),
            Some.Activity(OrderActivityKind.Paid, Largest, "a"),
            Some.Activity(OrderActivityKind.Paid, 0.01m, "a"));

        Assert.Equal(("9999999999999999999999999999.01", "9999999999999999999999999999.01"), (user.Ordered.ToString(), user.Spent.ToString()));
        Assert.Equal("9999999999999999999999999999.01", user.Listed[0].ToView().Paid.ToString());
    }

    [Fact]
    public void Activity_InWhateverOrder_GivesTheSameUser()
    {
        UserOrderActivity[] activities =
        [
            Some.Activity(OrderActivityKind.Created, 100),
            Some.Activity(OrderActivityKind.Paid, 60),
            Some.Activity(OrderActivityKind.Paid, 40),
            Some.Activity(OrderActivityKind.Cancelled, 90),
        ];
        var expected = After(null, activities);

        Gen.Shuffle(activities).Sample(shuffled =>
        {
            var user = After(null, shuffled);
            Assert.Equal(expected.Listed, user.Listed);
            Assert.Equal(expected with { Listed = [] }, user with { Listed = [] }, EqualButForTheList);
        });
    }

    [Fact]
    public void List_WhenFull_DropsTheOldestAndTheSumsCoverAll()
    {
        var user = After(null, [.. Enumerable.Range(0, 1_003).Select(n => Some.Activity(OrderActivityKind.Created, 1, $"o-{n}"))]);

        var late = After(user, Some.Activity(OrderActivityKind.Paid, 5, "o-0"));

        Assert.Equal((1_000, "o-3", "o-1002"), (late.Listed.Length, late.Listed[0].OrderId, late.Listed[^1].OrderId));
        Assert.Equal((1_003L, 1_003m, 5m), (late.Orders, late.Ordered, late.Spent));
    }

    [Theory]
    [InlineData(25, 0)]
    [InlineData(1_000, 1)]
    [InlineData(1_000, 10)]
    public void Page_WhenFollowedWhileTheListGrows_MissesNothingThatWasListedAtTheStart(int count, int growth)
    {
        var user = After(null, [.. Enumerable.Range(0, count).Select(n => Some.Activity(OrderActivityKind.Created, 1, $"o-{n}"))]);
        var seen = new List<string>();

        var page = ListedOrders.Page(user, 10, null);
        seen.AddRange(page.Orders.Select(order => order.OrderId));
        user = After(user, [.. Enumerable.Range(count, growth).Select(n => Some.Activity(OrderActivityKind.Created, 1, $"o-{n}"))]);
        while (page.Next is { } next)
        {
            page = ListedOrders.Page(user, 10, next);
            Assert.False(page.IsGone);
            seen.AddRange(page.Orders.Select(order => order.OrderId));
        }

        Assert.Equal(Enumerable.Range(0, count + growth).Select(n => $"o-{n}"), seen);
    }

    [Fact]
    public void Page_WhenOrdersItWasToBeginWithLeftTheList_IsGone()
    {
        var user = After(null, [.. Enumerable.Range(0, 1_000).Select(n => Some.Activity(OrderActivityKind.Created, 1, $"o-{n}"))]);
        var next = ListedOrders.Page(user, 10, null).Next;

        var grown = After(user, [.. Enumerable.Range(1_000, 11).Select(n => Some.Activity(OrderActivityKind.Created, 1, $"o-{n}"))]);

        Assert.True(ListedOrders.Page(grown, 10, next).IsGone);
    }

    [Theory]
    [InlineData("o-1")]
    [InlineData("at-2")]
    [InlineData("at--1")]
    [InlineData("at-99999999999999999999")]
    public void Page_AfterWhatNoPageHadAsItsNext_IsGone(string after)
    {
        var user = After(null, Some.Activity(OrderActivityKind.Created, 1));

        Assert.True(ListedOrders.Page(user, 10, after).IsGone);
    }

    private static bool EqualButForTheList(UserState left, UserState right) =>
        (left.Orders, left.Cancelled, left.Ordered, left.Spent) == (right.Orders, right.Cancelled, right.Ordered, right.Spent);

    private static UserState After(UserState? user, params object[] payloads) =>
        payloads.Aggregate(user, (state, payload) => UserTransitions.Apply(state, Some.Event(payload)).State)!;
}
