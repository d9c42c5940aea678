using System.Net.Sockets;
using Npgsql;

namespace Platform.Persistence.Postgres;

/// <summary>What PostgreSQL's error codes (appendix A of its manual) and the client's exceptions mean for a batch. Pure.</summary>
internal static class PostgresErrors
{
    // The first two characters of SQLSTATE: data exception, integrity constraint, RAISE in a trigger, WITH CHECK OPTION, a limit
    // of the program (a key too large for its index).
    private static readonly string[] ContentClasses = ["22", "23", "P0", "44", "54"];

    // Unknown user or wrong password, unknown database, missing schema or right, a feature this server hasn't.
    private static readonly string[] SetupClasses = ["28", "3D", "3F", "42", "0A"];

    /// <summary>The fault lies in a row: the same row will be rejected again.</summary>
    public static bool IsContent(string sqlState) => IsIn(ContentClasses, sqlState);

    /// <summary>The fault lies in how the database is set up; at a silo's start there is no use in waiting for it to pass.</summary>
    public static bool IsSetup(string sqlState) => IsIn(SetupClasses, sqlState);

    /// <summary>
    /// The server takes no writes: it became a replica, or was set so. Another one may have taken its place under the same name, and only a new connection
    /// reaches that.
    /// </summary>
    public static bool IsReadOnly(Exception exception) => exception is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <summary>
    /// Whether a COMMIT that failed so has certainly stored nothing. The server takes an ERROR back with the transaction; before
    /// any other end, as a FATAL one or a broken connection, the commit may have become durable.
    /// </summary>
    public static bool IsCertainlyNotCommitted(Exception exception) => exception is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>
    /// Whether the exception is the database's fault, for all of a batch: away, slow, full, not accepting connections, deadlocked. What is left is the
    /// fault of what was sent.
    /// </summary>
    public static bool IsDatabases(Exception exception) => exception switch
    {
        PostgresException e => !IsContent(e.SqlState),
        NpgsqlException or TimeoutException or SocketException or IOException => true,

        // The client's own words for a connection that broke between two statements.
        ObjectDisposedException or InvalidOperationException => true,
        _ => false,
    };

    private static bool IsIn(string[] classes, string sqlState) =>
        Array.Exists(classes, @class => sqlState.StartsWith(@class, StringComparison.Ordinal));
}
