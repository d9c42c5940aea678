using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteOversizedRecordContractTests() : OversizedRecordContractTests<SqliteStorageOptions>(new DatabaseFile());
