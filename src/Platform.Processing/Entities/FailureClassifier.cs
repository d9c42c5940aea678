using System.Net.Sockets;
using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>Judges failures. Pure.</summary>
public static class FailureClassifier
{
    /// <summary>
    /// <see cref="EventRefusedException"/> and programming errors (null references, casts, indexes, arguments, formats, arithmetic,
    /// what is not supported) are permanent. Timeouts, cancellations, failures of the network, of HTTP, of files and of
    /// Orleans' calls are transient, whatever they stand in, and so is an <see cref="IDeliveryFailure"/> that says so. All else is unclassified.
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    public static FailureKind Classify(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (IsTransient(cause))
            {
                return FailureKind.Transient;
            }
        }

        return IsPermanent(exception) ? FailureKind.Permanent : FailureKind.Unclassified;
    }

    private static bool IsTransient(Exception exception) => exception is
        TimeoutException or OperationCanceledException or IOException or SocketException or HttpRequestException or OrleansException
        or IDeliveryFailure { IsTransient: true };

    private static bool IsPermanent(Exception exception) => exception is
        EventRefusedException or ArgumentException or NullReferenceException or InvalidCastException or IndexOutOfRangeException
        or FormatException or ArithmeticException or NotSupportedException;
}
