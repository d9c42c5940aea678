using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

public sealed class PostgresOversizedRecordContractTests() : OversizedRecordContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
