using Shop.Events;

namespace Shop.Silo.Demo;

/// <summary>An event of the demo feed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Payload">What happens.</param>
internal sealed record DemoEvent(string Id, EventPayload Payload);
