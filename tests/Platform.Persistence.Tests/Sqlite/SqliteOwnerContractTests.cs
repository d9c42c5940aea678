using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteOwnerContractTests() : OwnerContractTests<SqliteStorageOptions>(new DatabaseFile());
