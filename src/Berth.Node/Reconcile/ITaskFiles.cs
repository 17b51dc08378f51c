namespace Berth.Node.Reconcile;

/// <summary>Where a node keeps its tasks, so that the next process goes on where this one was.</summary>
internal interface ITaskFiles
{
    /// <summary>Every task that is kept. Call once, first.</summary>
    /// <exception cref="IOException">Some cannot be read now; nobody may take them for gone.</exception>
    KeptTasks Load();

    /// <param name="orderToo">The order is new; otherwise only the state has changed since the last write. Either survives this process at once, and a death of the machine about a second later.</param>
    /// <exception cref="IOException">The disk is full; nothing changed.</exception>
    void Write(TaskFile file, bool orderToo);

    void Delete(string taskId);

    /// <returns>A task as it was written last; null when it is gone, or makes no sense.</returns>
    /// <exception cref="IOException">It cannot be read now.</exception>
    TaskFile? Read(string taskId);

    /// <summary>Reading is so cheap that a task at rest need not be held in memory.</summary>
    bool ReadsCheaply { get; }
}

/// <summary>The tasks of an earlier process.</summary>
/// <param name="Unreadable">Ids of tasks that are kept, and of which nobody can tell how they are.</param>
internal sealed record KeptTasks(IReadOnlyList<TaskFile> Files, IReadOnlyList<string> Unreadable);
