using Berth.Domain.TaskDefinitions;
using CsCheck;

namespace Berth.Testing.Records;

/// <summary>Task definitions as somebody asks for them.</summary>
public static class SampleDrafts
{
    public const string Region = "ap-northeast-1";

    public static readonly ContainerDraft App = new() { Name = "app", Image = "nginx:1.27" };

    /// <summary>One container on Fargate, with nothing to complain about.</summary>
    public static readonly TaskDefinitionDraft Good = new()
    {
        Family = "web",
        Cpu = "256",
        Memory = "512",
        NetworkMode = "awsvpc",
        RequiresCompatibilities = ["FARGATE"],
        ExecutionRoleArn = "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
        Containers = [App],
    };

    /// <summary>One to three containers with any settings, some of them out of bounds; for Fargate or not.</summary>
    public static Gen<TaskDefinitionDraft> Any { get; } =
        from compatibility in Gen.OneOf("FARGATE", "EC2")
        from count in Gen.Int[1, 3]
        from settings in Gen.OneOf([.. Settings]).List[0, 6].List[3]
        from essential in Gen.Bool.List[3]
        from volumes in Gen.OneOf<IReadOnlyList<string?>>(["data"], ["data", "more"], ["data", "data"])
        select Good with
        {
            RequiresCompatibilities = [compatibility],
            Volumes = volumes,
            Containers = [.. new[] { "app", "side", "init" }.Take(count).Select((name, i) => settings[i].Aggregate(App with { Name = name, Essential = i == 0 ? null : essential[i] }, (c, set) => set(c)))],
        };

    private static Gen<string> Names => Gen.OneOf("app", "side", "init", "init", "side", "nobody");

    /// <summary>Changes to a container, each of one member.</summary>
    private static IEnumerable<Gen<Func<ContainerDraft, ContainerDraft>>> Settings =>
    [
        Set(Gen.Select(Names, Gen.OneOf("START", "COMPLETE", "SUCCESS", "HEALTHY", "SLEEPY")), (c, d) => c with { DependsOn = [.. c.DependsOn, new(d.Item1, d.Item2)] }),
        Set(Gen.Int[1, 130], (c, s) => c with { StartTimeoutSeconds = s }),
        Set(Gen.Int[1, 130], (c, s) => c with { StopTimeoutSeconds = s }),
        Set(
            Gen.Select(Gen.OneOf("CMD", "CMD-SHELL", "CMD", "exec"), Gen.Int[0, 320].Nullable(), Gen.Int[1, 62].Nullable(), Gen.Int[0, 11].Nullable(), Gen.Int[-1, 310].Nullable()),
            (c, h) => c with { HealthCheck = new([h.Item1, "true"], h.Item2, h.Item3, h.Item4, h.Item5) }),
        Set(
            Gen.Select(Gen.Bool, Gen.Int[0, 255].List[0, 52], Gen.Int[50, 1900].Nullable()),
            (c, p) => c with { RestartPolicy = new(p.Item1, p.Item2, p.Item3) }),
        Set(
            Gen.Select(Gen.OneOf("nofile", "nproc", "core"), Gen.Long[-1, 100], Gen.Long[-2, 200]),
            (c, u) => c with { Ulimits = [.. c.Ulimits, new(u.Item1, u.Item2, u.Item3)] }),
        Set(Gen.Bool.Nullable(), (c, b) => c with { ReadonlyRootFilesystem = b, Interactive = b, PseudoTerminal = b }),
        Set(
            Gen.Select(Gen.Bool.Nullable(), Capabilities, Capabilities, Gen.Int[0, 128].Nullable(), Gen.Bool),
            (c, l) => c with
            {
                LinuxParameters = new()
                {
                    InitProcessEnabled = l.Item1,
                    CapabilitiesAdded = l.Item2,
                    CapabilitiesDropped = l.Item3,
                    SharedMemorySizeMib = l.Item4,
                    Tmpfs = l.Item5 ? [new("/tmp", 16, ["noexec", "mode=700"])] : [],
                },
            }),
        Set(
            Gen.Select(Gen.OneOf("data", "data", "more"), Gen.OneOf("/data", "/data/", "/x/../y", "data", "/"), Gen.Bool.Nullable()),
            (c, m) => c with { MountPoints = [.. c.MountPoints, new(m.Item1, m.Item2, m.Item3)] }),
        Set(Gen.Select(Names, Gen.Bool.Nullable()), (c, v) => c with { VolumesFrom = [.. c.VolumesFrom, new(v.Item1, v.Item2)] }),
        Set(
            Gen.Select(Gen.OneOf("net.ipv4.tcp_keepalive_time", "kernel.shmmax", "fs.mqueue.msg_max", "kernel.hostname", "net"), Gen.OneOf("500", "")),
            (c, s) => c with { SystemControls = [.. c.SystemControls, new(s.Item1, s.Item2)] }),
        Set(Gen.String, (c, text) => c with { DockerLabels = new Dictionary<string, string> { ["label"] = text } }),
        Set(Gen.OneOf("box", null), (c, name) => c with { Hostname = name }),
        Set(Gen.Bool, (c, given) => c with { ExtraHosts = given ? [new("db", "10.0.0.1")] : [] }),
        Set(
            Gen.OneOf("blocking", "non-blocking", "sometimes"),
            (c, mode) => c with
            {
                LogConfiguration = new("awslogs", new Dictionary<string, string> { ["awslogs-group"] = "/web", ["awslogs-region"] = Region, ["awslogs-stream-prefix"] = "web", ["mode"] = mode }),
            }),
    ];

    private static Gen<List<string>> Capabilities => Gen.OneOf("SYS_PTRACE", "NET_ADMIN", "ALL", "FLY").List[0, 2];

    private static Gen<Func<ContainerDraft, ContainerDraft>> Set<T>(Gen<T> values, Func<ContainerDraft, T, ContainerDraft> change) =>
        values.Select<T, Func<ContainerDraft, ContainerDraft>>(value => container => change(container, value));
}
