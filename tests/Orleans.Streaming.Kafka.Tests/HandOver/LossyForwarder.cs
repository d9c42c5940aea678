using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Orleans.Streaming.Kafka.Tests.HandOver;

/// <summary>A port on 127.0.0.1 in front of another one; its connections lose what they carry and are reset, as by a network that breaks. Thread-safe.</summary>
internal sealed class LossyForwarder : IAsyncDisposable
{
    private const int BufferBytes = 64 << 10;

    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener;
    private readonly Task _accepting;
    private volatile bool _isLosing;
    private int _lostBytes;

    public LossyForwarder(int port, int target)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync(target);
    }

    /// <summary>How much did not arrive.</summary>
    public int LostBytes => Volatile.Read(ref _lostBytes);

    /// <summary>From now on nothing arrives that anybody sends.</summary>
    public void Lose() => _isLosing = true;

    /// <summary>Resets all connections; later ones lose nothing.</summary>
    public void Reset()
    {
        foreach (var socket in _sockets.Keys)
        {
            Close(socket, isReset: true);
        }

        _isLosing = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        Reset();
        _stop.Dispose();
    }

    private async Task AcceptAsync(int target)
    {
        try
        {
            while (true)
            {
                var accepted = await _listener.AcceptSocketAsync(_stop.Token);
                var onwards = new Socket(SocketType.Stream, ProtocolType.Tcp);
                _sockets[accepted] = _sockets[onwards] = true;
                _ = ForwardBothAsync(accepted, onwards, target);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async Task ForwardBothAsync(Socket accepted, Socket onwards, int target)
    {
        try
        {
            (accepted.NoDelay, onwards.NoDelay) = (true, true);
            await onwards.ConnectAsync(IPAddress.Loopback, target, _stop.Token);
            await Task.WhenAny(ForwardAsync(accepted, onwards), ForwardAsync(onwards, accepted));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody listens there, or it was reset before.
        }

        Close(accepted, isReset: false);
        Close(onwards, isReset: false);
    }

    private async Task ForwardAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                if (_isLosing)
                {
                    Interlocked.Add(ref _lostBytes, count);
                    continue;
                }

                for (var sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection ended.
        }
    }

    private void Close(Socket socket, bool isReset)
    {
        if (_sockets.TryRemove(socket, out _))
        {
            socket.LingerState = new LingerOption(isReset, 0);
            socket.Close();
        }
    }
}
