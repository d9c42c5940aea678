using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Orleans.Streaming.Kafka.Embedded;

namespace Orleans.Streaming.Kafka.Testing;

/// <summary>Finds free ports for brokers and silos; gives none twice in one process. Thread-safe.</summary>
internal static class LoopbackPorts
{
    // Below the ports that systems give to outgoing connections: a broker that is started again must find its port still free.
    private const int First = 12_000;
    private const int Last = 31_999;
    private const int AttemptCountMax = 1_000;

    // A port is free until whoever it was given to listens there.
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    public static int[] Take(int count)
    {
        var ports = new HashSet<int>();
        for (var attempt = 0; attempt < AttemptCountMax && ports.Count < count; attempt++)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (IsFree(port) && Given.TryAdd(port, true))
            {
                ports.Add(port);
            }
        }

        return ports.Count == count ? [.. ports] : throw new KafkaBrokerException($"No {count} free ports between {First} and {Last} on 127.0.0.1.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
