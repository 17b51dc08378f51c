using Berth.Domain.Profiles;
using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.TaskDefinitions;

/// <summary>Each setting of one container: what passes (null), and what is refused in which words.</summary>
public sealed class ContainerSettingRulesTests
{
    private static readonly Profile Handbook = SampleProfiles.Read("handbook");

    private static readonly ContainerDraft App = SampleDrafts.App;

    public static TheoryData<string?, ContainerDraft> Settings => new()
    {
        { null, Checked("CMD", "true") },
        { null, Checked("CMD-SHELL", "curl -f http://localhost/ || exit 1") },
        { null, Checked("CMD-SHELL", "curl localhost", "more") },
        { "Health check command must start with CMD or CMD-SHELL, and a command must follow, for container 'app'", Checked("/healthcheck") },
        { "Health check command must start with CMD or CMD-SHELL, and a command must follow, for container 'app'", Checked("CMD") },
        { "Health check command must start with CMD or CMD-SHELL, and a command must follow, for container 'app'", Checked() },
        { null, Checked(5, 2, 1, 0) },
        { null, Checked(300, 60, 10, 300) },
        { "Health check interval must be greater than or equal to the minimum allowed value 5 for container 'app'", Checked(4, null, null, null) },
        { "Health check interval must be less than or equal to the maximum allowed value 300 for container 'app'", Checked(301, null, null, null) },
        { "Health check timeout must be greater than or equal to the minimum allowed value 2 for container 'app'", Checked(null, 1, null, null) },
        { "Health check timeout must be less than or equal to the maximum allowed value 60 for container 'app'", Checked(null, 61, null, null) },
        { "Health check retries must be greater than or equal to the minimum allowed value 1 for container 'app'", Checked(null, null, 0, null) },
        { "Health check retries must be less than or equal to the maximum allowed value 10 for container 'app'", Checked(null, null, 11, null) },
        { "Health check startPeriod must be greater than or equal to the minimum allowed value 0 for container 'app'", Checked(null, null, null, -1) },
        { "Health check startPeriod must be less than or equal to the maximum allowed value 300 for container 'app'", Checked(null, null, null, 301) },

        { null, App with { RestartPolicy = new(true, [0, 143], 60) } },
        { null, App with { RestartPolicy = new(false, [.. Enumerable.Range(0, 50)], 1800) } },
        { "The 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800.", App with { RestartPolicy = new(true, [], 59) } },
        { "The 'restartAttemptPeriod' setting for container 'app' must be between 60 and 1800.", App with { RestartPolicy = new(false, [], 1801) } },
        { "The 'ignoredExitCodes' setting for container 'app' must have at most 50 exit codes.", App with { RestartPolicy = new(true, [.. Enumerable.Range(0, 51)], null) } },

        { null, App with { Ulimits = [new("nofile", 1024, 65535), new("core", 0, -1), new("memlock", -1, -1)] } },
        { "Soft limit exceeds hard limit for ulimit nofile", App with { Ulimits = [new("nofile", 2, 1)] } },
        { "Soft limit exceeds hard limit for ulimit nproc", App with { Ulimits = [new("nproc", -1, 100)] } },
        { "Invalid limit for ulimit core of container 'app'. The lowest is -1, for no limit.", App with { Ulimits = [new("core", -2, 0)] } },
        { "The ulimit nofile is given 2 times for container 'app'", App with { Ulimits = [new("nofile", 1, 1), new("nofile", 2, 2)] } },
        { "name should be one of [core,cpu,data,fsize,locks,memlock,msgqueue,nice,nofile,nproc,rss,rtprio,rttime,sigpending,stack]", App with { Ulimits = [new("files", 1, 1)] } },

        { null, App with { SystemControls = [new("net.ipv4.tcp_keepalive_time", "500"), new("kernel.shmmax", "1"), new("fs.mqueue.msg_max", "20")] } },
        { "Invalid 'systemControls' setting for container 'app'. Unsupported namespace: 'kernel.hostname'.", App with { SystemControls = [new("kernel.hostname", "box")] } },
        { "Invalid 'systemControls' setting for container 'app'. Unsupported namespace: 'net.ipv4/../../kernel'.", App with { SystemControls = [new("net.ipv4/../../kernel", "1")] } },
        { "Invalid 'systemControls' setting for container 'app'. Unsupported namespace: 'net.'.", App with { SystemControls = [new("net.", "1")] } },
        { "Invalid 'systemControls' setting for container 'app'. Unsupported namespace: ''.", App with { SystemControls = [new(null, "1")] } },
        { "Invalid 'systemControls' setting for container 'app'. 'net.core.somaxconn' has no value.", App with { SystemControls = [new("net.core.somaxconn", null)] } },
        { "Invalid 'systemControls' setting for container 'app'. 'net.core.somaxconn' is given 2 times.", App with { SystemControls = [new("net.core.somaxconn", "1"), new("net.core.somaxconn", "2")] } },

        { null, App with { StartTimeoutSeconds = 2, StopTimeoutSeconds = 2 } },
        { "Granular start timeout on container 'app' must be at least 2 seconds.", App with { StartTimeoutSeconds = 1 } },
        { "Granular stop timeout on container 'app' must be at least 2 seconds.", App with { StopTimeoutSeconds = 1 } },

        { null, App with { ReadonlyRootFilesystem = true, PseudoTerminal = true, Interactive = true, DockerLabels = new Dictionary<string, string> { ["team"] = "shop" } } },
        { null, Linux(new() { InitProcessEnabled = true, CapabilitiesAdded = ["SYS_PTRACE"], CapabilitiesDropped = ["ALL"] }) },
        { null, Linux(new() { CapabilitiesDropped = ["NET_RAW", "CHOWN"] }) },
        { "Unknown kernel capability 'FLY' of container 'app'", Linux(new() { CapabilitiesDropped = ["FLY"] }) },
        { "Unknown kernel capability 'CAP_CHOWN' of container 'app'", Linux(new() { CapabilitiesDropped = ["CAP_CHOWN"] }) },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Holds_wherever_the_task_runs(string? fault, ContainerDraft container)
    {
        Assert.Equal(fault is null ? [] : [fault], Check(container, "FARGATE"));
        Assert.Equal(fault is null ? [] : [fault], Check(container, "EC2"));
    }

    public static TheoryData<string, ContainerDraft> NotOnFargate => new()
    {
        { "NET_ADMIN is not allowed on Fargate.", Linux(new() { CapabilitiesAdded = ["NET_ADMIN"] }) },
        { "ALL is not allowed on Fargate.", Linux(new() { CapabilitiesAdded = ["ALL"] }) },
        { "Fargate compatible task definitions do not support tmpfs", Linux(new() { Tmpfs = [new("/tmp", 64, ["noexec", "mode=1777"])] }) },
        { "Fargate compatible task definitions do not support sharedMemorySize", Linux(new() { SharedMemorySizeMib = 128 }) },
        { "Tasks using the Fargate launch type must have a container start timeout of less than 120 seconds.", App with { StartTimeoutSeconds = 121 } },
        { "Tasks using the Fargate launch type must have a container stop timeout of less than 120 seconds.", App with { StopTimeoutSeconds = 121 } },
    };

    [Theory]
    [MemberData(nameof(NotOnFargate))]
    public void What_fargate_refuses_is_registered_for_ec2_and_does_not_fit_fargate(string fault, ContainerDraft container)
    {
        Assert.Equal([fault], Check(container, "FARGATE"));
        Assert.Empty(Check(container, "EC2"));
        Assert.Empty(Check(container));
        Assert.False(TaskDefinitionRules.FitsFargate(SampleDrafts.Good with { RequiresCompatibilities = [], Containers = [container] }, Handbook, SampleDrafts.Region));
    }

    public static TheoryData<string, TemporaryFileSystem> Tmpfs => new()
    {
        { "Invalid 'tmpfs' setting for container 'app'. 'containerPath' must be absolute.", new("tmp", 64, []) },
        { "Invalid 'tmpfs' setting for container 'app'. 'size' must be at least 1 MiB.", new("/tmp", 0, []) },
        { "Invalid 'tmpfs' setting for container 'app'. Unknown mount option 'fast'.", new("/tmp", 64, ["fast"]) },
    };

    [Theory]
    [MemberData(nameof(Tmpfs))]
    public void A_tmpfs_has_a_place_a_size_and_known_options(string fault, TemporaryFileSystem tmpfs) => Assert.Equal([fault], Check(Linux(new() { Tmpfs = [tmpfs] }), "EC2"));

    [Fact]
    public void Shared_memory_has_a_size() => Assert.Equal(["Invalid 'sharedMemorySize' setting for container 'app'"], Check(Linux(new() { SharedMemorySizeMib = 0 }), "EC2"));

    private static IReadOnlyList<string> Check(ContainerDraft container, params string[] compatibilities) =>
        TaskDefinitionRules.Check(SampleDrafts.Good with { RequiresCompatibilities = compatibilities, Containers = [container] }, Handbook, SampleDrafts.Region);

    private static ContainerDraft Checked(params string[] command) => App with { HealthCheck = new(command, null, null, null, null) };

    private static ContainerDraft Checked(int? interval, int? timeout, int? retries, int? startPeriod) => App with { HealthCheck = new(["CMD", "true"], interval, timeout, retries, startPeriod) };

    private static ContainerDraft Linux(LinuxParameters linux) => App with { LinuxParameters = linux };
}
