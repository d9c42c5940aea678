using Orleans.Streaming.Kafka.Testing;

namespace Shop.EndToEnd.Tests.Support;

internal static class Ports
{
    /// <summary>A port nobody listens on, which nobody in this process was given before.</summary>
    public static int Free() => LoopbackPorts.Take(1)[0];
}
