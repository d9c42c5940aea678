using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

[Trait("Needs", "RealParts")]
public sealed class PostgresParkingContractTests() : ParkingContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
