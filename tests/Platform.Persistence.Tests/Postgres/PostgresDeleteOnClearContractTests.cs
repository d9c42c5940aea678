using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

public sealed class PostgresDeleteOnClearContractTests() : DeleteOnClearContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
