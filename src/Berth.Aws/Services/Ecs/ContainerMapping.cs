using Berth.Aws.Services.Ecs.Wire;
using Berth.Domain.TaskDefinitions;
using static Berth.Aws.Services.Ecs.WireValues;

namespace Berth.Aws.Services.Ecs;

/// <summary>Containers of task definitions between their records and the wire.</summary>
internal static class ContainerMapping
{
    public static ContainerDraft ToDraft(ContainerDefinitionShape shape) => new()
    {
        Name = shape.Name,
        Image = shape.Image,
        Command = NotEmpty(shape.Command),
        EntryPoint = NotEmpty(shape.EntryPoint),
        Environment = [.. (shape.Environment ?? []).Select(e => KeyValuePair.Create(e.Name ?? "", e.Value ?? ""))],
        EnvironmentFiles = Files(shape.EnvironmentFiles),
        Secrets = Secrets(shape.Secrets),
        CredentialsParameter = shape.RepositoryCredentials?.CredentialsParameter,
        Essential = shape.Essential,
        WorkingDirectory = NotEmpty(shape.WorkingDirectory),
        User = NotEmpty(shape.User),
        CpuUnits = shape.Cpu,
        MemoryMib = shape.Memory,
        MemoryReservationMib = shape.MemoryReservation,
        PortMappings = [.. (shape.PortMappings ?? []).Select(p => new PortMappingDraft(p.ContainerPort, p.HostPort, p.Protocol, p.Name, p.AppProtocol))],
        StopTimeoutSeconds = shape.StopTimeout,
        LogConfiguration = shape.LogConfiguration is { } log ? new(log.LogDriver ?? "", log.Options ?? new Dictionary<string, string>()) { SecretOptions = Secrets(log.SecretOptions) } : null,
        DependsOn = [.. (shape.DependsOn ?? []).Select(d => new DependencyDraft(d.ContainerName, d.Condition))],
        StartTimeoutSeconds = shape.StartTimeout,
        HealthCheck = shape.HealthCheck is { } check ? new(check.Command ?? [], check.Interval, check.Timeout, check.Retries, check.StartPeriod) : null,
        RestartPolicy = shape.RestartPolicy is { } policy ? new(policy.Enabled ?? false, policy.IgnoredExitCodes ?? [], policy.RestartAttemptPeriod) : null,
        Ulimits = [.. (shape.Ulimits ?? []).Select(u => new Ulimit(u.Name ?? "", u.SoftLimit ?? 0, u.HardLimit ?? 0))],
        ReadonlyRootFilesystem = shape.ReadonlyRootFilesystem,
        LinuxParameters = shape.LinuxParameters is { } linux ? Linux(linux) : null,
        MountPoints = [.. (shape.MountPoints ?? []).Select(m => new MountPointDraft(m.SourceVolume, m.ContainerPath, m.ReadOnly))],
        VolumesFrom = [.. (shape.VolumesFrom ?? []).Select(v => new VolumesFromDraft(v.SourceContainer, v.ReadOnly))],
        SystemControls = [.. (shape.SystemControls ?? []).Select(s => new SystemControlDraft(s.Namespace, s.Value))],
        DockerLabels = shape.DockerLabels ?? new Dictionary<string, string>(),
        ExtraHosts = [.. (shape.ExtraHosts ?? []).Select(h => new HostEntry(h.Hostname ?? "", h.IpAddress ?? ""))],
        Hostname = NotEmpty(shape.Hostname),
        PseudoTerminal = shape.PseudoTerminal,
        Interactive = shape.Interactive,
        Unsupported = UnsupportedMapping.Of(shape),
    };

