using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteStateFormatTests() : StateFormatTests<SqliteStorageOptions>(new DatabaseFile());
