using System.Text.Json;
using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Microsoft.Extensions.Logging;

namespace Berth.Node.Reconcile;

/// <summary>All tasks of a node in one journal: the order once, the state at each change. A file for each task, written anew at each change, can cost more than the rest of a start.</summary>
internal sealed partial class JournalTaskFiles : ITaskFiles, IDisposable
{
    private const string OrderMark = "/order";
    private const string StateMark = "/state";

    /// <summary>How much of the newest a machine that dies may forget. The control plane then orders it again, or is told again.</summary>
    private static readonly TimeSpan FlushPeriod = TimeSpan.FromSeconds(1);

    private readonly Journal journal;
    private readonly ILogger log;
    private readonly ITimer? flush;
    private int unflushed;

    /// <param name="readsCheaply">Tasks at rest are read back from the journal instead of being held.</param>
    /// <param name="clock">Of the flushes; null when nothing need survive the machine.</param>
    public JournalTaskFiles(string path, bool readsCheaply, TimeProvider? clock, ILogger<JournalTaskFiles> log)
    {
        this.log = log;
        journal = Journal.Open(path);
        ReadsCheaply = readsCheaply;
        flush = clock?.CreateTimer(_ => Flush(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool ReadsCheaply { get; }

    public KeptTasks Load()
    {
        var (files, unreadable) = (new List<TaskFile>(), new List<string>());
        var ids = journal.Keys.Where(k => k.EndsWith(OrderMark, StringComparison.Ordinal)).Select(k => k[..^OrderMark.Length]).ToHashSet(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (Read(id) is { } file) files.Add(file);
            else unreadable.Add(id);
        }

        // A process that died between the two lines of a deletion, the order's first, left the state alone.
        foreach (var lone in journal.Keys.Where(k => k.EndsWith(StateMark, StringComparison.Ordinal) && !ids.Contains(k[..^StateMark.Length]))) journal.Delete(lone);
        return new(files, unreadable);
    }

    public TaskFile? Read(string taskId)
    {
        try
        {
            if (journal.Read<NativeTask>(taskId + OrderMark) is not { } order) return null;

            // The order is written first: without a state nothing was done for it yet.
            return journal.Read<KeptState>(taskId + StateMark) is { } state ? new(order, state.State, state.StopSignals) : TaskFile.New(order);
        }
        catch (JsonException damaged)
        {
            LogUnreadable(log, taskId, damaged.Message);
            return null;
        }
    }

    public void Write(TaskFile file, bool orderToo)
    {
        if (orderToo) journal.Write(file.TaskId + OrderMark, file.Order);
        journal.Write(file.TaskId + StateMark, new KeptState(file.State, file.StopSignals));
        if (flush is not null && Interlocked.Exchange(ref unflushed, 1) == 0) flush.Change(FlushPeriod, Timeout.InfiniteTimeSpan);
    }

    public void Delete(string taskId)
    {
        journal.Delete(taskId + OrderMark);
        journal.Delete(taskId + StateMark);
    }

    public void Dispose()
    {
        flush?.Dispose();
        journal.Dispose();
    }

    private void Flush()
    {
        Volatile.Write(ref unflushed, 0);
        journal.Flush();
    }

    [LoggerMessage(3513, LogLevel.Error, "What is kept of task {TaskId} makes no sense. It is not taken over, and its containers are left as they are until it is stopped: {Reason}")]
    private static partial void LogUnreadable(ILogger log, string taskId, string reason);

    private sealed record KeptState(NodeTask State, IReadOnlyDictionary<string, string> StopSignals);
}