    public static ContainerDefinitionShape ToWire(ContainerDefinition container) => new()
    {
        Name = container.Name,
        Image = container.Image,
        Cpu = container.CpuUnits,
        Memory = container.MemoryMib,
        MemoryReservation = container.MemoryReservationMib,
        PortMappings = [.. container.PortMappings.Select(p => new PortMappingShape { ContainerPort = p.ContainerPort, HostPort = p.HostPort, Protocol = p.Protocol, Name = p.Name, AppProtocol = p.AppProtocol })],
        Essential = container.Essential,
        RestartPolicy = container.RestartPolicy is { } policy
            ? new() { Enabled = policy.Enabled, IgnoredExitCodes = NotEmpty(policy.IgnoredExitCodes), RestartAttemptPeriod = policy.AttemptPeriodSeconds }
            : null,
        EntryPoint = container.EntryPoint,
        Command = container.Command,
        Environment = [.. container.Environment.Select(e => new KeyValuePairShape { Name = e.Key, Value = e.Value })],
        MountPoints = [.. container.MountPoints.Select(m => new MountPointShape { SourceVolume = m.SourceVolume, ContainerPath = m.ContainerPath, ReadOnly = m.ReadOnly })],
        VolumesFrom = [.. container.VolumesFrom.Select(v => new VolumeFromShape { SourceContainer = v.SourceContainer, ReadOnly = v.ReadOnly })],
        LinuxParameters = container.LinuxParameters is { } linux ? Linux(linux) : null,
        DependsOn = NotEmpty<ContainerDependencyShape>([.. container.DependsOn.Select(d => new ContainerDependencyShape { ContainerName = d.ContainerName, Condition = d.Condition.ToString().ToUpperInvariant() })]),
        StartTimeout = container.StartTimeoutSeconds,
        StopTimeout = container.StopTimeoutSeconds,
        EnvironmentFiles = NotEmpty<EnvironmentFileShape>([.. container.EnvironmentFiles.Select(f => new EnvironmentFileShape { Value = f.Value, Type = f.Type })]),
        Secrets = NotEmpty(Secrets(container.Secrets)),
        RepositoryCredentials = container.CredentialsParameter is { } login ? new() { CredentialsParameter = login } : null,
        Hostname = container.Hostname,
        User = container.User,
        WorkingDirectory = container.WorkingDirectory,
        ReadonlyRootFilesystem = container.ReadonlyRootFilesystem,
        ExtraHosts = NotEmpty<HostEntryShape>([.. container.ExtraHosts.Select(h => new HostEntryShape { Hostname = h.Hostname, IpAddress = h.IpAddress })]),
        Interactive = container.Interactive,
        PseudoTerminal = container.PseudoTerminal,
        DockerLabels = container.DockerLabels.Count > 0 ? container.DockerLabels : null,
        Ulimits = NotEmpty<UlimitShape>([.. container.Ulimits.Select(u => new UlimitShape { Name = u.Name, SoftLimit = (int)u.SoftLimit, HardLimit = (int)u.HardLimit })]),
        LogConfiguration = container.LogConfiguration is { } log ? new() { LogDriver = log.LogDriver, Options = log.Options, SecretOptions = Secrets(log.SecretOptions) } : null,
        HealthCheck = container.HealthCheck is { } check
            ? new() { Command = check.Command, Interval = check.IntervalSeconds, Timeout = check.TimeoutSeconds, Retries = check.Retries, StartPeriod = check.StartPeriodSeconds }
            : null,
        SystemControls = [.. container.SystemControls.Select(s => new SystemControlShape { Namespace = s.Namespace, Value = s.Value })],
    };

    public static IReadOnlyList<EnvironmentFile> Files(IReadOnlyList<EnvironmentFileShape>? files) => [.. (files ?? []).Select(f => new EnvironmentFile(f.Value ?? "", f.Type ?? ""))];

    private static IReadOnlyList<ContainerSecret> Secrets(IReadOnlyList<SecretShape>? secrets) => [.. (secrets ?? []).Select(s => new ContainerSecret(s.Name ?? "", s.ValueFrom ?? ""))];

    private static IReadOnlyList<SecretShape> Secrets(IReadOnlyList<ContainerSecret> secrets) => [.. secrets.Select(s => new SecretShape { Name = s.Name, ValueFrom = s.ValueFrom })];

    private static LinuxParameters Linux(LinuxParametersShape shape) => new()
    {
        InitProcessEnabled = shape.InitProcessEnabled,
        CapabilitiesAdded = shape.Capabilities?.Add ?? [],
        CapabilitiesDropped = shape.Capabilities?.Drop ?? [],
        Tmpfs = [.. (shape.Tmpfs ?? []).Select(t => new TemporaryFileSystem(t.ContainerPath ?? "", t.Size ?? 0, t.MountOptions ?? []))],
        SharedMemorySizeMib = shape.SharedMemorySize,
    };

    private static LinuxParametersShape Linux(LinuxParameters linux) => new()
    {
        Capabilities = linux.CapabilitiesAdded.Count + linux.CapabilitiesDropped.Count == 0
            ? null
            : new() { Add = NotEmpty(linux.CapabilitiesAdded), Drop = NotEmpty(linux.CapabilitiesDropped) },
        InitProcessEnabled = linux.InitProcessEnabled,
        SharedMemorySize = linux.SharedMemorySizeMib,
        Tmpfs = NotEmpty<TmpfsShape>([.. linux.Tmpfs.Select(t => new TmpfsShape { ContainerPath = t.ContainerPath, Size = t.SizeMib, MountOptions = NotEmpty(t.MountOptions) })]),
    };
}
