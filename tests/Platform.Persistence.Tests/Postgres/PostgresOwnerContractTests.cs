using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

[Trait("Needs", "RealParts")]
public sealed class PostgresOwnerContractTests() : OwnerContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
