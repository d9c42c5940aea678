using Platform.Events;
using Platform.Processing;

namespace Platform.Testing;

/// <summary>Tests of an entity's rules alone: no cluster, no broker, no database. Begin with <see cref="Of"/>.</summary>
/// <example>
/// <code>
/// EntityTest.Of&lt;MeterState&gt;("meter", MeterRules.Apply, MeterEvents.Declare)
///     .Given(new MeterReading("m-1", 7), id: "r-1").Defers(1)
///     .GivenAgain("r-1").Defers(1)
///     .Given(new MeterInstalled("m-1")).Defers(0).Publishes&lt;MeterAlert&gt;(1);
/// </code>
/// </example>
public static class EntityTest
{
    /// <summary>A new entity.</summary>
    /// <typeparam name="TState">Its state.</typeparam>
    /// <param name="kind">The kind of entity, as its grain names it.</param>
    /// <param name="rules">Its rules.</param>
    /// <param name="events">The application's declarations.</param>
    /// <param name="key">The entity's key.</param>
    public static EntityTest<TState> Of<TState>(string kind, Transition<TState> rules, Action<EventCatalogBuilder> events, string key = "1")
        where TState : class
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentNullException.ThrowIfNull(rules);
        return new EntityTest<TState>($"{kind}/{key}", rules, EventCatalog.Of(events));
    }
}
