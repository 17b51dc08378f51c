using Berth.AgentProtocol;
using Berth.Domain.Nodes;
using Berth.Domain.TaskDefinitions;

namespace Berth.Node.Reconcile;

/// <summary>A task on this node's disk: the order obeyed last and how far it is. Mode 0600: the order holds keys.</summary>
/// <param name="StopSignals">By container name, from the images; null for SIGTERM.</param>
internal sealed record TaskFile(NativeTask Order, NodeTask State, IReadOnlyDictionary<string, string> StopSignals)
{
    public string TaskId => IdOf(Order.TaskArn);

    public static string IdOf(string taskArn) => taskArn[(taskArn.LastIndexOf('/') + 1)..];

    public static TaskFile New(NativeTask order, string? bootId = null) => new(order, AsOrdered(order, new NodeTask
    {
        BootId = bootId,
        Containers = [.. order.Containers.Select(c => new NodeTaskContainer
        {
            Name = c.Name,
            Essential = c.Essential,
            StopTimeout = TimeSpan.FromSeconds(c.StopTimeoutSeconds),
            HasLog = c.Log is not null,
            DependsOn = [.. c.DependsOn.Select(d => new ContainerDependency(d.ContainerName, Enum.Parse<DependencyCondition>(d.Condition, ignoreCase: true)))],
            StartTimeout = c.StartTimeoutSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : Dependencies.DefaultStartTimeout,
            HealthCheck = c.HealthCheck is { } check ? new(check.Command, check.IntervalSeconds, check.TimeoutSeconds, check.Retries, check.StartPeriodSeconds) : null,
            RestartPolicy = c.RestartPolicy is { } policy ? new(Enabled: true, policy.IgnoredExitCodes, policy.AttemptPeriodSeconds) : null,
        })],
    }), new Dictionary<string, string>());

    /// <summary>A task that was told to stop goes on stopping, whatever comes later.</summary>
    public static NodeTask AsOrdered(NativeTask order, NodeTask task) =>
        order.DesiredStatus == "STOPPED" ? task.Stopping(order.StopTimeoutSecondsMax is { } seconds ? TimeSpan.FromSeconds(seconds) : null) : task;

    /// <summary>Newer keys of the roles. The task's stay under the id that they had first: its containers were told that one.</summary>
    public TaskFile WithKeys(NativeCredentials? execution, NativeCredentials? task) => this with
    {
        Order = Order with
        {
            ExecutionCredentials = execution ?? Order.ExecutionCredentials,
            TaskCredentials = task is null ? Order.TaskCredentials : task with { CredentialsId = Order.TaskCredentials?.CredentialsId ?? task.CredentialsId },
        },
    };
}
