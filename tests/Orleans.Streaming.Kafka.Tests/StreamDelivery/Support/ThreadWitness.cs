using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Confluent.Kafka;

namespace Orleans.Streaming.Kafka.Tests.Streams.Support;

/// <summary>A consumer that notes which of its calls a thread of the pool makes.</summary>
public class ThreadWitness : DispatchProxy
{
    private IConsumer<byte[]?, byte[]?> _consumer = null!;
    private ConcurrentQueue<string> _calls = null!;

    internal static IConsumer<byte[]?, byte[]?> Of(IConsumer<byte[]?, byte[]?> consumer, ConcurrentQueue<string> calls)
    {
        var witness = Create<IConsumer<byte[]?, byte[]?>, ThreadWitness>();
        (((ThreadWitness)(object)witness)._consumer, ((ThreadWitness)(object)witness)._calls) = (consumer, calls);
        return witness;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (Thread.CurrentThread.IsThreadPoolThread)
        {
            _calls.Enqueue(targetMethod!.Name);
        }

        try
        {
            return targetMethod!.Invoke(_consumer, args);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
