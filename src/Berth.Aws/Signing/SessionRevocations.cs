namespace Berth.Aws.Signing;

/// <summary>Sessions that ended before they expire, such as those of tasks that stopped.</summary>
public interface ISessionRevocations
{
    bool IsRevoked(Principal principal);
}

/// <summary>Remembers the tasks whose keys died with them, in memory: the latest ones, more than live at once by far.</summary>
public sealed class SessionRevocations : ISessionRevocations
{
    private const int TasksMax = 65_536;

    private readonly Lock gate = new();
    private readonly HashSet<string> tasks = new(StringComparer.Ordinal);
    private readonly Queue<string> order = new();

    /// <summary>The keys that were made for a task are good for nothing any longer.</summary>
    public void Revoke(string taskArn)
    {
        lock (gate)
        {
            if (!tasks.Add(taskArn)) return;
            order.Enqueue(taskArn);
            if (order.Count > TasksMax) tasks.Remove(order.Dequeue());
        }
    }

    public bool IsRevoked(Principal principal)
    {
        if (principal.TaskArn is not { } task) return false;
        lock (gate) return tasks.Contains(task);
    }
}
