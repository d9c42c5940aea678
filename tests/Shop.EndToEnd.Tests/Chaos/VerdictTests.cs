using Platform.Chaos;

namespace Shop.EndToEnd.Tests.Chaos;

/// <summary>The chaos checker finds each kind of damage, and none where there is none.</summary>
public sealed class VerdictTests
{
    private static readonly OrderModel Order = new("o-1", "u-1", 30m, [10m, 20m], IsUpdated: true, IsCancelled: false);
    private static readonly OrderModel Cancelled = new("o-2", "u-1", 5m, [], IsUpdated: false, IsCancelled: true);
    private static readonly HashSet<(string, string)> Poison = [("orders.created", "poison-0")];

    public static TheoryData<string, string> Damages => new()
    {
        { "lost events", "lost" },
        { "events with a second effect", "doubled" },
        { "wrong states", "wrong" },
        { "wrong states", "user" },
        { "stale or missing answers of a silo", "stale" },
        { "outputs missing", "missing" },
        { "outputs too many", "extra" },
        { "outputs too many", "foreign" },
        { "outputs of unequal content under one id", "unequal" },
        { "outputs of an order out of order", "reordered" },
        { "dead letters unexplained or missing", "no letter" },
        { "dead letters unexplained or missing", "another letter" },
        { "partitions not committed to their end", "uncommitted" },
        { "entities in quarantine", "quarantined" },
        { "rows too many or too few", "rows" },
    };

    [Fact]
    public void Verdict_WhenAllIsThereOnce_FindsNothing_AndCountsWhatCameAgain()
    {
        var whole = Whole();

        var verdict = Judge(whole with { Activity = [.. whole.Activity, whole.Activity[1]], DeadLetters = [.. whole.DeadLetters, whole.DeadLetters[0]] });

        Assert.All(verdict.Findings, finding => Assert.True(finding.Count == 0, $"{finding.What}: {string.Join("; ", finding.Examples)}"));
        Assert.Equal(2, verdict.Republished);
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public void Verdict_WhenOneThingIsDamaged_NamesIt(string what, string damage)
    {
        var verdict = Judge(Damage(Whole(), damage));

        Assert.Equal([what], verdict.Findings.Where(finding => finding.Count > 0).Select(finding => finding.What));
    }

    private static Verdict Judge(Observed observed) => Verdict.Of([Order, Cancelled], Poison, observed);

    private static Observed Damage(Observed whole, string damage) => damage switch
    {
        "lost" => WithOrder(whole, new ObservedOrder("confirmed", 30m, 10m, 3)),
        "doubled" => WithOrder(whole, new ObservedOrder("paid", 30m, 50m, 5)),
        "wrong" => WithOrder(whole, new ObservedOrder("pending", 30m, 30m, 4)),
        "user" => whole with { Users = new Dictionary<string, ObservedUser?> { ["u-1"] = new(2, 0, 30m) } },
        "stale" => whole with { Orders = [whole.Orders[0], (1, new Dictionary<string, ObservedOrder?> { ["o-1"] = null })] },
        "missing" => whole with { Activity = [.. whole.Activity.Where(output => output.Id != "a-paid-20")] },
        "extra" => whole with { Activity = [.. whole.Activity, whole.Activity[1] with { Id = "second" }] },
        "foreign" => whole with { Notifications = [.. whole.Notifications, whole.Notifications[0] with { Id = "x", Order = "o-9" }] },
        "unequal" => whole with { Activity = [.. whole.Activity, whole.Activity[1] with { Payload = "other" }] },
        "reordered" => whole with { Activity = [whole.Activity[0], whole.Activity[2], whole.Activity[1], .. whole.Activity.Skip(3)] },
        "no letter" => whole with { DeadLetters = [] },
        "another letter" => whole with { DeadLetters = [.. whole.DeadLetters, new("payments.processed", "o-1", "unclassified")] },
        "uncommitted" => whole with { Uncommitted = ["order-processor orders.created[0]: 1 of 2"] },
        "quarantined" => whole with { Quarantined = ["o-1"] },
        "rows" => whole with { OrderRows = 3 },
        _ => throw new ArgumentOutOfRangeException(nameof(damage), damage, null),
    };

    private static Observed WithOrder(Observed whole, ObservedOrder order) => whole with
    {
        Orders = [(0, new Dictionary<string, ObservedOrder?>(whole.Orders[0].Orders) { ["o-1"] = order }), whole.Orders[1]],
    };

    private static Observed Whole()
    {
        var orders = new Dictionary<string, ObservedOrder?> { ["o-1"] = new("paid", 30m, 30m, 4), ["o-2"] = new("cancelled", 5m, 0m, 2) };
        return new Observed
        {
            Orders = [(0, orders), (1, orders)],
            Users = new Dictionary<string, ObservedUser?> { ["u-1"] = new(2, 1, 30m) },
            Activity = Outputs("a"),
            Notifications = [.. Outputs("n").Select(output => output with { Amount = null })],
            DeadLetters = [new("orders.created", "poison-0", "bad-json")],
            Uncommitted = [],
            Quarantined = [],
            OrderRows = 2,
        };
    }

    private static ObservedOutput[] Outputs(string prefix) =>
    [
        new($"{prefix}-created", "o-1", "created", 30m, "1"),
        new($"{prefix}-paid-10", "o-1", "paid", 10m, "2"),
        new($"{prefix}-paid-20", "o-1", "paid", 20m, "3"),
        new($"{prefix}-created-2", "o-2", "created", 5m, "4"),
        new($"{prefix}-cancelled-2", "o-2", "cancelled", 5m, "5"),
    ];
}
