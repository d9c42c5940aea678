namespace Platform.Hosting;

/// <summary>
/// Connects the client behind the web server's back. Orleans' own hosted service would be waited for by the host, and the web
/// server, which starts last, would not listen until a silo answers. Thread-safe.
/// </summary>
internal sealed partial class ClusterConnector(IClusterClient client, ILogger<ClusterConnector> logger) : BackgroundService, IClusterConnection
{
    // The client is a hosted service by contract: that is how a host starts it.
    private readonly IHostedService _client = (IHostedService)client;
    private readonly ILogger _logger = logger;
    private volatile bool _isConnected;

    public bool IsConnected => _isConnected;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isConnected)
        {
            _isConnected = false;
            await _client.StopAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _client.StartAsync(stoppingToken);
        _isConnected = true;
        LogConnected();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Connected to the cluster.")]
    private partial void LogConnected();
}
