using Berth.Testing.Postgres;

namespace Berth.Acceptance.Driving;

/// <summary>Keeps its state and logs in a PostgreSQL server of its own.</summary>
public sealed class PostgresInstallation : BerthInstallation
{
    private const string Schema = "acceptance";
    private PostgresServer? postgres;

    internal PostgresServer Postgres => postgres ?? throw new InvalidOperationException("PostgreSQL is not started yet.");

    public override async ValueTask InitializeAsync()
    {
        postgres = await PostgresServer.Start();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await using (Postgres)
        {
            await base.DisposeAsync();
            Assert.Equal("0", await Postgres.Query($"SELECT count(*) FROM pg_namespace WHERE nspname = '{Schema}'"));
        }
    }

    private protected override (string Program, IEnumerable<string> Arguments) As(string program, IEnumerable<string> arguments) => (program, [.. arguments, "--store", Postgres.Address(Schema)]);
}
