using System.Data;
using Npgsql;

namespace Berth.Storage.Postgres;

/// <summary>What a store's units become: one round trip and one transaction.</summary>
internal interface IPostgresBatch<TWork>
{
    /// <summary>Commands in order. They set batch and outcome of the part's row in berth_part; the last one, and no other, returns a row: the outcome.</summary>
    IEnumerable<NpgsqlBatchCommand> Commands(IReadOnlyList<TWork> works, long batch);

    /// <summary>Tells the units what the outcome says of them.</summary>
    void Judge(IReadOnlyList<PendingUnit<TWork>> units, int[] outcome);
}

/// <summary>
/// The one writer of a part. Each batch is numbered, and its number and outcome are written with it: when a session dies in the middle of a commit, the next session
/// looks whether the batch is there. A caller is never told that something was written when it was not, nor the reverse.
/// </summary>
internal sealed class PostgresWriter<TWork> : IAsyncDisposable
    where TWork : class
{
    /// <summary>How long work waits for a server that is away before it is refused.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan RetryPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookPeriod = TimeSpan.FromSeconds(1);

    /// <summary>A batch that went under so often is refused; another may be what the server can bear.</summary>
    private const int TriesMax = 3;

    private readonly PostgresOwner owner;
    private readonly PostgresPart part;
    private readonly IPostgresBatch<TWork> shape;
    private readonly UnitQueue<TWork?> queue;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource<string> lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task looking;
    private NpgsqlConnection? session;
    private int sessionId;
    private long written;
    private volatile string? trouble;

    public PostgresWriter(PostgresOwner owner, PostgresPart part, IPostgresBatch<TWork> shape, NpgsqlConnection session, long written)
    {
        (this.owner, this.part, this.shape, this.session, this.written) = (owner, part, shape, session, written);
        sessionId = session.ProcessID;
        queue = new(Write, Patience);
        looking = Task.Run(Look);
    }

    /// <summary>Why nothing can be written now; null when all is well.</summary>
    public string? Trouble => trouble;

    /// <summary>Ends when another server has taken the store over, with words that say so. This server must end.</summary>
    public Task<string> Lost => lost.Task;

    public Task Run(TWork work, int bytes, CancellationToken cancel) => queue.Run(work, bytes, cancel);

    public async ValueTask DisposeAsync()
    {
        if (stopping.IsCancellationRequested) return;
        await stopping.CancelAsync();
        await looking;
        await queue.DisposeAsync();
        if (session is not null) await session.DisposeAsync();
        stopping.Dispose();
    }

    /// <summary>An idle server notices too that its session, and with it its right to write, is gone.</summary>
    private async Task Look()
    {
        using var timer = new PeriodicTimer(LookPeriod);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping.Token))
            {
                try
                {
                    await queue.Run(null, 0, stopping.Token);
                }
                catch (Exception away) when (away is not OperationCanceledException)
                {
                    // The trouble is noted where it arose; look again.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The store is being closed.
        }
    }

    private async Task Write(IReadOnlyList<PendingUnit<TWork?>> batch)
    {
        var units = batch.Where(u => u.Work is not null).Cast<PendingUnit<TWork>>().ToList();
        var works = units.Select(u => u.Work).ToList();
        for (var tries = 1; ; tries++)
        {
            Exception cause;
            if (session is null) await Reopen(TimeProvider.System.GetTimestamp(), inDoubt: false);
            var number = written + 1;
            try
            {
                if (await Send(works, number) is { } outcome) shape.Judge(units, outcome);
                written = works.Count > 0 ? number : written;
                return;
            }
            catch (Exception failure) when (failure is NpgsqlException or IOException or TimeoutException)
            {
                // An error of the statement undid the transaction: that is certain. The client ends its session after some of them, such as a full disk.
                if (failure is PostgresException { InvariantSeverity: "ERROR" } && !PostgresErrors.IsTransient(failure))
                {
                    if (!session!.FullState.HasFlag(ConnectionState.Open)) await Drop(failure);
                    throw PostgresErrors.WhenWorking(failure);
                }

                await Drop(cause = failure);
            }

            if (works.Count == 0) continue;
            if (await OutcomeOf(number) is { } found)
            {
                shape.Judge(units, found);
                return;
            }

            if (tries == TriesMax) throw new StoreUnavailableException($"PostgreSQL broke off the transaction several times, the last time with: {cause.Message}. Nothing was written.", cause);
        }
    }

    /// <returns>Null when there was nothing to write.</returns>
    private async Task<int[]?> Send(List<TWork> works, long number)
    {
        await using var batch = session!.CreateBatch();
        if (works.Count == 0) batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1"));
        else foreach (var command in shape.Commands(works, number)) batch.BatchCommands.Add(command);

        // All of it travels together and is one transaction.
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        int[]? outcome = null;
        do
        {
            while (await reader.ReadAsync(CancellationToken.None))
                if (works.Count > 0) outcome = reader.GetFieldValue<int[]>(0);
        }
        while (await reader.NextResultAsync(CancellationToken.None));
        if (outcome is null && works.Count > 0) throw new StoreRefusedException($"The row '{part.Name}' of berth_part is gone: somebody removed it.");
        return outcome;
    }

    /// <summary>Opens a session anew, and again if that one dies too, and asks what became of a batch in doubt.</summary>
    /// <returns>Null when it was not written.</returns>
    private async Task<int[]?> OutcomeOf(long number)
    {
        while (true)
        {
            await Reopen(TimeProvider.System.GetTimestamp(), inDoubt: true);
            if (written != number) return null;
            try
            {
                return await ReadOutcome();
            }
            catch (Exception broken) when (PostgresErrors.IsTransient(broken))
            {
                await Drop(broken);
            }
        }
    }

    private async Task<int[]> ReadOutcome()
    {
        await using var command = new NpgsqlCommand("SELECT outcome FROM berth_part WHERE name = $1", session) { Parameters = { new() { Value = part.Name } } };
        return (int[])(await command.ExecuteScalarAsync(CancellationToken.None))!;
    }

    private async Task Drop(Exception cause)
    {
        trouble = owner.Explain(cause);
        if (session is not null) await session.DisposeAsync();
        session = null;
    }

    /// <summary>Opens a session anew and learns which batch was the last.</summary>
    /// <param name="inDoubt">A batch may or may not have been written: only a new session knows, so it is waited for without end.</param>
    private async Task Reopen(long since, bool inDoubt)
    {
        while (true)
        {
            if (lost.Task.IsCompleted) throw new StoreRefusedException(await lost.Task);
            try
            {
                (session, written) = await owner.Open(Patience, sessionId, stopping.Token);
                sessionId = session.ProcessID;
                trouble = null;
                return;
            }
            catch (StoreRefusedException refused) when (refused.InnerException is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
            {
                trouble = refused.Message;
                lost.TrySetResult(refused.Message);
                throw;
            }
            catch (Exception away) when (away is StoreUnavailableException or StoreRefusedException)
            {
                trouble = away.Message;
                if (!inDoubt && TimeProvider.System.GetElapsedTime(since) > Patience) throw;
            }

            await Task.Delay(RetryPeriod, stopping.Token);
        }
    }
}
