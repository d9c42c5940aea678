using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

public sealed class PostgresParkingContractTests() : ParkingContractTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
