using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteDeleteOnClearContractTests() : DeleteOnClearContractTests<SqliteStorageOptions>(new DatabaseFile());
