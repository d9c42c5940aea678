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

    [Fact]
    public void Page_WhenFollowedToTheEnd_GivesEachOrderOnce()
    {
        var listed = After(null, [.. Enumerable.Range(0, 25).Select(n => Some.Activity(OrderActivityKind.Created, 1, $"o-{n}"))]).Listed;
        var seen = new List<string>();
        string? after = null;

        do
        {
            var page = ListedOrders.Page(listed, 10, after);
            seen.AddRange(page.Orders.Select(order => order.OrderId));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(Enumerable.Range(0, 25).Select(n => $"o-{n}"), seen);
    }

    [Fact]
    public void Page_WhenTheOrderIsNotListed_IsEmpty()
    {
        var listed = After(null, Some.Activity(OrderActivityKind.Created, 1)).Listed;

        var page = ListedOrders.Page(listed, 10, "no-such-order");

        Assert.Empty(page.Orders);
        Assert.Null(page.Next);
    }

    private static bool EqualButForTheList(UserState left, UserState right) =>
        (left.Orders, left.Cancelled, left.Ordered, left.Spent) == (right.Orders, right.Cancelled, right.Ordered, right.Spent);

    private static UserState After(UserState? user, params object[] payloads) =>
        payloads.Aggregate(user, (state, payload) => UserTransitions.Apply(state, Some.Event(payload)).State)!;
}
