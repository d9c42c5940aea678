using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteDeferredWriteContractTests() : DeferredWriteContractTests<SqliteStorageOptions>(new DatabaseFile());
