using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteExpiringRowContractTests() : ExpiringRowContractTests<SqliteStorageOptions>(new DatabaseFile());
