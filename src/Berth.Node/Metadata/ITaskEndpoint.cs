using Berth.AgentProtocol;
using Berth.Domain.Nodes;

namespace Berth.Node.Metadata;

/// <summary>169.254.170.2:80 as the containers of a task see it: metadata, statistics and the task role's keys. Needs the task's network.</summary>
public interface ITaskEndpoint
{
    /// <summary>Serves a task from now on. Idempotent per network interface.</summary>
    /// <param name="task">What is asked at each request: the task as it is then.</param>
    Task Open(NativeInterface networkInterface, Func<TaskSight> task, CancellationToken cancel);

    /// <summary>The task is over; nothing happens when it is not served.</summary>
    void Close(NativeInterface networkInterface);
}

/// <summary>A task as it is at one moment: what was ordered, and how far its node is with it.</summary>
public sealed record TaskSight(NativeTask Order, NodeTask State);
