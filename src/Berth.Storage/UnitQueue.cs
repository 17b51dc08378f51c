using System.Threading.Channels;

namespace Berth.Storage;

/// <summary>One caller's work on its way into a transaction.</summary>
internal sealed class PendingUnit<TWork>(TWork work, int bytes)
{
    private const int Waiting = 0, Taken = 1, Withdrawn = 2;

    private int state = Waiting;

    public TWork Work { get; } = work;

    /// <summary>About as much as it moves.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>Set by the writer when this unit, and nothing else of its batch, was refused.</summary>
    public Exception? Failure { get; set; }

    public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <returns>False when its caller has given up: it must not be written.</returns>
    public bool Take() => Interlocked.CompareExchange(ref state, Taken, Waiting) == Waiting;

    /// <returns>False when it is too late: only the writer knows what becomes of it.</returns>
    public bool Withdraw() => Interlocked.CompareExchange(ref state, Withdrawn, Waiting) == Waiting;
}

/// <summary>
/// Group commit. Units that arrive while a transaction is being written go together into the next one; each caller has its answer when the transaction
/// that carries its unit is durable. One transaction at a time, so a store has one writer.
/// </summary>
internal sealed class UnitQueue<TWork> : IAsyncDisposable
{
    /// <summary>Units per transaction: bounds how long the first of them waits.</summary>
    private const int BatchMax = 256;

    /// <summary>Bytes per transaction; a larger unit travels alone.</summary>
    private const int BatchBytesMax = 8 << 20;

    /// <summary>Units waiting; senders wait beyond it.</summary>
    private const int QueueMax = 4096;

    private readonly Func<IReadOnlyList<PendingUnit<TWork>>, Task> write;
    private readonly TimeSpan patience;
    private readonly Channel<PendingUnit<TWork>> queue = Channel.CreateBounded<PendingUnit<TWork>>(new BoundedChannelOptions(QueueMax) { SingleReader = true });
    private readonly Task loop;

    /// <param name="write">Makes a batch durable, in order. Refuses single units by their <see cref="PendingUnit{TWork}.Failure"/>; what it throws fails all of them.</param>
    /// <param name="patience">How long a unit waits for its turn before <see cref="StoreUnavailableException"/>; null for ever.</param>
    public UnitQueue(Func<IReadOnlyList<PendingUnit<TWork>>, Task> write, TimeSpan? patience = null)
    {
        this.write = write;
        this.patience = patience ?? Timeout.InfiniteTimeSpan;
        loop = Task.Run(Loop);
    }

    /// <param name="cancel">Heard until the unit's transaction begins; from then on its outcome is waited for.</param>
    public async Task Run(TWork work, int bytes, CancellationToken cancel)
    {
        var unit = new PendingUnit<TWork>(work, bytes);
        await queue.Writer.WriteAsync(unit, cancel);
        try
        {
            await unit.Done.Task.WaitAsync(patience, cancel);
        }
        catch (Exception gaveUp) when (gaveUp is TimeoutException or OperationCanceledException && !unit.Done.Task.IsCompleted)
        {
            if (!unit.Withdraw()) await unit.Done.Task;
            else if (gaveUp is TimeoutException) throw new StoreUnavailableException($"The store took nothing for {patience.TotalSeconds:0} s.", gaveUp);
            else throw;
        }
    }

    /// <summary>Writes what waits still, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
    }

    private async Task Loop()
    {
        var batch = new List<PendingUnit<TWork>>();
        while (await queue.Reader.WaitToReadAsync())
        {
            Fill(batch);
            if (batch.Count == 0) continue;
            try
            {
                await write(batch);
            }
#pragma warning disable CA1031 // Whatever it is, the callers get it; the queue goes on for the next ones.
            catch (Exception failure)
            {
                foreach (var unit in batch) unit.Failure = failure;
            }
#pragma warning restore CA1031
            foreach (var unit in batch)
            {
                if (unit.Failure is null) unit.Done.SetResult();
                else unit.Done.SetException(unit.Failure);
            }
        }
    }

    private void Fill(List<PendingUnit<TWork>> batch)
    {
        batch.Clear();
        var bytes = 0L;
        while (batch.Count < BatchMax && queue.Reader.TryPeek(out var next))
        {
            bytes += next.Bytes;
            if (batch.Count > 0 && bytes > BatchBytesMax) return;
            if (queue.Reader.TryRead(out var unit) && unit.Take()) batch.Add(unit);
        }
    }
}
