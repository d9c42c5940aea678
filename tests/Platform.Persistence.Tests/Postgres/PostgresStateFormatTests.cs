using Platform.Persistence.Tests.Support;

namespace Platform.Persistence.Tests.Postgres;

public sealed class PostgresStateFormatTests() : StateFormatTests<PostgresStorageOptions>(new PostgresSchemaOfTest());
