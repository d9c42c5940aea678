namespace Benchmarks;

/// <summary>A Redis without a log, on a free port of 127.0.0.1.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly GuardedProcess _process;

    private RedisServer(GuardedProcess process, string address)
    {
        _process = process;
        Address = address;
    }

    /// <summary><c>host:port</c>.</summary>
    public string Address { get; }

    /// <summary>Starts one, or answers null where the program is not installed.</summary>
    public static async Task<RedisServer?> StartAsync(string folder, CancellationToken stop)
    {
        if (Tools.OnPath("redis-server") is not { } program)
        {
            return null;
        }

        var port = FreePort.Take();
        return new RedisServer(await GuardedProcess.StartAsync(folder, [program, "--bind", "127.0.0.1", "--port", $"{port}", "--save", "", "--appendonly", "no"], stop: stop), $"127.0.0.1:{port}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
