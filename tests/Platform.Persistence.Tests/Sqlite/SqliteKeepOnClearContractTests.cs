using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteKeepOnClearContractTests() : KeepOnClearContractTests<SqliteStorageOptions>(new DatabaseFile());
