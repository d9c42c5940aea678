using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

[Trait("Needs", "RealParts")]
public sealed class PostgresDeferredWriteContractTests() : DeferredWriteContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
