using Berth.Storage.Postgres;
using Berth.Storage.Tests.Postgres;
using Berth.Testing.Postgres;

[assembly: AssemblyFixture(typeof(SharedPostgres))]

namespace Berth.Storage.Tests.Postgres;

/// <summary>One server for all tests that do not harm it; each takes a schema of its own.</summary>
public sealed class SharedPostgres : IAsyncLifetime
{
    private PostgresServer? server;
    private int schemas;

    public PostgresServer Server => server ?? throw new InvalidOperationException("The server is not started yet.");

    public async ValueTask InitializeAsync() => server = await PostgresServer.Start();

    public ValueTask DisposeAsync() => Server.DisposeAsync();

    public PostgresAddress NewSchema() => PostgresAddress.Parse(Server.Address($"test_{Interlocked.Increment(ref schemas)}"));
}
