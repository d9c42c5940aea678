using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Orleans.Streaming.Kafka.Embedded;

/// <summary>Gives the in-process cluster, which takes free ports only, a fixed one on 127.0.0.1. Thread-safe.</summary>
internal sealed partial class LoopbackForwarder : IAsyncDisposable
{
    private const int ConnectionCountMax = 1024;
    private static readonly TimeSpan AcceptRetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly TcpListener _listener;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _slots = new(ConnectionCountMax);
    private readonly CancellationTokenSource _stop = new();
    private Task _accepting = Task.CompletedTask;

    /// <summary>Takes the port; nothing is forwarded before <see cref="Start"/>.</summary>
    /// <exception cref="KafkaBrokerException">The port is taken.</exception>
    public LoopbackForwarder(int port, TimeProvider timeProvider, ILogger logger)
    {
        _timeProvider = timeProvider;
        _logger = logger;
        _listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            _listener.Dispose();
            throw new KafkaBrokerException(
                $"The embedded Kafka broker can't listen on 127.0.0.1:{port}: {e.Message}. Choose another port, 0 for a free one, or stop what uses it.", e);
        }
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public void Start(IPEndPoint target) => _accepting = AcceptAsync(target, _stop.Token);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        for (var i = 0; i < ConnectionCountMax; i++)
        {
            await _slots.WaitAsync();
        }

        _slots.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(IPEndPoint target, CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await _slots.WaitAsync(stop);
                var client = await AcceptOneAsync(stop);
                _ = ForwardAsync(client, target, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Disposed.
        }
        finally
        {
            // The place taken for the connection that did not come.
            _slots.Release();
        }
    }

    private async Task<TcpClient> AcceptOneAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await _listener.AcceptTcpClientAsync(stop);
            }
            catch (SocketException e)
            {
                // Out of descriptors, or a client that left while it waited: the next one may be luckier.
                LogAcceptFailed(e, EndPoint.Port);
                await Task.Delay(AcceptRetryDelay, _timeProvider, stop);
            }
        }
    }

    private async Task ForwardAsync(TcpClient client, IPEndPoint target, CancellationToken stop)
    {
        using var connection = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var broker = new TcpClient { NoDelay = true };
        try
        {
            using (client)
            {
                client.NoDelay = true;
                await broker.ConnectAsync(target, connection.Token);
                var there = client.GetStream().CopyToAsync(broker.GetStream(), connection.Token);
                var back = broker.GetStream().CopyToAsync(client.GetStream(), connection.Token);
                await Task.WhenAny(there, back);
                // No Kafka client closes one direction only.
                await connection.CancelAsync();
                await Task.WhenAll(there, back);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException)
        {
            // The client sees a closed connection, as it would of any broker, and connects again.
            LogConnectionClosed(e, EndPoint.Port);
        }
        finally
        {
            _slots.Release();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The embedded Kafka broker could not accept a connection on port {Port}; it tries again.")]
    private partial void LogAcceptFailed(Exception exception, int port);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A connection to the embedded Kafka broker on port {Port} ended.")]
    private partial void LogConnectionClosed(Exception exception, int port);
}
