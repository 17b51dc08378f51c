namespace Berth.Domain.TaskDefinitions;

/// <summary>
/// Members of a task definition and its containers that Berth does not run. Where ECS refuses them too, because of Fargate or of the network mode, they are refused in its words;
/// else they are named.
/// </summary>
internal static class UnsupportedMembers
{
    private static readonly Dictionary<string, string> OnFargate = new(StringComparer.Ordinal)
    {
        ["privileged"] = "Fargate requires that the ‘privileged’ setting be ‘false’ at the container level.",
        ["dockerSecurityOptions"] = NotOnFargate("dockerSecurityOptions"),
        ["devices"] = NotOnFargate("devices"),
        ["maxSwap"] = NotOnFargate("maxSwap"),
        ["swappiness"] = NotOnFargate("swappiness"),
        ["resourceRequirements"] = "Tasks using the Fargate launch type do not support GPU resource requirements.",
        ["sourcePath"] = NotOnFargate("sourcePath"),
        ["dockerVolumeConfiguration"] = NotOnFargate("dockerVolumeConfiguration"),
        ["placementConstraints"] = NotOnFargate("constraints"),
        ["ipcMode"] = NotOnFargate("ipcMode"),
        ["pidMode host"] = "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value for pidMode is 'task'.",
        ["inferenceAccelerators"] = "Unsupported field 'inferenceAccelerators'",
    };

    private static readonly Dictionary<string, string> WithAwsvpc = new(StringComparer.Ordinal)
    {
        ["links"] = "Links are not supported when networkMode=awsvpc.",
        ["dnsServers"] = "DNS servers are not supported on container when networkMode=awsvpc.",
        ["dnsSearchDomains"] = "DNS search domains are not supported on container when networkMode=awsvpc.",
        ["disableNetworking"] = "Disable Networking is not supported on container when networkMode=awsvpc.",
    };

    /// <param name="container">Null for a member of the task itself.</param>
    public static string Refuse(string member, ContainerDraft? container, TaskDefinitionDraft task, bool fargate) =>
        fargate && OnFargate.TryGetValue(member, out var text) ? text
        : task.NetworkMode == "awsvpc" && WithAwsvpc.TryGetValue(member, out text) ? text
        : TaskDefinitionRules.NotYet(container is null ? $"'{member}'" : $"'{member}' of container '{container.Name}'");

    public static string NotOnFargate(string what) => "Fargate compatible task definitions do not support " + what;
}
