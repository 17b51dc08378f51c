using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Berth.AgentProtocol;
using Berth.Aws.AgentApi;
using Berth.Aws.Services.Iam;
using Berth.Aws.Signing;
using Berth.Contracts.ContainerInstances;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Domain.TaskDefinitions;
using Berth.Storage;
using Berth.Testing.Kernel;
using Berth.Testing.Records;
using Berth.Testing.Stores;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Aws.Tests.AgentApi;

/// <summary>The keys of a task's two roles: sent with its order, again before they expire, and to nobody else.</summary>
public sealed class AcsSessionTests : IAsyncLifetime
{
    private const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
    private static readonly TimeSpan HalfTheirLife = TimeSpan.FromHours(3);
    private readonly TickingClock clock = new();
    private readonly MemoryStore store = new();
    private readonly string folder = Directory.CreateTempSubdirectory("berth-acs-").FullName;
    private SessionIssuer issuer = null!;
    private WebSocket door = null!;
    private WebSocket node = null!;
    private AcsSession session = null!;
    private Task running = null!;

    public async ValueTask InitializeAsync()
    {
        var berth = new BerthInstance { Id = "acs000", DataDirectory = folder, RunDirectory = folder, Scope = AwsScope.Default, AvailabilityZones = ["ap-northeast-1a"], Port = 1 };
        issuer = new(SigningKeys.Open(folder, null, null), berth, clock);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        node = WebSocket.CreateFromStream(client.GetStream(), new WebSocketCreationOptions());
        door = WebSocket.CreateFromStream((await listener.AcceptTcpClientAsync()).GetStream(), new WebSocketCreationOptions { IsServer = true });
        foreach (var name in (string[])["execution", "app", "other"]) await Role(name);
        session = new(door, "arn:instance", new NoInstance(), new TaskCredentials(store, issuer, new RandomIds()), new RandomIds(), clock, NullLogger.Instance);
        running = session.Run(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await session.Close("the test is over");
        await running;
        session.Dispose();
        node.Dispose();
        door.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_order_brings_a_session_of_each_role_and_no_other_ones()
    {
        var task = await Sent(Order("1", "execution", "app"));
        Assert.Equal([("execution", Id("1")), ("app", Id("1"))], [Whose(task.ExecutionCredentials!), Whose(task.TaskCredentials!)]);
        Assert.NotEqual(task.ExecutionCredentials!.CredentialsId, task.TaskCredentials!.CredentialsId);

        var other = await Sent(Order("2", "execution", "other"));
        Assert.Equal([("execution", Id("2")), ("other", Id("2"))], [Whose(other.ExecutionCredentials!), Whose(other.TaskCredentials!)]);
        Assert.Equal(4, new[] { task.ExecutionCredentials, task.TaskCredentials, other.ExecutionCredentials, other.TaskCredentials }.Select(k => (k!.AccessKeyId, k.CredentialsId)).Distinct().Count());

        var without = await Sent(Order("3", "execution", null));
        Assert.Null(without.TaskCredentials);
    }

    [Fact]
    public async Task Keys_are_renewed_under_their_ids_before_they_expire_and_only_then()
    {
        var task = await Sent(Order("1", "execution", "app"));
        Assert.Empty(await Renewals());
        clock.Pass(HalfTheirLife - TimeSpan.FromMinutes(1));
        Assert.Empty(await Renewals());

        clock.Pass(TimeSpan.FromMinutes(2));
        var renewed = await Renewals();
        Assert.Equal([(IamRoleCredentialsMessage.TaskExecution, "execution"), (IamRoleCredentialsMessage.TaskApplication, "app")], renewed.Select(r => (r.RoleType, Whose(Keys(r)).Role)));
        Assert.Equal([task.ExecutionCredentials!.CredentialsId, task.TaskCredentials!.CredentialsId], renewed.Select(r => r.RoleCredentials.CredentialsId));
        Assert.All(renewed, r => Assert.Equal((task.TaskArn, Id("1")), (r.TaskArn, Whose(Keys(r)).Session)));
        Assert.All(renewed, r => Assert.True(Keys(r).Expiration > task.TaskCredentials.Expiration && r.RoleCredentials.AccessKeyId != task.TaskCredentials.AccessKeyId));
        Assert.Empty(await Renewals());

        // For as long as the task lives.
        for (var times = 0; times < 3; times++)
        {
            clock.Pass(HalfTheirLife + TimeSpan.FromMinutes(1));
            Assert.Equal(2, (await Renewals()).Count);
        }
    }

    [Fact]
    public async Task A_task_that_is_over_gets_no_more_keys()
    {
        var task = await Sent(Order("1", "execution", "app"));
        await Sent(Order("2", "execution", "other"));
        await session.Forget(task.TaskArn);
        clock.Pass(HalfTheirLife + TimeSpan.FromMinutes(1));
        Assert.All(await Renewals(), r => Assert.EndsWith(Id("2"), r.TaskArn, StringComparison.Ordinal));
        await Sent(Order("2", "execution", "other") with { DesiredStatus = "STOPPED" });
        clock.Pass(HalfTheirLife + TimeSpan.FromMinutes(1));
        Assert.Empty(await Renewals());
    }

    [Fact]
    public async Task A_role_that_is_gone_gives_no_keys_until_it_is_made_again()
    {
        await Sent(Order("1", "execution", "app"));
        var row = (await store.Find<RoleRecord>(IamNames.RoleKind, "app"))!.Value;
        await store.Commit([new RowWrite.Delete(IamNames.RoleKind, "app", row.Version)]);
        clock.Pass(HalfTheirLife + TimeSpan.FromMinutes(1));
        Assert.Equal(["execution"], (await Renewals()).Select(r => Whose(Keys(r)).Role));
        await Role("app");
        Assert.Contains(await Renewals(), r => r.RoleType == IamRoleCredentialsMessage.TaskApplication && Whose(Keys(r)) == ("app", Id("1")));
    }

    private static string Id(string digit) => digit.PadLeft(32, '0');

    private static NativeCredentials Keys(IamRoleCredentialsMessage message)
    {
        var keys = message.RoleCredentials;
        return new(keys.CredentialsId, keys.RoleArn, keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken, DateTimeOffset.Parse(keys.Expiration, System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <summary>Whose session the keys are, as the token itself says.</summary>
    private (string Role, string Session) Whose(NativeCredentials keys)
    {
        var opened = issuer.Open(keys.AccessKeyId, keys.SessionToken)!.Value;
        Assert.Equal((opened.Secret, opened.Principal.RoleArn), (keys.SecretAccessKey, keys.RoleArn));
        return (IamNames.RoleNameOf(keys.RoleArn), opened.Principal.Arn.Split('/', 3)[2]);
    }

    private Task Role(string name) => store.Commit(
        [StoreExtensions.Put(IamNames.RoleKind, name, null, new RoleRecord { Name = name, Arn = "arn:aws:iam::123456789012:role/" + name, RoleId = "AROA" + name, Path = "/", AssumeRolePolicyDocument = Trust, CreatedAt = clock.GetUtcNow() })]);

    private static TaskOrder Order(string digit, string? execution, string? task)
    {
        var record = SampleTasks.Fresh(new ContainerDefinition { Name = "app", Image = "busybox" });
        static string? Arn(string? name) => name is null ? null : "arn:aws:iam::123456789012:role/" + name;
        return new(
            AwsScope.Default.Arn("ecs", "task/default/" + Id(digit)), record.ClusterArn, 1, "RUNNING", record.LaunchType, record.Definition with { ExecutionRoleArn = Arn(execution), TaskRoleArn = Arn(task) },
            record.Containers.ToDictionary(c => c.Name, c => new ContainerIds(c.ContainerArn, c.RuntimeId)), SampleTasks.Interface,
            new SubnetRecord("subnet-1", "vpc-1", "172.31.0.0/20", "ap-northeast-1a", "apne1-az4", true, true, new Dictionary<string, string>()),
            new VpcRecord("vpc-1", "172.31.0.0/16", true, new Dictionary<string, string>()));
    }

    /// <returns>What the node got.</returns>
    private async Task<NativeTask> Sent(TaskOrder order)
    {
        await session.Send(order);
        var frame = await Next();
        Assert.Equal(PayloadMessage.Type, frame.Type);
        return Assert.Single(AgentFrame.As<PayloadMessage>(frame.Message)!.Tasks).BerthTask!;
    }

    /// <summary>What a beat of the session's heart sends: the heartbeat of the next one says that it was all.</summary>
    private async Task<IReadOnlyList<IamRoleCredentialsMessage>> Renewals()
    {
        var renewals = new List<IamRoleCredentialsMessage>();
        for (var beats = 0; beats < 2; beats++)
        {
            clock.Tick();
            while (await Next() is var frame && frame.Type != HeartbeatMessage.Type) renewals.Add(AgentFrame.As<IamRoleCredentialsMessage>(frame.Message)!);
        }

        return renewals;
    }

    private async Task<(string Type, System.Text.Json.JsonElement Message)> Next() => AgentFrame.Read((await TextFrames.Receive(node, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30)))!)!.Value;

    /// <summary>Stands until it is told to go on; its timers fire when they are told to.</summary>
    private sealed class TickingClock : TimeProvider
    {
        private readonly ConcurrentBag<Action> timers = [];
        private DateTimeOffset now = new(2026, 5, 1, 9, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => now;

        public void Pass(TimeSpan time) => now += time;

        public void Tick()
        {
            foreach (var fire in timers) fire();
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timers.Add(() => callback(state));
            return new Timer();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>Nothing is acknowledged here.</summary>
    private sealed class NoInstance : IContainerInstanceGrain
    {
        public Task<ContainerInstanceSnapshot> Register(ContainerInstanceRegistration registration) => throw new NotSupportedException();

        public Task<ContainerInstanceSnapshot?> Describe() => throw new NotSupportedException();

        public Task Connect(IAgentSession session, bool everything) => throw new NotSupportedException();

        public Task Disconnect(IAgentSession session) => throw new NotSupportedException();

        public Task Order(TaskOrder order) => throw new NotSupportedException();

        public Task Acknowledge(string taskArn, long generation) => throw new NotSupportedException();

        public Task Forget(string taskArn) => throw new NotSupportedException();

        public Task NetworkChanged() => throw new NotSupportedException();
    }
}
