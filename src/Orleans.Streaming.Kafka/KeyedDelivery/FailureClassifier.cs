using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;
using Orleans.Runtime.Messaging;
using Orleans.Storage;

namespace Orleans.Streaming.Kafka;

/// <summary>
/// The default classifier. Looks at the exception, then at its inner ones; the first that is known decides.
/// </summary>
/// <remarks>
/// <para>An <see cref="IDeliveryFailure"/> says it itself.</para>
/// <para>
/// Transient: a public <c>IsTransient</c> that is true (as <see cref="System.Data.Common.DbException"/> has it), <see cref="TimeoutException"/>,
/// <see cref="IOException"/> (but for a missing file), <see cref="SocketException"/>, <see cref="HttpRequestException"/>,
/// <see cref="OperationCanceledException"/>, and Orleans' own: a message that was rejected, a silo that went away or has too
/// much to do, a connection that failed, a write that lost against another (<see cref="InconsistentStateException"/>).
/// </para>
/// <para>
/// Permanent: <see cref="ArgumentException"/>, <see cref="ArithmeticException"/>, <see cref="FormatException"/>, <see cref="IndexOutOfRangeException"/>,
/// <see cref="InvalidCastException"/>, <see cref="JsonException"/>, <see cref="KeyNotFoundException"/>, <see cref="NotImplementedException"/>,
/// <see cref="NotSupportedException"/>, <see cref="NullReferenceException"/>, <see cref="UnreachableException"/>.
/// </para>
/// <para>All else is unclassified, <see cref="InvalidOperationException"/> included. Stateless; thread-safe.</para>
/// </remarks>
public sealed class FailureClassifier : IFailureClassifier
{
    private static readonly ConcurrentDictionary<Type, Func<Exception, bool>?> TransientProperties = new();

    /// <inheritdoc/>
    public FailureKind Classify(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        for (var current = error; current is not null; current = current.InnerException)
        {
            if (ClassifyOne(current) is var kind and not FailureKind.Unclassified)
            {
                return kind;
            }
        }

        return FailureKind.Unclassified;
    }

    private static FailureKind ClassifyOne(Exception error) => error switch
    {
        IDeliveryFailure failure => failure.IsTransient ? FailureKind.Transient : FailureKind.Permanent,
        _ when IsTransient(error) || SaysItIsTransient(error) => FailureKind.Transient,
        _ when IsPermanent(error) => FailureKind.Permanent,
        _ => FailureKind.Unclassified,
    };

    private static bool IsTransient(Exception error) => error
        is TimeoutException
        or IOException and not (FileNotFoundException or DirectoryNotFoundException)
        or SocketException
        or HttpRequestException
        or OperationCanceledException
        or OrleansMessageRejectionException
        or LimitExceededException
        or GatewayTooBusyException
        or ClientNotAvailableException
        or ConnectionFailedException
        or OrleansLifecycleCanceledException
        or InconsistentStateException;

    private static bool IsPermanent(Exception error) => error
        is ArgumentException
        or ArithmeticException
        or FormatException
        or IndexOutOfRangeException
        or InvalidCastException
        or JsonException
        or KeyNotFoundException
        or NotImplementedException
        or NotSupportedException
        or NullReferenceException
        or UnreachableException;

    // False is no answer: many database drivers leave it at its default.
    private static bool SaysItIsTransient(Exception error) =>
        TransientProperties.GetOrAdd(error.GetType(), FindProperty) is { } property && property(error);

    private static Func<Exception, bool>? FindProperty(Type type) =>
        type.GetProperty(nameof(IDeliveryFailure.IsTransient), BindingFlags.Public | BindingFlags.Instance) is { } property && property.PropertyType == typeof(bool)
            ? error => (bool)property.GetValue(error)!
            : null;
}
