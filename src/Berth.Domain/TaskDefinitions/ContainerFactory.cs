namespace Berth.Domain.TaskDefinitions;

/// <summary>Makes a container from a draft that passed the rules, with the defaults that ECS shows.</summary>
internal static class ContainerFactory
{
    public static ContainerDefinition Make(ContainerDraft draft) => new()
    {
        Name = draft.Name!,
        Image = draft.Image!,
        Command = draft.Command,
        EntryPoint = draft.EntryPoint,
        Environment = draft.Environment,
        EnvironmentFiles = draft.EnvironmentFiles,
        Secrets = draft.Secrets,
        CredentialsParameter = draft.CredentialsParameter,
        Essential = draft.Essential ?? true,
        WorkingDirectory = draft.WorkingDirectory,
        User = draft.User,
        CpuUnits = draft.CpuUnits ?? 0,
        MemoryMib = draft.MemoryMib,
        MemoryReservationMib = draft.MemoryReservationMib,
        PortMappings = [.. draft.PortMappings.Select(Port)],
        StopTimeoutSeconds = draft.StopTimeoutSeconds,
        LogConfiguration = draft.LogConfiguration,
        DependsOn = [.. draft.DependsOn.Select(d => new ContainerDependency(d.ContainerName!, DependencyRules.ReadCondition(d.Condition)!.Value))],
        StartTimeoutSeconds = draft.StartTimeoutSeconds,
        HealthCheck = draft.HealthCheck is { } check ? HealthCheckRules.Make(check) : null,
        RestartPolicy = draft.RestartPolicy is { } policy ? RestartPolicyRules.Make(policy) : null,
        Ulimits = draft.Ulimits,
        ReadonlyRootFilesystem = draft.ReadonlyRootFilesystem,
        LinuxParameters = draft.LinuxParameters,
        MountPoints = [.. draft.MountPoints.Select(m => new MountPoint(m.SourceVolume!, m.ContainerPath!, m.ReadOnly))],
        VolumesFrom = [.. draft.VolumesFrom.Select(v => new VolumesFrom(v.SourceContainer!, v.ReadOnly))],
        SystemControls = [.. draft.SystemControls.Select(s => new SystemControl(s.Namespace!, s.Value!))],
        DockerLabels = draft.DockerLabels,
        ExtraHosts = draft.ExtraHosts,
        Hostname = draft.Hostname,
        PseudoTerminal = draft.PseudoTerminal,
        Interactive = draft.Interactive,
    };

    private static PortMapping Port(PortMappingDraft port) =>
        new(port.ContainerPort!.Value, port.HostPort is null or 0 ? port.ContainerPort.Value : port.HostPort.Value, port.Protocol ?? "tcp", port.Name, port.AppProtocol);
}
