using Microsoft.Extensions.Logging;
using Platform.Persistence.Rows;

namespace Platform.Persistence;

/// <summary>Calls the owner of a deferred write when it has ended; what the owner throws is of no concern to other writes. Pure but for the log.</summary>
internal static partial class DeferredWriteEnd
{
    public static void TellWritten<T>(this IDeferredWrite<T> write, string etag, RowKey key, ILogger logger)
    {
        try
        {
            write.Written(etag);
        }
        catch (Exception e)
        {
            LogCallback(logger, e, key);
        }
    }

    public static void TellFailed<T>(this IDeferredWrite<T> write, Exception failure, RowKey key, ILogger logger)
    {
        try
        {
            write.Failed(failure);
        }
        catch (Exception e)
        {
            LogCallback(logger, e, key);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The owner of {Key} threw when it heard how its write ended.")]
    private static partial void LogCallback(ILogger logger, Exception exception, RowKey key);
}
