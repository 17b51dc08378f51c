namespace Berth.AgentProtocol;

/// <summary>Server to agent: still here. Due every 60 s at the latest.</summary>
public sealed record HeartbeatMessage(string MessageId, bool Healthy) : IAgentMessage
{
    public static string Type => "HeartbeatMessage";
}

public sealed record HeartbeatAckRequest(string MessageId) : IAgentMessage
{
    public static string Type => "HeartbeatAckRequest";
}

/// <summary>Server to agent: tasks as they shall be.</summary>
/// <param name="SeqNum">Rises with every payload of an instance.</param>
/// <param name="GeneratedAt">Milliseconds since the epoch.</param>
public sealed record PayloadMessage(string MessageId, string ClusterArn, string ContainerInstanceArn, long SeqNum, long GeneratedAt, IReadOnlyList<PayloadTask> Tasks) : IAgentMessage
{
    public static string Type => "PayloadMessage";
}

/// <summary>A task of a payload: the stock agent's own fields, and the native task beside them.</summary>
/// <param name="Overrides">A JSON string that the stock agent ignores.</param>
public sealed record PayloadTask(string Arn, string TaskClusterArn, string Family, string Version, string DesiredStatus, string Overrides, NativeTask? BerthTask);

/// <summary>Agent to server: the message is on this node's disk.</summary>
public sealed record AckRequest(string Cluster, string ContainerInstance, string MessageId) : IAgentMessage
{
    public static string Type => "AckRequest";
}

/// <summary>Server to agent: new keys of a task's role, under the same credentials id.</summary>
/// <param name="RoleType">TaskApplication or TaskExecution.</param>
public sealed record IamRoleCredentialsMessage(string MessageId, string TaskArn, string RoleType, AgentRoleCredentials RoleCredentials) : IAgentMessage
{
    public const string TaskApplication = "TaskApplication";
    public const string TaskExecution = "TaskExecution";

    public static string Type => "IAMRoleCredentialsMessage";
}

/// <param name="Expiration">RFC 3339: 2036-11-23T00:00:00Z.</param>
public sealed record AgentRoleCredentials(string CredentialsId, string RoleArn, string AccessKeyId, string SecretAccessKey, string SessionToken, string Expiration)
{
    public override string ToString() => $"AgentRoleCredentials {{ {CredentialsId}, {RoleArn}, {AccessKeyId} }}";
}

public sealed record IamRoleCredentialsAckRequest(string MessageId, string Expiration, string CredentialsId) : IAgentMessage
{
    public static string Type => "IAMRoleCredentialsAckRequest";
}
