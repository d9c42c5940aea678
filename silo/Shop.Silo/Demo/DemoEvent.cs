using Platform.Events;

namespace Shop.Silo.Demo;

/// <summary>An event of the demo feed.</summary>
/// <param name="Topic">The topic it goes to.</param>
/// <param name="Key">The record key.</param>
/// <param name="Event">The event.</param>
internal sealed record DemoEvent(string Topic, string Key, Event Event);
