using Berth.Conformance;
using Berth.Storage.Postgres;
using Berth.Testing.Postgres;

namespace Berth.Storage.Tests.Postgres;

public sealed class PostgresStoreTests(SharedPostgres postgres) : StoreConformance
{
    /// <summary>No other test's: sessions are ended by it.</summary>
    private const string Instance = "5e5510";

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);
    private readonly PostgresAddress address = postgres.NewSchema();

    [Fact]
    public async Task What_was_acknowledged_is_there_after_closing_and_opening_again()
    {
        await Store.Commit([new RowWrite.Put("k", "a", 0, 1, "1")]);
        await Store.DisposeAsync();
        await using var second = await PostgresStore.Open(address, Instance, Patience);
        await second.Commit([new RowWrite.Put("k", "a", 1, 1, "2")]);
        Assert.Equal(new Row("k", "a", 2, 1, "2"), await second.Get("k", "a"));
    }

    [Fact]
    public async Task A_second_server_on_one_schema_is_refused_in_plain_words()
    {
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresStore.Open(address, Instance, Patience));
        Assert.StartsWith($"Another Berth works on {address}. Stop it, or", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("word", refusal.ToString(), StringComparison.Ordinal);
        await using var other = await PostgresStore.Open(postgres.NewSchema(), Instance, Patience);
    }

    [Fact]
    public async Task The_data_of_another_installation_is_refused_and_not_removed()
    {
        await Store.DisposeAsync();
        var refusal = await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresStore.Open(address, "zzz999", Patience));
        Assert.Contains($"belongs to the Berth {Instance}, whose data directory is another one", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresStore.Remove(address, "zzz999"));
        await (await PostgresStore.Open(address, Instance, Patience)).DisposeAsync();
    }

    [Fact]
    public async Task A_newer_schema_is_refused_in_plain_words()
    {
        await Store.DisposeAsync();
        await postgres.Server.Query($"UPDATE {address.Schema}.berth_part SET version = 99");
        var refusal = await Assert.ThrowsAsync<StoreSchemaException>(() => PostgresStore.Open(address, Instance, Patience));
        Assert.Contains("has version 99 of the part state; this Berth knows versions up to 1. Run the Berth that wrote it", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Removing_leaves_nothing_and_may_be_repeated()
    {
        await Store.DisposeAsync();
        await PostgresStore.Remove(address, Instance);
        await PostgresStore.Remove(address, Instance);
        Assert.Equal("0", await postgres.Server.Query($"SELECT count(*) FROM pg_namespace WHERE nspname = '{address.Schema}'"));
    }

    [Fact]
    public async Task Removing_leaves_what_others_keep_in_the_schema()
    {
        await Store.DisposeAsync();
        await (await PostgresLogStore.Open(address, Instance, Patience)).DisposeAsync();
        await postgres.Server.Query($"CREATE TABLE {address.Schema}.customers (name text)");
        await postgres.Server.Query($"INSERT INTO {address.Schema}.customers VALUES ('one')");
        await PostgresStore.Remove(address, Instance);
        Assert.Equal("1", await postgres.Server.Query($"SELECT count(*) FROM {address.Schema}.customers"));
        Assert.Equal("1", await postgres.Server.Query($"SELECT count(*) FROM pg_class WHERE relnamespace = '{address.Schema}'::regnamespace AND relkind <> 't'"));
        Assert.Equal("0", await postgres.Server.Query($"SELECT count(*) FROM pg_proc WHERE pronamespace = '{address.Schema}'::regnamespace"));
    }

    [Fact]
    public async Task A_wrong_password_a_missing_database_and_a_silent_port_are_told_with_the_fix()
    {
        var server = postgres.Server;
        var password = await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresStore.Probe(PostgresAddress.Parse(server.Address("x", password: "wrong-secret"))));
        Assert.Contains("does not let the user 'berth' in", password.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-secret", password.ToString(), StringComparison.Ordinal);
        var database = await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresStore.Probe(PostgresAddress.Parse(server.Address("x", database: "nowhere"))));
        Assert.Contains($"There is no database 'nowhere' at 127.0.0.1:{server.Port}. Make it: createdb", database.Message, StringComparison.Ordinal);
        var port = await Assert.ThrowsAsync<StoreUnavailableException>(() => PostgresStore.Probe(PostgresAddress.Parse("postgres://u:secret@127.0.0.1:1/d")));
        Assert.StartsWith("PostgreSQL at 127.0.0.1:1 does not answer (Connection refused). Start it, or correct host and port of --store", port.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", port.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_session_that_holds_the_lock_is_ended_another_takes_its_place_unseen()
    {
        await Store.Commit([new RowWrite.Put("k", "a", 0, 1, "1")]);
        await postgres.Server.Query($"SELECT pg_terminate_backend(l.pid) FROM pg_locks l JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND application_name = 'berth {Instance} state'");
        await Store.Commit([new RowWrite.Put("k", "a", 1, 1, "2")]);
        Assert.Equal(2, (await Store.Get("k", "a"))!.Version);
        await Assert.ThrowsAsync<StoreRefusedException>(() => PostgresStore.Open(address, Instance, Patience));
    }

    protected override async ValueTask<IStore> Open() => await PostgresStore.Open(address, Instance, TimeSpan.FromSeconds(10));
}
