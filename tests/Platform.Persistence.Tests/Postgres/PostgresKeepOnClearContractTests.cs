using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

public sealed class PostgresKeepOnClearContractTests() : KeepOnClearContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
