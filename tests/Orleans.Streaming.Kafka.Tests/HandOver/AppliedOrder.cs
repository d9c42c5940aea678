namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>What must hold of what all silos together applied. Pure.</summary>
internal static class AppliedOrder
{
    /// <summary>Every number once, in order.</summary>
    public static void IsExact(IEnumerable<Applied> applied, int rounds) =>
        Assert.All(PerEntityAndTopic(applied), events => Assert.Equal(Enumerable.Range(0, rounds), events.Select(a => a.Number)));

    /// <summary>Numbers may come again; none comes before all below it came, and none is missing.</summary>
    public static void PassesNothingOver(IEnumerable<Applied> applied, int rounds) => Assert.All(PerEntityAndTopic(applied), events =>
    {
        var highest = -1;
        foreach (var a in events)
        {
            Assert.True(a.Number <= highest + 1, $"{a} came after {highest}.");
            highest = Math.Max(highest, a.Number);
        }

        Assert.Equal(rounds - 1, highest);
    });

    /// <summary>What a silo delivers for the first time, it delivers in order.</summary>
    /// <param name="applied">What was applied.</param>
    /// <param name="mayRepeat">
    /// Whether a silo of its cluster died. A call that ends for that reason is repeated though it may have been made; and Orleans may
    /// still hold its message and deliver it beside the repetition.
    /// </param>
    public static void OfEachDelivererIsKept(IEnumerable<Applied> applied, bool mayRepeat) => Assert.All(
        applied.GroupBy(a => (a.Deliverer, a.Entity, a.Topic)),
        delivered =>
        {
            var seen = new Dictionary<int, Applied>();
            var highest = -1;
            foreach (var a in delivered)
            {
                if (seen.TryGetValue(a.Number, out var before))
                {
                    Assert.True(mayRepeat, $"{a} was delivered again after {before}.");
                    continue;
                }

                Assert.True(a.Number > highest, $"{a} came after {highest}.");
                highest = a.Number;
                seen.Add(a.Number, a);
            }
        });

    /// <summary>Whether a silo delivered an entity's events between two that another delivered from another topic: it was fed by both at once.</summary>
    public static bool FeedsFromTwo(IEnumerable<Applied> applied, string first, string second) => applied.GroupBy(a => a.Entity).Any(entity =>
    {
        var events = entity.Where(a => a.Deliverer == first || a.Deliverer == second).ToList();
        return events.Zip(events.Skip(1), events.Skip(2)).Any(three =>
            three.First.Deliverer == second && three.Second.Deliverer == first && three.Third.Deliverer == second && three.First.Topic != three.Second.Topic);
    });

    private static IEnumerable<IEnumerable<Applied>> PerEntityAndTopic(IEnumerable<Applied> applied) => applied.GroupBy(a => (a.Entity, a.Topic));
}
