using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Reflection;
using Orleans.Streaming.Kafka;

namespace Platform.Processing;

/// <summary>Judges failures. Thread-safe.</summary>
public static class FailureClassifier
{
    private static readonly ConcurrentDictionary<Type, Func<Exception, bool>?> TransientProperties = new();

    /// <summary>
    /// <see cref="EventRejectedException"/> and programming errors (null references, casts, indexes, arguments, formats, arithmetic,
    /// what is not supported) are permanent. Timeouts, cancellations, failures of the network, of HTTP, of files and of
    /// Orleans' calls are transient, whatever they stand in, and so is an exception whose public <c>IsTransient</c> is true, as
    /// <see cref="IDeliveryFailure"/> and <see cref="System.Data.Common.DbException"/> have it. All else is unclassified.
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
        or IDeliveryFailure { IsTransient: true }
        || SaysItIsTransient(exception);

    // False is no answer: many drivers leave it at its default.
    private static bool SaysItIsTransient(Exception exception) =>
        TransientProperties.GetOrAdd(exception.GetType(), FindProperty) is { } property && property(exception);

    private static Func<Exception, bool>? FindProperty(Type type) =>
        type.GetProperty(nameof(IDeliveryFailure.IsTransient), BindingFlags.Public | BindingFlags.Instance) is { } property && property.PropertyType == typeof(bool)
            ? exception => (bool)property.GetValue(exception)!
            : null;

    private static bool IsPermanent(Exception exception) => exception is
        EventRejectedException or ArgumentException or NullReferenceException or InvalidCastException or IndexOutOfRangeException
        or FormatException or ArithmeticException or NotSupportedException;
}
