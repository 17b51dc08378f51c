using Berth.AgentProtocol;

namespace Berth.Node.Metadata;

/// <summary>The environment variables by which a container finds its endpoint. Like the agent's they win over a definition's own of the same name.</summary>
internal static class EndpointVariables
{
    public const string Address = "169.254.170.2";

    public static IReadOnlyDictionary<string, string> Of(NativeTask task, NativeContainer container)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ECS_CONTAINER_METADATA_URI"] = $"http://{Address}/v3/{container.RuntimeId}",
            ["ECS_CONTAINER_METADATA_URI_V4"] = $"http://{Address}/v4/{container.RuntimeId}",
            ["ECS_AGENT_URI"] = $"http://{Address}/api/{container.RuntimeId}",
        };
        if (task.TaskCredentials is { } keys) variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/" + keys.CredentialsId;
        return variables;
    }
}
