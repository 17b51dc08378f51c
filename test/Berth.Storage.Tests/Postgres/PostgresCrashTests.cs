using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Berth.Storage.Postgres;
using Berth.Testing.Postgres;

namespace Berth.Storage.Tests.Postgres;

/// <summary>Sessions and servers that die at bad moments. What a caller was told is true, both ways.</summary>
public sealed class PostgresCrashTests(SharedPostgres postgres)
{
    private const string Instance = "abc123";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Acknowledged_writes_survive_kills_of_the_server_and_refused_ones_were_never_written()
    {
        await using var server = await PostgresServer.Start();
        var address = PostgresAddress.Parse(server.Address("crash"));
        var (acknowledged, refused) = (new ConcurrentBag<string>(), new ConcurrentBag<string>());
        using var enough = new CancellationTokenSource();
        using var progress = new SemaphoreSlim(0);
        await using (var store = await PostgresStore.Open(address, Instance, Patience))
        {
            var writers = Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
            {
                for (var i = 0; !enough.IsCancellationRequested; i++)
                {
                    var id = $"{writer}/{i}";
                    try
                    {
                        await store.Commit([new RowWrite.Put("k", id, 0, 1, "{}"), new RowWrite.Put("counter", $"{writer}", null, 1, "{}")]);
                        acknowledged.Add(id);
                        progress.Release();
                    }
                    catch (StoreUnavailableException)
                    {
                        refused.Add(id);
                    }
                }
            })).ToList();
            for (var kill = 0; kill < 5; kill++)
            {
                while (progress.Wait(0)) ;
                for (var more = 0; more < 100 + (37 * kill); more++) Assert.True(await progress.WaitAsync(TimeSpan.FromSeconds(60)), "No write was acknowledged for a minute.");
                await server.Kill();
                await server.Start();
            }

