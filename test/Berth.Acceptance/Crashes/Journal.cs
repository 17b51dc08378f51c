using System.Collections.Concurrent;

namespace Berth.Acceptance.Crashes;

/// <summary>Everything that the server said it did, and what was asked without hearing an answer.</summary>
internal sealed class Journal
{
    private readonly Lock gate = new();
    private TaskCompletionSource reached = new();
    private long acknowledged;
    private long wanted = long.MaxValue;

    public ConcurrentBag<string> Definitions { get; } = [];

    public ConcurrentBag<string> LogGroups { get; } = [];

    /// <summary>By stream.</summary>
    public ConcurrentDictionary<string, ConcurrentQueue<string>> Lines { get; } = new();

    /// <summary>By key: the number acknowledged last, and the number asked for last.</summary>
    public ConcurrentDictionary<string, (int Acknowledged, int Asked)> Tags { get; } = new();

    /// <summary>By task: the exit code that it must have; null for one that was told to stop.</summary>
    public ConcurrentDictionary<string, int?> Tasks { get; } = new();

    public long Acknowledged => Interlocked.Read(ref acknowledged);

    public void Note()
    {
        lock (gate)
            if (++acknowledged >= wanted) reached.TrySetResult();
    }

    /// <summary>Until so many more writes were acknowledged.</summary>
    public Task More(int count)
    {
        lock (gate)
        {
            wanted = acknowledged + count;
            reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return reached.Task;
        }
    }
}
