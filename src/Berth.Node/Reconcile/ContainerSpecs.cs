using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Images;
using Berth.Node.Metadata;
using Berth.Node.Runtime;

namespace Berth.Node.Reconcile;

/// <summary>Merges an image's configuration with a container's definition, as docker does.</summary>
internal static class ContainerSpecs
{
    private const string Terminal = "TERM=xterm";
    private const string DefaultPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <exception cref="ContainerStartException">Neither the image nor the definition says what to run.</exception>
    public static ContainerSpec Make(NativeTask task, NativeContainer container, PreparedContainer prepared, string networkNamespace, NameSettings names, AwsScope scope)
    {
        var image = prepared.Image;
        var hostName = container.Hostname ?? task.Interface.PrivateDnsName;
        return new()
        {
            TaskId = TaskFile.IdOf(task.TaskArn),
            RuntimeId = container.RuntimeId,
            Name = container.Name,
            Image = image,
            Arguments = Arguments(container, image.Config),
            Environment = Environment(task, container, prepared, hostName, scope),
            WorkingDirectory = container.WorkingDirectory ?? (image.Config.WorkingDirectory.Length == 0 ? "/" : image.Config.WorkingDirectory),
            User = container.User ?? image.Config.User,
            NetworkNamespace = networkNamespace,
            HostName = hostName,
            Hosts =
            [
                "127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback", .. container.ExtraHosts.Select(h => $"{h.IpAddress} {h.Hostname}"),
                $"{task.Interface.PrivateIpv4Address} {hostName}",
            ],
            ResolvConf = names.ResolvConf,
            CpuUnits = container.CpuUnits,
            MemoryMib = container.MemoryMib,
            MemoryReservationMib = container.MemoryReservationMib,
            Ulimits = container.Ulimits,
            ReadonlyRootFilesystem = container.ReadonlyRootFilesystem,
            InitProcessEnabled = container.InitProcessEnabled,
            CapabilitiesAdded = container.CapabilitiesAdded,
            CapabilitiesDropped = container.CapabilitiesDropped,
            Tmpfs = container.Tmpfs,
            SharedMemorySizeMib = container.SharedMemorySizeMib,
            MountPoints = SharedVolumes.Of(task, container),
            SystemControls = container.SystemControls,
            PseudoTerminal = container.PseudoTerminal,
            Interactive = container.Interactive,
        };
    }

    /// <summary>An entry point of the definition drops the image's command with its entry point.</summary>
    private static IReadOnlyList<string> Arguments(NativeContainer container, ImageConfig image)
    {
        var entryPoint = container.EntryPoint ?? image.EntryPoint;
        var command = container.Command ?? (container.EntryPoint is null ? image.Command : []);
        IReadOnlyList<string> arguments = [.. entryPoint, .. command];
        return arguments.Count > 0 ? arguments : throw new ContainerStartException("no command specified");
    }

    /// <summary>The image's variables, then Fargate's, then the definition's with its files' and secrets, then those of the task's endpoint: the last of equal names wins. Where services are is said only to who does not know better.</summary>
    private static IReadOnlyList<string> Environment(NativeTask task, NativeContainer container, PreparedContainer prepared, string hostName, AwsScope scope)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        IReadOnlyList<string> first = container.PseudoTerminal ? [DefaultPath, Terminal] : [DefaultPath];
        foreach (var entry in first.Concat(prepared.Image.Config.Environment))
        {
            var parts = entry.Split('=', 2);
            variables[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        variables["HOSTNAME"] = hostName;
        variables["AWS_EXECUTION_ENV"] = task.LaunchType == "FARGATE" ? "AWS_ECS_FARGATE" : "AWS_ECS_EC2";
        variables["AWS_REGION"] = variables["AWS_DEFAULT_REGION"] = scope.Region;
        foreach (var (name, value) in prepared.Environment) variables[name] = value;
        if (!variables.ContainsKey(ServiceVariables.Whole))
            foreach (var (name, value) in ServiceVariables.Of(scope.Region)) variables.TryAdd(name, value);
        foreach (var (name, value) in EndpointVariables.Of(task, container)) variables[name] = value;
        return [.. variables.Select(v => v.Key + "=" + v.Value)];
    }
}
