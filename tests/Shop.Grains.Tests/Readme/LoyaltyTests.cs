using Platform.Events;
using Shop.Events;
using Shop.Events.Users;

namespace Shop.Grains.Tests.Readme;

/// <summary>The entity that the shop's page shows.</summary>
public sealed class LoyaltyTests(GrainCluster cluster) : IClassFixture<GrainCluster>
{
    [Fact]
    public void Entity_OfTheShopsPage_IsTheOneThatIsCompiled()
    {
        var page = File.ReadAllText(InRepository("docs", "shop.md"));
        var begin = page.IndexOf("```csharp\n", StringComparison.Ordinal) + "```csharp\n".Length;

        var entity = page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)];

        var source = File.ReadAllText(InRepository("tests", "Shop.Grains.Tests", "Readme", "Loyalty.cs"));
        Assert.Equal(source[source.IndexOf("// What is kept", StringComparison.Ordinal)..], entity);
        Assert.InRange(entity.Count(c => c == '\n'), 10, 29);
    }

    [Fact]
    public async Task Entity_OfTheShopsPage_CountsEachPaymentOnceAndThanksOnce()
    {
        var grain = cluster.Grain<ILoyaltyGrain>("u-1");
        var batch = GrainCluster.Batch(
            Topics.UsersOrderActivity,
            0,
            Some.Event(Some.Activity(OrderActivityKind.Created, 50)),
            Some.Event(Some.Activity(OrderActivityKind.Paid, 20)),
            Some.Event(Some.Activity(OrderActivityKind.Paid, 30)));

        await grain.Receive(batch);
        await grain.Receive(batch);

        Assert.Equal(50, await grain.Points());
        Assert.Equal(2, cluster.Published.Count(output => output.Event.Payload is Events.Notifications.NotificationRequested { Text: var text } && text.EndsWith("points for you.", StringComparison.Ordinal)));
    }

    private static string InRepository(params string[] path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Platform.sln stands in no folder above the tests.");
        }

        return Path.Combine([folder.FullName, .. path]);
    }
}
