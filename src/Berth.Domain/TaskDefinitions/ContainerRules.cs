namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at one container.</summary>
internal static class ContainerRules
{
    private static readonly string[] FargateLogDrivers = ["awslogs", "splunk", "awsfirelens"];

    private static readonly string[] AwslogsOptions = ["awslogs-group", "awslogs-region", "awslogs-stream-prefix", "awslogs-create-group", "mode", "max-buffer-size"];

    public static IEnumerable<string> Check(ContainerDraft container, TaskDefinitionDraft task, bool fargate, string region)
    {
        var name = container.Name;
        if (string.IsNullOrEmpty(name)) yield return "Container.name should not be null or empty.";
        else if (name.Length > 255 || !name.All(TaskDefinitionRules.IsNameCharacter)) yield return "Container.name contains invalid characters";
        if (string.IsNullOrEmpty(container.Image)) yield return "Container.image should not be null or empty.";
        else if (container.Image.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '@' or '#'))) yield return "Container.image contains invalid characters";

        foreach (var fault in ResourceFaults(container, task)) yield return fault;
        foreach (var fault in PortFaults(container, task)) yield return fault;
        if (container.StopTimeoutSeconds is < 2) yield return $"Granular stop timeout on container '{name}' must be at least 2 seconds.";
        if (fargate && container.StopTimeoutSeconds is > 120) yield return "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.";
        if (fargate && task.ExecutionRoleArn is null && container.Image?.Contains(".dkr.ecr.", StringComparison.Ordinal) == true)
            yield return "Fargate requires task definition to have execution role ARN to support ECR images.";
        if (container.LogConfiguration is { } log)
            foreach (var fault in LogFaults(container, log, task, fargate, region))
                yield return fault;
    }

    public static IEnumerable<string> ResourceFaults(ContainerDraft container, TaskDefinitionDraft task)
    {
        var name = container.Name;
        if (container.CpuUnits is < 0) yield return $"Invalid setting for container '{name}'. 'cpu' must not be negative.";
        if (container.MemoryMib is < 6 || container.MemoryReservationMib is < 6) yield return $"Invalid setting for container '{name}'. 'memory' must be at least 6 MiB.";
        if (task.Memory is null && container.MemoryMib is null && container.MemoryReservationMib is null)
            yield return $"Invalid setting for container '{name}'. At least one of 'memory' or 'memoryReservation' must be specified.";
        if (container.MemoryMib < container.MemoryReservationMib)
            yield return $"Invalid setting for container '{name}'. 'memory' must be greater than or equal to 'memoryReservation'.";
        if (task.Memory is not null && container.MemoryMib > TaskSize.ReadMemoryMib(task.Memory)) yield return $"The 'memory' setting for container '{name}' is greater than for the task";
    }

    private static IEnumerable<string> PortFaults(ContainerDraft container, TaskDefinitionDraft task)
    {
        foreach (var port in container.PortMappings)
        {
            if (port.ContainerPort is not (>= 1 and <= 65535)) yield return $"Invalid 'containerPort' setting for container '{container.Name}'";
            if (task.NetworkMode == "awsvpc" && port.HostPort is { } host && host != 0 && host != port.ContainerPort)
                yield return "When networkMode=awsvpc, the host ports and container ports in port mappings must match.";
            if (port.Protocol is not (null or "tcp" or "udp")) yield return $"Invalid 'protocol' setting for container '{container.Name}'";
        }
    }

    private static IEnumerable<string> LogFaults(ContainerDraft container, LogConfiguration log, TaskDefinitionDraft task, bool fargate, string region)
    {
        if (fargate && !FargateLogDrivers.Contains(log.LogDriver, StringComparer.Ordinal))
        {
            yield return $"{log.LogDriver} is not a valid log driver. Must be one of [{string.Join(", ", FargateLogDrivers)}]";
            yield break;
        }

        if (log.LogDriver != "awslogs")
        {
            yield return TaskDefinitionRules.NotYet($"logDriver '{log.LogDriver}' of container '{container.Name}'");
            yield break;
        }

        if (!log.Options.ContainsKey("awslogs-region") || !log.Options.ContainsKey("awslogs-group")) yield return "Log driver awslogs requires options: awslogs-region, awslogs-group";
        if (fargate && !log.Options.ContainsKey("awslogs-stream-prefix")) yield return "Log driver awslogs requires options: awslogs-stream-prefix";
        if (fargate && task.ExecutionRoleArn is null) yield return "Fargate requires task definition to have execution role ARN to support log driver awslogs.";
        if (log.Options.TryGetValue("awslogs-region", out var wanted) && wanted != region) yield return TaskDefinitionRules.NotYet($"awslogs-region '{wanted}' of container '{container.Name}' (use '{region}')");
        if (log.Options.TryGetValue("awslogs-create-group", out var create) && create is not ("true" or "false")) yield return $"Invalid value '{create}' for log option awslogs-create-group of container '{container.Name}'";

        // Lines go to a file first, so that a container never waits for the log and nothing is dropped: what non-blocking promises, and more.
        if (log.Options.TryGetValue("mode", out var mode) && mode != "non-blocking")
            yield return mode == "blocking" ? TaskDefinitionRules.NotYet($"log mode 'blocking' of container '{container.Name}' (use 'non-blocking')") : $"Invalid value '{mode}' for log option mode of container '{container.Name}'";
        foreach (var option in log.Options.Keys.Where(o => !AwslogsOptions.Contains(o, StringComparer.Ordinal)))
            yield return TaskDefinitionRules.NotYet($"log option '{option}' of container '{container.Name}'");
    }
}
