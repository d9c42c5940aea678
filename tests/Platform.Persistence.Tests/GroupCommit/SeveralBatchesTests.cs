using System.Collections.Concurrent;
using Platform.Persistence.GroupCommit;
using Platform.Persistence.Rows;

namespace Platform.Persistence.Tests.GroupCommit;

/// <summary>A queue with two batches under way.</summary>
public sealed class SeveralBatchesTests : IAsyncDisposable
{
    private readonly ConcurrentQueue<(int[] Requests, TaskCompletionSource Done)> _batches = new();
    private readonly BatchQueue<int, int> _queue;

    public SeveralBatchesTests()
    {
        // A request's key is its last digit, its bytes are its tens.
        _queue = new BatchQueue<int, int>(
            new BatchLimits(LengthMax: 100, RowsMax: 10, BytesMax: 10, UnderWayMax: 2),
            static request => request / 10,
            HandleAsync,
            TimeProvider.System);
        _queue.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _queue.StopAsync(CancellationToken.None);
        _queue.Dispose();
    }

    [Fact]
    public async Task Batch_WhileAnotherIsUnderWay_IsHandedOut_AndAThirdWaits()
    {
        var one = await SendAsync(1);
        var two = await SendAsync(2);
        var third = RunAsync(3);
        var fourth = RunAsync(4);
        Assert.Equal(2, _batches.Count);
        Assert.Equal(2, _queue.Length);
        await Eventually.Async(() => _queue.Age > TimeSpan.Zero, "the queue to age");

        End(1);
        End(0);

        await Task.WhenAll(one, two);
        await Eventually.Async(() => _batches.Count == 3, "the third batch", () => _batches.Count);
        Assert.Equal([3, 4], _batches.Last().Requests);
        Assert.Equal((0, TimeSpan.Zero), (_queue.Length, _queue.Age));
        End(2);
        await Task.WhenAll(third, fourth);
    }

    [Fact]
    public async Task Key_WhichIsUnderWay_WaitsForItsBatchAlone()
    {
        var one = await SendAsync(1);
        var again = RunAsync(1);
        var behind = RunAsync(2);
        Assert.Single(_batches);

        End(0);

        await one;
        await Eventually.Async(() => _batches.Count == 2, "the key's second batch", () => _batches.Count);
        Assert.Equal([1, 2], _batches.Last().Requests);
        End(1);
        await Task.WhenAll(again, behind);
    }

    [Fact]
    public async Task Key_WhichIsInTheBatchBeingFilled_EndsIt()
    {
        var one = await SendAsync(1);
        var two = await SendAsync(2);
        Task[] rest = [RunAsync(3), RunAsync(3), RunAsync(4)];

        End(0);
        End(1);

        await Eventually.Async(() => _batches.Count == 3, "the third batch", () => _batches.Count);
        Assert.Equal([3], _batches.Last().Requests);
        End(2);
        await Eventually.Async(() => _batches.Count == 4, "the fourth batch", () => _batches.Count);
        Assert.Equal([3, 4], _batches.Last().Requests);
        End(3);
        await Task.WhenAll([one, two, .. rest]);
    }

    [Fact]
    public async Task Batch_WhenTheNextRequestsBytesAreTooMany_GoesWithoutIt()
    {
        var one = await SendAsync(1);
        var two = await SendAsync(2);
        Task[] rest = [RunAsync(53), RunAsync(54), RunAsync(995)];

        End(0);
        await Eventually.Async(() => _batches.Count == 3, "the third batch", () => _batches.Count);
        End(1);
        await Eventually.Async(() => _batches.Count == 4, "the fourth batch", () => _batches.Count);

        Assert.Equal([53, 54], _batches.ElementAt(2).Requests);
        Assert.Equal([995], _batches.ElementAt(3).Requests);
        End(2);
        End(3);
        await Task.WhenAll([one, two, .. rest]);
    }

    private Task<int> RunAsync(int request) =>
        _queue.RunAsync(new RowKey("state", GrainId.Create("order", $"{request % 10}")), request, CancellationToken.None);

    private async Task<Task> SendAsync(int request)
    {
        var before = _batches.Count;
        var result = RunAsync(request);
        await Eventually.Async(() => _batches.Count > before, $"request {request} to be handed out");
        return result;
    }

    private void End(int batch) => _batches.ElementAt(batch).Done.SetResult();

    private async Task HandleAsync(IReadOnlyList<PendingRequest<int, int>> batch, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _batches.Enqueue(([.. batch.Select(static pending => pending.Request)], done));
        await done.Task;
        foreach (var pending in batch)
        {
            pending.Succeed(pending.Request);
        }
    }
}