            await enough.CancelAsync();
            await Task.WhenAll(writers);
        }

        await using var again = await PostgresStore.Open(address, Instance, Patience);
        var there = (await again.List("k")).Select(r => r.Id).ToHashSet();
        Assert.Empty(acknowledged.Except(there));
        Assert.Empty(refused.Intersect(there));
        Assert.Equal(acknowledged.Count, there.Count);
        Assert.Equal(there.Count, (await again.List("counter")).Sum(r => r.Version)); // None was written twice.
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_found_out_and_not_made_twice()
    {
        await using var proxy = new BreakingProxy(postgres.Server.Port);
        await using var store = await PostgresStore.Open(Through(proxy, postgres.NewSchema()), Instance, Patience);
        await store.Commit([new RowWrite.Put("k", "a", 0, 1, "1")]);
        _ = proxy.SwallowAnswerTo(Encoding.ASCII.GetBytes("needle"));
        await store.Commit([new RowWrite.Put("k", "a", null, 1, "needle")]);
        Assert.Equal(new Row("k", "a", 2, 1, "needle"), await store.Get("k", "a"));

        _ = proxy.SwallowAnswerTo(Encoding.ASCII.GetBytes("needle"));
        var conflict = await Assert.ThrowsAsync<StoreConflictException>(() => store.Commit([new RowWrite.Put("k", "b", 0, 1, "needle"), new RowWrite.Put("k", "a", 1, 1, "x")]));
        Assert.Equal("a", conflict.Id);
        Assert.Null(await store.Get("k", "b"));
    }

    [Fact]
    public async Task Log_events_whose_answer_is_lost_are_there_once()
    {
        await using var proxy = new BreakingProxy(postgres.Server.Port);
        await using var logs = await PostgresLogStore.Open(Through(proxy, postgres.NewSchema()), Instance, Patience);
        _ = proxy.SwallowAnswerTo(Encoding.ASCII.GetBytes("needle"));
        await logs.Append("a", [new(1, "one"), new(1, "needle")], DateTimeOffset.UnixEpoch);
        Assert.Equal(["one", "needle"], (await logs.Read(["a"], 0, 10, null, backward: false, 10)).Select(e => e.Message));
    }

    [Fact]
    public async Task Whoever_lost_its_session_to_another_server_writes_nothing_more_and_says_so()
    {
        await using var proxy = new BreakingProxy(postgres.Server.Port);
        var address = postgres.NewSchema();
        await using var first = await PostgresStore.Open(Through(proxy, address), Instance, Patience);
        await first.Commit([new RowWrite.Put("k", "a", 0, 1, "first")]);
        proxy.Break();
        await using var second = await PostgresStore.Open(address, Instance, Patience);
        proxy.Mend();
        var late = Assert.ThrowsAnyAsync<Exception>(() => first.Commit([new RowWrite.Put("k", "a", null, 1, "late")]));
        Assert.Contains("Another Berth works on", await first.Lost.WaitAsync(TimeSpan.FromSeconds(60)), StringComparison.Ordinal);
        await late;
        await Assert.ThrowsAsync<StoreRefusedException>(() => first.Commit([new RowWrite.Put("k", "a", null, 1, "late")]));
        Assert.Equal("first", (await second.Get("k", "a"))!.Body);
    }

    [Fact]
    public async Task While_the_server_is_away_what_is_in_doubt_waits_the_rest_is_refused_and_afterwards_all_goes_on()
    {
        await using var proxy = new BreakingProxy(postgres.Server.Port);
        await using var store = await PostgresStore.Open(Through(proxy, postgres.NewSchema()), Instance, Patience);
        Assert.Null(store.Trouble);
        var underWay = proxy.SwallowAnswerTo(Encoding.ASCII.GetBytes("needle"), thenBreak: true);
        var doubtful = store.Commit([new RowWrite.Put("k", "a", 0, 1, "needle")]);
        await underWay; // Else both could travel in one batch, and share its doubt.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.Commit([new RowWrite.Put("k", "b", 0, 1, "refused")]));
        Assert.False(doubtful.IsCompleted);
        Assert.Contains("does not answer", store.Trouble, StringComparison.Ordinal);
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await store.Get("k", "a"));
        proxy.Mend();
        await doubtful;
        Assert.Null(store.Trouble);
        Assert.Equal("needle", (await store.Get("k", "a"))!.Body);
        Assert.Null(await store.Get("k", "b"));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_nothing_is_half_written()
    {
        // A disk of its own for a table space: what is written ahead fits, the table does not.
        var folder = Directory.CreateTempSubdirectory("berth-full-").FullName;
        await Shell("mount", "-t", "tmpfs", "-o", "size=4m,mode=0777", "tmpfs", folder);
        try
        {
            await using var server = await PostgresServer.Start();
            var address = PostgresAddress.Parse(server.Address("small_disk"));
            await using var store = await PostgresStore.Open(address, Instance, Patience);
            await Shell("chown", "postgres", folder);
            await server.Query($"CREATE TABLESPACE small LOCATION '{folder}'");
            await server.Query($"ALTER TABLE {address.Schema}.state_row SET TABLESPACE small");
            var noise = new byte[300_000];
            new Random(1).NextBytes(noise);
            var large = Convert.ToBase64String(noise);
            await Assert.ThrowsAsync<StoreFullException>(async () =>
            {
                for (var i = 0; i < 20; i++) await store.Commit([new RowWrite.Put("k", $"{i}", 0, 1, large), new RowWrite.Put("last", "only", null, 1, $"{i}")]);
            });
            Assert.Equal((await store.List("k")).Count - 1, int.Parse((await store.Get("last", "only"))?.Body ?? "-1", CultureInfo.InvariantCulture));
        }
        finally
        {
            await Shell("umount", "--lazy", folder);
            Directory.Delete(folder);
        }
    }

    private static PostgresAddress Through(BreakingProxy proxy, PostgresAddress address) =>
        PostgresAddress.Parse($"postgres://{PostgresServer.User}:{Uri.EscapeDataString(PostgresServer.Password)}@127.0.0.1:{proxy.Port}/postgres?schema={address.Schema}&sslmode=disable");

    private static async Task Shell(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
