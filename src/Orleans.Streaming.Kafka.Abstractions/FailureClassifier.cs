using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;

namespace Orleans.Streaming.Kafka;

/// <summary>The default classifier, of failed deliveries and of failed rules and actions. Stateless; thread-safe.</summary>
/// <remarks>
/// <para>
/// An <see cref="IDeliveryFailure"/> decides itself, whatever it wraps. Else a cause that will pass makes the whole failure transient,
/// whatever wraps it; else the outermost cause that is known to be permanent makes it permanent.
/// </para>
/// <para>
/// Transient: a public <c>IsTransient</c> that is true (as <see cref="System.Data.Common.DbException"/> has it), <see cref="TimeoutException"/>,
/// <see cref="IOException"/> (but for a missing file), <see cref="SocketException"/>, <see cref="HttpRequestException"/>,
/// <see cref="OperationCanceledException"/>, and every <see cref="Orleans.Runtime.OrleansException"/>: a message that was rejected, a
/// silo that went away or is overloaded, a write that lost against another. And a missing serializer
/// (<see cref="Orleans.Serialization.CodecNotFoundException"/>): the application's fault, which the event waits for.
/// </para>
/// <para>
/// Permanent: <see cref="ArgumentException"/>, <see cref="ArithmeticException"/>, <see cref="FormatException"/>, <see cref="IndexOutOfRangeException"/>,
/// <see cref="InvalidCastException"/>, <see cref="JsonException"/>, <see cref="KeyNotFoundException"/>, <see cref="NotImplementedException"/>,
/// <see cref="NotSupportedException"/>, <see cref="NullReferenceException"/>, <see cref="UnreachableException"/>.
/// </para>
/// <para>All else is unclassified, <see cref="InvalidOperationException"/> included.</para>
/// </remarks>
public sealed class FailureClassifier : IFailureClassifier
{
    private static readonly ConcurrentDictionary<Type, Func<Exception, bool>?> TransientProperties = new();

    /// <inheritdoc/>
    public FailureKind Classify(Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var found = FailureKind.Unclassified;
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is IDeliveryFailure failure)
            {
                return failure.IsTransient ? FailureKind.Transient : FailureKind.Permanent;
            }

            if (IsTransient(cause) || SaysItIsTransient(cause))
            {
                return FailureKind.Transient;
            }

            found = IsPermanent(cause) ? FailureKind.Permanent : found;
        }

        return found;
    }

    private static bool IsTransient(Exception error) => error
        is TimeoutException
        or IOException and not (FileNotFoundException or DirectoryNotFoundException)
        or SocketException
        or HttpRequestException
        or OperationCanceledException
        or Orleans.Serialization.CodecNotFoundException
        or Orleans.Runtime.OrleansException;

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
