using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Nodes;

namespace Berth.Node.Reconcile;

/// <summary>A task on this node's disk: the order obeyed last and how far it is. Mode 0600: the order holds keys.</summary>
/// <param name="StopSignals">By container name, from the images; null for SIGTERM.</param>
internal sealed record TaskFile(NativeTask Order, NodeTask State, IReadOnlyDictionary<string, string> StopSignals)
{
    public string TaskId => IdOf(Order.TaskArn);

    public static string IdOf(string taskArn) => taskArn[(taskArn.LastIndexOf('/') + 1)..];

    public static string Directory(BerthInstance berth) => Path.Combine(berth.DataDirectory, "node", "tasks");

    public static TaskFile New(NativeTask order) => new(order, new NodeTask
    {
        StopDesired = order.DesiredStatus == "STOPPED",
        Containers = [.. order.Containers.Select(c => new NodeTaskContainer
        {
            Name = c.Name, Essential = c.Essential, StopTimeout = TimeSpan.FromSeconds(c.StopTimeoutSeconds), HasLog = c.Log is not null,
        })],
    }, new Dictionary<string, string>());

    /// <returns>Null for a file that cannot be read.</returns>
    public static TaskFile? Read(string path) => KeptFile.Read<TaskFile>(path);

    public void Write(BerthInstance berth) => KeptFile.Write(PathOf(berth, TaskId), this);

    public void Delete(BerthInstance berth) => File.Delete(PathOf(berth, TaskId));

    private static string PathOf(BerthInstance berth, string taskId) => Path.Combine(Directory(berth), taskId + ".json");
}
