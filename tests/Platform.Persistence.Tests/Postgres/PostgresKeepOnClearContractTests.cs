using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

[Trait("Needs", "RealParts")]
public sealed class PostgresKeepOnClearContractTests() : KeepOnClearContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
