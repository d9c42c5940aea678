using Platform.Events;

namespace Platform.Processing.Tests;

internal static class TestTransitions
{
    public static Effect<TestState> Apply(TestState? state, Event @event)
    {
        var before = state ?? new TestState([], false);
        if (@event.Payload is TestReading reading)
        {
            return Effect.Change(before with { Log = [.. before.Log, $"{@event.Id} {reading.Amount} {reading.Discount}"] });
        }

        var payload = (TestPayload)@event.Payload;
        return payload.Do switch
        {
            "add" => Effect.Change(before with { Log = [.. before.Log, payload.Name] }, OutputsOf(payload)),
            "write" => Effect.Change(before with { Log = [.. before.Log, payload.Text!] }, OutputsOf(payload)),
            "open" => Effect.Change(before with { Log = [.. before.Log, payload.Name], IsOpen = true }, OutputsOf(payload)),
            "add-when-open" when !before.IsOpen => Effect.Defer<TestState>(AwaitedBy(payload.Name)),
            "add-when-open" => Effect.Change(before with { Log = [.. before.Log, payload.Name] }, OutputsOf(payload)),
            "throw-when-open" when !before.IsOpen => Effect.Defer<TestState>(AwaitedBy(payload.Name)),
            "skip" => Effect.Skip<TestState>("not-mine"),
            "ignore" => Effect.Ignore<TestState>("told-so"),
            "reject" => throw new EventRejectedException("told-so", "The event says that it is rejected."),
            _ => throw new FormatException($"No rule for {payload.Do}."),
        };
    }

    /// <summary>The topic for which an event waits: each entity has one of its own.</summary>
    public static string AwaitedBy(string name) => "awaited-" + name.Split(':')[0];

    private static Output[] OutputsOf(TestPayload payload) =>
        [.. Enumerable.Range(0, payload.Outputs).Select(n => Output.Of(payload with { Name = $"{payload.Name}.{n}" }, payload.Name))];
}
