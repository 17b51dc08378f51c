using System.Net.Sockets;
using System.Text.Json.Nodes;
using Berth.AgentProtocol;
using Berth.Domain.Network;
using Berth.Domain.Nodes;
using Berth.Node.Agent;
using Berth.Node.Aws;
using Berth.Node.Dns;
using Berth.Node.Metadata;
using Berth.Node.Network;
using Berth.Node.Runtime;
using Berth.Node.Tests.Dns;
using Berth.Testing.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Metadata;

/// <summary>The endpoint asked from inside real containers.</summary>
public sealed class TaskEndpointsTests(RealEngine engine) : IAsyncDisposable
{
    private readonly TaskEndpoints endpoints = NewEndpoints(engine, engine.States);
    private readonly List<ContainerSpec> started = [];

    [Fact]
    public async Task A_container_reads_its_task_its_stats_and_its_keys_and_keeps_its_own_port_80()
    {
        var task = await Attach();
        var lines = await Run(task, """
            echo page > /www/index.html; httpd -p 80 -h /www || echo port 80 is taken
            wget -q -O - http://127.0.0.1/
            wget -q -O - $ECS_CONTAINER_METADATA_URI_V4/task; echo
            wget -q -O - $ECS_CONTAINER_METADATA_URI_V4/stats; echo
            wget -q -O - http://169.254.170.2$AWS_CONTAINER_CREDENTIALS_RELATIVE_URI; echo
            """);
        Assert.Equal("page", lines[0]);
        Assert.Equal(task.Order.TaskArn, JsonNode.Parse(lines[1])!["TaskARN"]!.GetValue<string>());
        var stats = JsonNode.Parse(lines[2])!;
        Assert.True(stats["memory_stats"]!["usage"]!.GetValue<long>() > 0 && stats["networks"]!["eth0"]!["tx_bytes"]!.GetValue<long>() > 0, lines[2]);
        Assert.Equal(SampleSights.Keys.SessionToken, JsonNode.Parse(lines[3])!["Token"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_container_finds_names_by_its_vpcs_resolver()
    {
        var task = await Attach();
        var address = task.Order.Interface.PrivateIpv4Address;
        var lines = await Run(task, $"""
            nslookup ip-{address.Replace('.', '-')} | grep -A1 Name | tail -1
            nslookup logs.ap-northeast-1.amazonaws.com 169.254.169.253 | grep -A1 Name | tail -1
            wget -q -O - http://example.com/ 2>&1 || echo nothing
            """);
        Assert.Equal([$"Address: {address}", "Address: 198.18.0.5"], lines.Take(2).Select(l => l.Replace("Address 1:", "Address:", StringComparison.Ordinal)));
        Assert.Contains("nothing", lines);
    }

    [Fact]
    public async Task Another_task_sees_nothing_of_a_task()
    {
        var (mine, other) = (await Attach(), await Attach());
        var keys = other.Order.TaskCredentials!.CredentialsId;
        var lines = await Run(mine, $"""
            wget -q -O - http://169.254.170.2/v4/{RuntimeId(other)} || echo no metadata
            wget -q -O - http://169.254.170.2/v2/credentials/{keys} || echo no keys
            wget -q -O - http://{other.Order.Interface.PrivateIpv4Address}/v4/{RuntimeId(other)} || echo no way
            """);
        Assert.Equal(["no metadata", "no keys", "no way"], lines);
    }

    [Fact]
    public async Task A_node_that_starts_again_serves_what_ran()
    {
        var task = await Attach();
        var spec = await Spec(task, "echo ready; while ! [ -e /go ]; do sleep 0.05; done; wget -q -O - $ECS_CONTAINER_METADATA_URI_V4");
        await engine.Runtime.Start(spec, CancellationToken.None);
        started.Add(spec);
        await endpoints.DisposeAsync();
        await using var again = NewEndpoints(engine, engine.States);
        await again.Open(task.Order.Interface, () => task, CancellationToken.None);
        var pid = ContainerNote.Read(Path.Combine(engine.Berth.DataDirectory, "node", "containers", spec.RuntimeId))!.Pid;
        await File.WriteAllTextAsync($"/proc/{pid}/root/go", "");
        var lines = await Output(spec);
        Assert.Equal(spec.RuntimeId, JsonNode.Parse(lines[1])!["DockerId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_task_that_is_over_is_not_served()
    {
        var task = await Attach();
        endpoints.Close(task.Order.Interface);
        Assert.Equal(["nothing"], await Run(task, "wget -q -O - $ECS_CONTAINER_METADATA_URI_V4 || echo nothing"));
    }

    [Fact]
    public async Task A_vpc_that_is_no_more_is_served_until_its_last_task_is_over()
    {
        await endpoints.DisposeAsync();
        var states = new VpcStates(engine.Berth with { DataDirectory = Path.Combine(engine.Berth.DataDirectory, Guid.NewGuid().ToString()) }, NullLogger<VpcStates>.Instance);
        states.Receive(1, ["vpc-endpoint"], [SampleVpcs.Open("vpc-endpoint", "172.27")]);
        await using var serving = NewEndpoints(engine, states);
        var task = await Attach(serving);
        states.Receive(2, [], []);
        using (await DnsClient.Open(PinOf(task), "172.27.0.2", byTcp: true)) serving.Close(task.Order.Interface);
        await Assert.ThrowsAsync<SocketException>(async () =>
        {
            // The listener goes in its own time.
            while (true)
                (await DnsClient.Open(PinOf(task), "172.27.0.2", byTcp: true)).Dispose();
        }).WaitAsync(TimeSpan.FromSeconds(30));
        await engine.Runtime.RemoveTask(task.Order.TaskArn[^32..], CancellationToken.None);
        await engine.Network.Detach(task.Order.TaskArn[^32..], CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var spec in started)
        {
            await engine.Runtime.Signal(spec.RuntimeId, 9, CancellationToken.None);
            await engine.Runtime.Remove(spec.RuntimeId, CancellationToken.None);
            await engine.Runtime.RemoveTask(spec.TaskId, CancellationToken.None);
            await engine.Network.Detach(spec.TaskId, CancellationToken.None);
        }

        await endpoints.DisposeAsync();
    }

    private static TaskEndpoints NewEndpoints(RealEngine engine, VpcStates states)
    {
        var resolvers = new VpcResolvers(engine.Berth, PublicPool.Unclaimed, new NodeOptions("fargate", 1024, 1024, Offline: true, "1"), states, () => [], TimeProvider.System, NullLoggerFactory.Instance);
        return new(
            engine.Berth, states, resolvers, engine.Runtime, new TaskTags(new NoControlPlane(), new NoControlPlane(), TimeProvider.System), new TaskProtectionState(new NoControlPlane(), TimeProvider.System), TimeProvider.System, NullLoggerFactory.Instance);
    }

    private string PinOf(TaskSight task) => Path.Combine(engine.Berth.RunDirectory, "netns", "task-" + task.Order.TaskArn[^32..]);

    private static string RuntimeId(TaskSight task) => task.Order.Containers[0].RuntimeId;

    /// <summary>A task with its network and limits, served.</summary>
    private Task<TaskSight> Attach() => Attach(endpoints);

    private async Task<TaskSight> Attach(TaskEndpoints serving)
    {
        var taskId = Guid.NewGuid().ToString("N");
        var container = new NativeContainer { ContainerArn = "arn", RuntimeId = taskId + "-0000000001", Name = "app", Image = "busybox" };
        var order = SampleOrders.Task(container) with
        {
            TaskArn = SampleTasks.Scope.Arn("ecs", "task/default/" + taskId),
            Interface = SampleOrders.Interface("172.27", engine.NextAddress(), "vpc-endpoint"),
            TaskCredentials = SampleSights.Keys with { CredentialsId = Guid.NewGuid().ToString() },
        };
        var state = new NodeTask
        {
            NetworkReady = true,
            Containers = [new() { Name = "app", Essential = true, StopTimeout = TimeSpan.Zero, HasLog = false, Phase = ContainerPhase.Running, Started = true }],
        };
        var task = new TaskSight(order, state);
        await engine.Runtime.PrepareTask(new TaskLimits(taskId, 1024, 512), CancellationToken.None);
        await engine.Network.Attach(taskId, order.Interface, CancellationToken.None);
        await serving.Open(order.Interface, () => task, CancellationToken.None);
        return task;
    }

    private async Task<ContainerSpec> Spec(TaskSight task, string script)
    {
        var taskId = task.Order.TaskArn[^32..];
        var image = await engine.Images.Pull(engine.Busybox, engine.Authorization, engine.Connections, CancellationToken.None);
        return new()
        {
            TaskId = taskId,
            RuntimeId = RuntimeId(task),
            Name = "app",
            Image = image,
            Arguments = ["/bin/sh", "-c", script],
            Environment = ["PATH=/bin", .. EndpointVariables.Of(task.Order, task.Order.Containers[0]).Select(v => v.Key + "=" + v.Value)],
            WorkingDirectory = "/",
            User = "",
            NetworkNamespace = PinOf(task),
            HostName = "box",
            ResolvConf = NameSettings.Of(NameSettings.Undescribed("vpc-endpoint", Cidr.Parse(task.Order.Interface.VpcCidrBlock), "ap-northeast-1")).ResolvConf,
        };
    }

    private async Task<string[]> Run(TaskSight task, string script)
    {
        var spec = await Spec(task, script);
        await engine.Runtime.Start(spec, CancellationToken.None);
        started.Add(spec);
        return await Output(spec);
    }

    /// <summary>What it wrote to its output, without the errors.</summary>
    private async Task<string[]> Output(ContainerSpec spec)
    {
        await engine.Runtime.WaitForExit(spec.RuntimeId, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
        var lines = await File.ReadAllLinesAsync(engine.Runtime.PathOf(spec.TaskId, spec.RuntimeId));

        // A long line comes in parts.
        var whole = string.Concat(lines.Select(l => l.Split(' ', 4)).Where(f => f[1] == "stdout").Select(f => f[2] == "P" ? f[3] : f[3] + "\n"));
        return [.. whole.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    private sealed class NoControlPlane : IAwsClient, IInstanceCredentials
    {
        public Task<JsonObject> Call(string service, string target, JsonObject request, NativeCredentials credentials, CancellationToken cancel) => throw new HttpRequestException("There is none.");

        public ValueTask<NativeCredentials> Get(CancellationToken cancel) => ValueTask.FromResult(SampleSights.Keys);
    }
}
