namespace Berth.Node.Reconcile;

/// <summary>
/// What others send to one loop, in order. A channel costs a waiting reader several hundred bytes, and there is one per task. Senders wait for their own item to be taken, so it never holds
/// more than there are senders.
/// </summary>
internal sealed class Mailbox<T>
    where T : class
{
    private readonly Lock gate = new();
    private Queue<T>? items;
    private TaskCompletionSource? waiting;
    private bool closed;

    /// <returns>False when nobody will take it any more.</returns>
    public bool Send(T item)
    {
        lock (gate)
        {
            if (closed) return false;
            (items ??= new()).Enqueue(item);
        }

        Wake();
        return true;
    }

    /// <summary>Ends one wait without an item.</summary>
    public void Wake()
    {
        TaskCompletionSource? sleeper;
        lock (gate) (sleeper, waiting) = (waiting, null);
        sleeper?.TrySetResult();
    }

    /// <summary>Completes when there is something to take, or with <see cref="Wake"/>.</summary>
    public Task Next()
    {
        lock (gate) return items is { Count: > 0 } ? Task.CompletedTask : (waiting ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <returns>Null when it is empty.</returns>
    public T? Take()
    {
        lock (gate)
        {
            if (items is null || !items.TryDequeue(out var item)) return null;
            if (items.Count == 0) items = null;
            return item;
        }
    }

    /// <returns>What nobody took.</returns>
    public IReadOnlyList<T> Close()
    {
        lock (gate)
        {
            closed = true;
            IReadOnlyList<T> rest = [.. items ?? []];
            items = null;
            return rest;
        }
    }
}
