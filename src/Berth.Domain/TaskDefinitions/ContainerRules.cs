namespace Berth.Domain.TaskDefinitions;

/// <summary>The part of RegisterTaskDefinition's judgement that looks at one container.</summary>
internal static class ContainerRules
{
    public static IEnumerable<string> Check(ContainerDraft container, TaskDefinitionDraft task, bool fargate, string region)
    {
        var name = container.Name;
        if (string.IsNullOrEmpty(name)) yield return "Container.name should not be null or empty.";
        else if (name.Length > 255 || !name.All(TaskDefinitionRules.IsNameCharacter)) yield return "Container.name contains invalid characters";
        if (string.IsNullOrEmpty(container.Image)) yield return "Container.image should not be null or empty.";
        else if (container.Image.Any(c => !(char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/' or '@' or '#'))) yield return "Container.image contains invalid characters";

        foreach (var fault in ResourceFaults(container, task)) yield return fault;
        foreach (var fault in PortFaults(container, task)) yield return fault;
        if (fargate && task.ExecutionRoleArn is null && container.Image?.Contains(".dkr.ecr.", StringComparison.Ordinal) == true)
            yield return "Fargate requires task definition to have execution role ARN to support ECR images.";
        if (task.NetworkMode == "awsvpc" && container.Hostname is not null) yield return "hostname is not supported on container when networkMode=awsvpc.";
        if (task.NetworkMode == "awsvpc" && container.ExtraHosts.Count > 0) yield return "Extra hosts are not supported on container when networkMode=awsvpc.";
        string[] faults =
        [
            .. TimeoutRules.Check(container, fargate), .. LogRules.Check(container, task, fargate, region), .. HealthCheckRules.Check(container), .. RestartPolicyRules.Check(container),
            .. SecretRules.Check(container, task), .. UlimitRules.Check(container), .. LinuxParameterRules.Check(container, fargate), .. SystemControlRules.Check(container),
        ];
        foreach (var fault in faults) yield return fault;
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
}
