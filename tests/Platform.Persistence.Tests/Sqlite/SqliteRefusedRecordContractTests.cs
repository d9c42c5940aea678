using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteRefusedRecordContractTests() : RefusedRecordContractTests<SqliteStorageOptions>(new DatabaseFile());
