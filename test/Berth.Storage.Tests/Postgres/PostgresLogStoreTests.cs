using Berth.Conformance;
using Berth.Storage.Postgres;

namespace Berth.Storage.Tests.Postgres;

public sealed class PostgresLogStoreTests(SharedPostgres postgres) : LogStoreConformance
{
    protected override async ValueTask<ILogStore> Open() => await PostgresLogStore.Open(postgres.NewSchema(), "abc123", TimeSpan.FromSeconds(10));
}
