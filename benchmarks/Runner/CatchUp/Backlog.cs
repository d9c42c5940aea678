namespace Benchmarks;

/// <summary>The events that wait for a job. Its methods are called one at a time.</summary>
internal sealed class Backlog(Bench bench)
{
    private int _count;

    /// <summary>What is in the topics now.</summary>
    public OrderScript Script { get; private set; } = ScriptOf(bench, 0);

    /// <summary>Other orders, in new topics.</summary>
    public async Task RenewAsync(CancellationToken stop)
    {
        Script = ScriptOf(bench, ++_count);
        await bench.Broker.RecreateTopicsAsync(OrderTopics.Inputs, stop);
        await OrderProducer.PublishAsync(bench.Broker, Script, stop);
    }

    private static OrderScript ScriptOf(Bench bench, int number) => new($"order-{number}", bench.Options.Orders, bench.Options.Users);
}
