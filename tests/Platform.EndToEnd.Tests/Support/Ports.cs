using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Platform.EndToEnd.Tests.Support;

internal static class Ports
{
    // Below the ports that systems give to outgoing connections and to whoever asks for any.
    private const int First = 12_000;
    private const int Last = 31_999;

    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>A port nobody listens on, which nobody in this process was given before.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            if (IsFree(port) && Given.TryAdd(port, true))
            {
                return port;
            }
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
