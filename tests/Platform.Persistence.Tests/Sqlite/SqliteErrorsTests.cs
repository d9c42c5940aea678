using Platform.Persistence.Sqlite;
using SQLitePCL;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteErrorsTests
{
    [Theory]
    [InlineData(raw.SQLITE_CONSTRAINT, true)]
    [InlineData(raw.SQLITE_TOOBIG, true)]
    [InlineData(raw.SQLITE_BUSY, false)]
    [InlineData(raw.SQLITE_LOCKED, false)]
    [InlineData(raw.SQLITE_FULL, false)]
    [InlineData(raw.SQLITE_IOERR, false)]
    [InlineData(raw.SQLITE_CORRUPT, false)]
    [InlineData(raw.SQLITE_CANTOPEN, false)]
    public void IsContent_WhenTheCodeIsKnown_BlamesTheRowOnlyForWhatIsInIt(int code, bool content)
    {
        Assert.Equal(content, SqliteErrors.IsContent(code));
    }

    [Theory]
    [InlineData(raw.SQLITE_BUSY, true)]
    [InlineData(raw.SQLITE_FULL, true)]
    [InlineData(raw.SQLITE_CONSTRAINT, true)]
    [InlineData(raw.SQLITE_IOERR, false)]
    [InlineData(raw.SQLITE_NOMEM, false)]
    [InlineData(raw.SQLITE_INTERRUPT, false)]
    public void IsCertainlyNotCommitted_WhenACommitFails_IsFalseUnlessItIsSure(int code, bool certain)
    {
        Assert.Equal(certain, SqliteErrors.IsCertainlyNotCommitted(code));
    }
}
