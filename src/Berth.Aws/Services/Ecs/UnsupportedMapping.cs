using Berth.Aws.Services.Ecs.Wire;
using static Berth.Aws.Services.Ecs.WireValues;

namespace Berth.Aws.Services.Ecs;

/// <summary>Names the members of a request that ask for something Berth does not run, so that the rules refuse them and nothing is accepted and ignored.</summary>
internal static class UnsupportedMapping
{
    public static IReadOnlyList<string> Of(RegisterTaskDefinitionRequest request) =>
    [
        .. Named(
            ("placementConstraints", Any(request.PlacementConstraints)), ("pidMode host", request.PidMode == "host"), ("pidMode", request.PidMode is not (null or "host")),
            ("ipcMode", request.IpcMode is not null), ("proxyConfiguration", request.ProxyConfiguration is not null), ("inferenceAccelerators", Any(request.InferenceAccelerators)),
            ("ephemeralStorage", request.EphemeralStorage is not null), ("enableFaultInjection", request.EnableFaultInjection == true)),
        .. (request.Volumes ?? []).SelectMany(Of).Distinct(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> Of(ContainerDefinitionShape shape) =>
    [
        .. Named(
            ("links", Any(shape.Links)),
            ("devices", Any(shape.LinuxParameters?.Devices)), ("maxSwap", shape.LinuxParameters?.MaxSwap is not null), ("swappiness", shape.LinuxParameters?.Swappiness is not null),
            ("versionConsistency", shape.VersionConsistency is not (null or "enabled")), ("disableNetworking", shape.DisableNetworking == true),
            ("privileged", shape.Privileged == true), ("dnsServers", Any(shape.DnsServers)), ("dnsSearchDomains", Any(shape.DnsSearchDomains)),
            ("dockerSecurityOptions", Any(shape.DockerSecurityOptions)), ("resourceRequirements", Any(shape.ResourceRequirements)),
            ("firelensConfiguration", shape.FirelensConfiguration is not null), ("credentialSpecs", Any(shape.CredentialSpecs)),
            ("portMappings.containerPortRange", shape.PortMappings?.Any(p => p.ContainerPortRange is not null) == true)),
    ];

    private static IEnumerable<string> Of(VolumeShape volume) => Named(
        ("sourcePath", NotEmpty(volume.Host?.SourcePath) is not null), ("dockerVolumeConfiguration", volume.DockerVolumeConfiguration is not null),
        ("efsVolumeConfiguration", volume.EfsVolumeConfiguration is not null), ("s3filesVolumeConfiguration", volume.S3filesVolumeConfiguration is not null),
        ("fsxWindowsFileServerVolumeConfiguration", volume.FsxWindowsFileServerVolumeConfiguration is not null), ("configuredAtLaunch", volume.ConfiguredAtLaunch == true));

    private static IEnumerable<string> Named(params (string Name, bool Given)[] members) => members.Where(m => m.Given).Select(m => m.Name);
}
