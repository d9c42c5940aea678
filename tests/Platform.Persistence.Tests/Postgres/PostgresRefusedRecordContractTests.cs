using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

public sealed class PostgresRefusedRecordContractTests() : RefusedRecordContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
