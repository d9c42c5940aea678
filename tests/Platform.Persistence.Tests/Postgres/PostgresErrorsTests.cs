using System.Net.Sockets;
using Npgsql;
using Platform.Persistence.Postgres;

namespace Platform.Persistence.Tests.Postgres;

public sealed class PostgresErrorsTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.CharacterNotInRepertoire, false)]
    [InlineData(PostgresErrorCodes.CheckViolation, false)]
    [InlineData(PostgresErrorCodes.ProgramLimitExceeded, false)]
    [InlineData(PostgresErrorCodes.RaiseException, false)]
    [InlineData(PostgresErrorCodes.DeadlockDetected, true)]
    [InlineData(PostgresErrorCodes.SerializationFailure, true)]
    [InlineData(PostgresErrorCodes.AdminShutdown, true)]
    [InlineData(PostgresErrorCodes.CannotConnectNow, true)]
    [InlineData(PostgresErrorCodes.TooManyConnections, true)]
    [InlineData(PostgresErrorCodes.DiskFull, true)]
    [InlineData(PostgresErrorCodes.ReadOnlySqlTransaction, true)]
    [InlineData(PostgresErrorCodes.UndefinedTable, true)]
    [InlineData(PostgresErrorCodes.InsufficientPrivilege, true)]
    [InlineData(PostgresErrorCodes.IoError, true)]
    public void IsDatabases_WhenTheServerRejects_BlamesTheRowOnlyForWhatIsInIt(string sqlState, bool databases)
    {
        Assert.Equal(databases, PostgresErrors.IsDatabases(Rejection("ERROR", sqlState)));
    }

    [Fact]
    public void IsDatabases_WhenTheConnectionBroke_IsTrue()
    {
        Assert.True(PostgresErrors.IsDatabases(new NpgsqlException("broken", new SocketException())));
        Assert.True(PostgresErrors.IsDatabases(new TimeoutException()));
        Assert.False(PostgresErrors.IsDatabases(new System.Text.EncoderFallbackException()));
    }

    [Fact]
    public void IsCertainlyNotCommitted_WhenACommitFails_IsFalseUnlessTheServerTookItBack()
    {
        Assert.True(PostgresErrors.IsCertainlyNotCommitted(Rejection("ERROR", PostgresErrorCodes.SerializationFailure)));
        Assert.False(PostgresErrors.IsCertainlyNotCommitted(Rejection("FATAL", PostgresErrorCodes.AdminShutdown)));
        Assert.False(PostgresErrors.IsCertainlyNotCommitted(new NpgsqlException("broken", new IOException())));
        Assert.False(PostgresErrors.IsCertainlyNotCommitted(new NpgsqlException("slow", new TimeoutException())));
    }

    private static PostgresException Rejection(string severity, string sqlState) => new("no", severity, severity, sqlState);
}
