using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

[Trait("Needs", "RealParts")]
public sealed class PostgresExpiringRowContractTests() : ExpiringRowContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
