using System.Collections.Concurrent;
using Berth.Domain.Kernel;
using Berth.Domain.Nodes;

namespace Berth.Node.Metadata;

/// <summary>A task that the endpoint serves, with what it may still ask for.</summary>
/// <param name="interfaceId">Of its network interface. An address goes from task to task; this does not.</param>
internal sealed class ServedTask(string interfaceId, Func<TaskSight> look, DateTimeOffset now)
{
    /// <summary>Connections at one time. SDKs keep one or two.</summary>
    private const int ConnectionsMax = 32;

    private readonly Lock gate = new();
    private Tokens allowance = RequestAllowance.Bucket.Full(now);
    private int connections;

    public string InterfaceId => interfaceId;

    public TaskSight Look() => look();

    /// <summary>By runtime id; there are no more of them than the task has containers.</summary>
    public ConcurrentDictionary<string, StatsHistory> Histories { get; } = new(StringComparer.Ordinal);

    public bool TryConnect()
    {
        if (Interlocked.Increment(ref connections) <= ConnectionsMax) return true;
        Disconnect();
        return false;
    }

    public void Disconnect() => Interlocked.Decrement(ref connections);

    public bool MayAsk(DateTimeOffset now)
    {
        lock (gate)
        {
            (var granted, allowance) = RequestAllowance.Bucket.Take(allowance, now);
            return granted;
        }
    }
}
