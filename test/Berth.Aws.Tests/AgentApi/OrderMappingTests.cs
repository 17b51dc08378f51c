using Berth.AgentProtocol;
using Berth.Aws.AgentApi;
using Berth.Contracts.ContainerInstances;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;
using Berth.Testing.Records;

namespace Berth.Aws.Tests.AgentApi;

public sealed class OrderMappingTests
{
    [Fact]
    public void The_node_gets_the_log_options_whole()
    {
        var container = Map(new ContainerDefinition
        {
            Name = "app",
            Image = "busybox",
            LogConfiguration = new("awslogs", new Dictionary<string, string>
            {
                ["awslogs-group"] = "/web",
                ["awslogs-region"] = "ap-northeast-1",
                ["awslogs-stream-prefix"] = "web",
                ["awslogs-create-group"] = "true",
                ["awslogs-multiline-pattern"] = "^INFO",
                ["max-buffer-size"] = "2m",
                ["mode"] = "non-blocking",
            }),
        });
        Assert.Equivalent(
            new NativeLog("/web", "ap-northeast-1", "web/app/0123456789abcdef0123456789abcdef", true) { Mode = "non-blocking", MaxBufferSizeBytes = 2 << 20, MultilinePattern = "^INFO" }, container.Log, strict: true);
    }

    [Fact]
    public void The_node_gets_every_setting_of_a_container()
    {
        var container = Map(new ContainerDefinition
        {
            Name = "app",
            Image = "busybox",
            DependsOn = [new("init", DependencyCondition.Success)],
            StartTimeoutSeconds = 60,
            StopTimeoutSeconds = 20,
            HealthCheck = new(["CMD", "true"], 30, 5, 3, null),
            RestartPolicy = new(true, [7], 300),
            Ulimits = [new("nofile", 1, -1)],
            ReadonlyRootFilesystem = true,
            LinuxParameters = new() { InitProcessEnabled = true, CapabilitiesAdded = ["SYS_PTRACE"], CapabilitiesDropped = ["ALL"], Tmpfs = [new("/tmp", 64, ["noexec"])], SharedMemorySizeMib = 128 },
            MountPoints = [new("data", "/data", true), new("data", "/rest", null)],
            VolumesFrom = [new("init", null)],
            SystemControls = [new("net.core.somaxconn", "512")],
            DockerLabels = new Dictionary<string, string> { ["team"] = "shop" },
            ExtraHosts = [new("db", "10.0.0.1")],
            Hostname = "box",
            PseudoTerminal = true,
            Interactive = true,
        });
        Assert.Equal([new NativeDependency("init", "SUCCESS")], container.DependsOn);
        Assert.Equal((60, 20), (container.StartTimeoutSeconds, container.StopTimeoutSeconds));
        Assert.Equivalent(new NativeHealthCheck(["CMD", "true"], 30, 5, 3, 0), container.HealthCheck, strict: true);
        Assert.Equivalent(new NativeRestartPolicy([7], 300), container.RestartPolicy, strict: true);
        Assert.Equal([new NativeUlimit("nofile", 1, -1)], container.Ulimits);
        Assert.True(container is { ReadonlyRootFilesystem: true, InitProcessEnabled: true, PseudoTerminal: true, Interactive: true });
        Assert.Equal(["SYS_PTRACE"], container.CapabilitiesAdded);
        Assert.Equal(["ALL"], container.CapabilitiesDropped);
        Assert.Equivalent(new NativeTmpfs("/tmp", 64, ["noexec"]), Assert.Single(container.Tmpfs), strict: true);
        Assert.Equal(128, container.SharedMemorySizeMib);
        Assert.Equal([new NativeMountPoint("data", "/data", true), new NativeMountPoint("data", "/rest", false)], container.MountPoints);
        Assert.Equal([new NativeVolumesFrom("init", false)], container.VolumesFrom);
        Assert.Equal("512", container.SystemControls["net.core.somaxconn"]);
        Assert.Equal("shop", container.DockerLabels["team"]);
        Assert.Equal([new NativeHostEntry("db", "10.0.0.1")], container.ExtraHosts);
        Assert.Equal("box", container.Hostname);
    }

    [Fact]
    public void A_stop_carries_the_longest_time_that_its_containers_have_and_every_order_its_service()
    {
        var order = Order(new ContainerDefinition { Name = "app", Image = "busybox" });
        var native = OrderMapping.ToNative(order with { DesiredStatus = "STOPPED", StopTimeoutMax = TimeSpan.FromSeconds(1.5), ServiceName = "web" }, null, null);
        Assert.Equal((2, "web"), (native.StopTimeoutSecondsMax, native.ServiceName));
        native = OrderMapping.ToNative(order, null, null);
        Assert.Equal((null, null), (native.StopTimeoutSecondsMax, native.ServiceName));
    }

    [Fact]
    public void A_restart_policy_that_is_switched_off_is_none() =>
        Assert.Null(Map(new ContainerDefinition { Name = "app", Image = "busybox", RestartPolicy = new(false, [], 300) }).RestartPolicy);

    private static NativeContainer Map(ContainerDefinition container) => OrderMapping.ToNative(Order(container), null, null).Containers[0];

    private static TaskOrder Order(ContainerDefinition container)
    {
        var task = SampleTasks.Fresh(container);
        return new(
            task.TaskArn, task.ClusterArn, 1, "RUNNING", task.LaunchType, task.Definition, task.Containers.ToDictionary(c => c.Name, c => new ContainerIds(c.ContainerArn, c.RuntimeId)), SampleTasks.Interface,
            new SubnetRecord("subnet-1", "vpc-1", "172.31.0.0/20", "ap-northeast-1a", "apne1-az4", true, true, new Dictionary<string, string>()),
            new VpcRecord("vpc-1", "172.31.0.0/16", true, new Dictionary<string, string>()));
    }
}
