using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Sqlite;

public sealed class SqliteParkingContractTests() : ParkingContractTests<SqliteStorageOptions>(new DatabaseFile());
