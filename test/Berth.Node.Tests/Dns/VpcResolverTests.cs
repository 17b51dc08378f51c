using System.Net;
using Berth.AgentProtocol;
using Berth.Domain.Network;
using Berth.Node.Dns;
using Berth.Node.Network;
using Berth.Testing.Dns;
using Berth.Testing.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Dns;

/// <summary>The resolver of a real router, asked from the namespaces of tasks.</summary>
public sealed class VpcResolverTests(RealEngine engine) : IAsyncLifetime
{
    private const string VpcId = "vpc-dns";
    private const string Base = "172.26.0.2";
    private const string Api = "api.ecr.ap-northeast-1.amazonaws.com";

    private static readonly VpcSnapshot Vpc = new(VpcId, 1, Cidr.Parse("172.26.0.0/16"))
    {
        Subnets = [new("subnet-1", Cidr.Parse("172.26.0.0/20"), "ap-northeast-1c", "rtb-1", null)],
        Endpoints =
        [
            new("vpce-0aaaaaaa11111111", "ecr.api", PrivateDns: true,
                [new("subnet-0", "ap-northeast-1a", Cidr.ParseAddress("172.26.16.9")), new("subnet-1", "ap-northeast-1c", Cidr.ParseAddress("172.26.0.9"))], []),
        ],
    };

    private readonly string folder = Directory.CreateTempSubdirectory("berth-dns-").FullName;
    private readonly List<string> tasks = [];
    private readonly List<IAsyncDisposable> running = [];
    private VpcStates states = null!;
    private string task = "";
    private NativeInterface card = null!;

    public async ValueTask InitializeAsync()
    {
        states = new(engine.Berth with { DataDirectory = folder }, NullLogger<VpcStates>.Instance);
        states.Set(Vpc);
        (task, card) = await NewTask();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in running) await part.DisposeAsync();
        foreach (var id in tasks) await engine.Network.Detach(id, CancellationToken.None);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(Base, false)]
    [InlineData(Base, true)]
    [InlineData("169.254.169.253", false)]
    [InlineData("169.254.169.253", true)]
    public async Task Answers_at_both_addresses_by_udp_and_tcp(string server, bool byTcp)
    {
        await Start();
        var name = SubnetAddresses.PrivateDnsName(card.PrivateIpv4Address, "ap-northeast-1");
        Assert.Equal($"NOERROR A {card.PrivateIpv4Address} 60", (await DnsClient.Ask(task, server, DnsMessages.Question(name), byTcp)).ToString());

        // The subnet of who asks lies in zone c.
        Assert.Equal("NOERROR A 172.26.0.9 60, A 172.26.16.9 60", (await DnsClient.Ask(task, server, DnsMessages.Question(Api), byTcp)).ToString());
        Assert.Equal("FORMERR", (await DnsClient.Ask(task, server, DnsMessages.Question(Api)[..20], byTcp)).ToString());
    }

    [Fact]
    public async Task A_change_of_the_vpc_is_in_the_next_answer_and_one_that_starts_again_answers_as_before()
    {
        var first = await Start();
        states.Set(Vpc with { Generation = 2, Endpoints = [] });
        Assert.Equal("NOERROR A 198.18.0.2 60", (await DnsClient.Ask(task, Base, DnsMessages.Question(Api))).ToString());
        await first.DisposeAsync();
        await Start();
        Assert.Equal("NOERROR A 198.18.0.2 60", (await DnsClient.Ask(task, Base, DnsMessages.Question(Api))).ToString());
    }

    [Fact]
    public async Task Without_dns_support_nothing_comes_back()
    {
        var (vpc, looked) = (Vpc with { DnsSupport = false }, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        running.Add(await VpcResolver.Start(
            TaskNetwork.RouterPin(engine.Berth, VpcId),
            () =>
            {
                looked.TrySetResult();
                return vpc;
            },
            new("ap-northeast-1", PublicPool.Unclaimed, offline: false), new(() => [], TimeProvider.System), TimeProvider.System, NullLogger.Instance));
        using (var connection = await DnsClient.Open(task, Base, byTcp: true))
        {
            await connection.Send(DnsMessages.Question(Api));
            await Assert.ThrowsAsync<EndOfStreamException>(connection.Receive);
        }

        looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = await DnsClient.Open(task, Base);
        await client.Send(DnsMessages.Question(Api, id: 1));
        await looked.Task.WaitAsync(TimeSpan.FromSeconds(30));

        // Had the first one an answer, it would come before this one's.
        vpc = Vpc;
        await client.Send(DnsMessages.Question(Api, id: 2));
        Assert.Equal(2, (await client.Receive()).Id);
    }

    [Fact]
    public async Task Names_of_others_are_asked_of_the_machines_servers_with_the_same_bytes()
    {
        var question = DnsMessages.Question("Example.COM", id: 0x1234, payload: 1400, dnssecOk: true);
        await using var failing = new FakeNameServer((message, _) => DnsMessages.Coded(message, 2));
        await using var knowing = new FakeNameServer((message, _) => message.SequenceEqual(question) ? DnsMessages.Answer(message, [192, 0, 2, 1]) : null);

        // Nobody is at the first; the second cannot; the third knows.
        await Start(new IPEndPoint(IPAddress.Loopback, 1), failing.Address, knowing.Address);
        var read = await DnsClient.Ask(task, Base, question);
        Assert.Equal((0x1234, "NOERROR A 192.0.2.1 300"), (read.Id, read.ToString()));
        Assert.Equal("NOERROR A 192.0.2.1 300", (await DnsClient.Ask(task, Base, question, byTcp: true)).ToString());
        Assert.Equal((2, 2), (failing.Asked, knowing.Asked));
    }

    [Fact]
    public async Task When_nobody_knows_the_question_fails()
    {
        await using var silent = new FakeNameServer((_, _) => null);
        await using var lying = new FakeNameServer((message, _) => DnsMessages.Answer(DnsMessages.Question("other.example"), [192, 0, 2, 1]));
        var none = await Start();
        Assert.Equal("SERVFAIL", (await DnsClient.Ask(task, Base, DnsMessages.Question("example.com"))).ToString());
        await none.DisposeAsync();
        await Start(silent.Address, lying.Address);
        Assert.Equal("SERVFAIL", (await DnsClient.Ask(task, Base, DnsMessages.Question("example.com"))).ToString());
        Assert.Equal((1, 1), (silent.Asked, lying.Asked));
    }

    [Fact]
    public async Task A_long_answer_comes_by_tcp()
    {
        var many = Enumerable.Range(0, 60).Select(i => (byte[])[192, 0, 2, (byte)i]).ToArray();
        await using var honest = new FakeNameServer((message, byTcp) => byTcp ? DnsMessages.Answer(message, many) : DnsMessages.Coded(message, 0, truncated: true));
        await using var careless = new FakeNameServer((message, _) => DnsMessages.Answer(message, many));
        foreach (var server in new[] { honest, careless })
        {
            var resolver = await Start(server.Address);
            Assert.Equal("NOERROR TC", (await DnsClient.Ask(task, Base, DnsMessages.Question("example.com"))).ToString());
            Assert.Equal(60, (await DnsClient.Ask(task, Base, DnsMessages.Question("example.com"), byTcp: true)).Records.Count);
            await resolver.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_connection_takes_one_question_after_the_other_and_no_book()
    {
        await Start();
        using var client = await DnsClient.Open(task, Base, byTcp: true);
        for (ushort id = 1; id <= 3; id++) await client.Send(DnsMessages.Question(Api, id: id));
        foreach (var id in (ushort[])[1, 2, 3]) Assert.Equal(id, (await client.Receive()).Id);
        await client.Send(new byte[5000]);
        await Assert.ThrowsAnyAsync<IOException>(client.Receive);
    }

    [Fact]
    public async Task Connections_of_one_task_are_few_and_of_another_its_own()
    {
        await Start();
        var (other, _) = await NewTask();
        var held = new List<DnsClient>();
        try
        {
            for (var i = 0; i < Askers.ConnectionsMax; i++)
            {
                held.Add(await DnsClient.Open(task, Base, byTcp: true));
                await held[^1].Send(DnsMessages.Question(Api));
                await held[^1].Receive();
            }

            held.Add(await DnsClient.Open(task, Base, byTcp: true));
            await Assert.ThrowsAnyAsync<IOException>(held[^1].Receive);
            Assert.Equal(2, (await DnsClient.Ask(other, Base, DnsMessages.Question(Api), byTcp: true)).Records.Count);
        }
        finally
        {
            foreach (var client in held) client.Dispose();
        }
    }

    [Fact]
    public async Task One_that_floods_is_held_to_its_share_and_stops_nobody()
    {
        var started = TimeProvider.System.GetTimestamp();
        await using var silent = new FakeNameServer((_, _) => null);
        await Start(silent.Address);
        var (other, _) = await NewTask();
        using var flooding = await DnsClient.Open(task, Base);
        using var done = new CancellationTokenSource();
        var (mine, foreign) = (DnsMessages.Question(Api), DnsMessages.Question("example.com"));
        var flood = Task.Factory.StartNew(
            () =>
            {
                var sent = 0;
                for (; !done.IsCancellationRequested || sent < 20_000; sent++) flooding.Socket.Send(sent % 2 == 0 ? mine : foreign);
                return sent;
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        for (var i = 0; i < 200; i++) Assert.Equal(2, (await DnsClient.Ask(other, Base, DnsMessages.Question(Api, id: (ushort)i))).Records.Count);
        await done.CancelAsync();
        var sent = await flood;
        var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Assert.InRange(silent.Asked, 0, Askers.ForwardedMax * (1 + (seconds / DnsForwarder.PatiencePerServer.TotalSeconds)));
        var answered = 0;
        for (var buffer = new byte[512]; flooding.Socket.Available > 0; answered++) flooding.Socket.Receive(buffer);
        Assert.InRange(answered, 1, Math.Min(sent, QueryAllowance.PerSecond * (1 + seconds)));
    }

    private async Task<VpcResolver> Start(params IPEndPoint[] servers)
    {
        var resolvers = new VpcResolvers(engine.Berth, PublicPool.Unclaimed, new NodeOptions("fargate", 1024, 1024, Offline: false, "1"), states, () => servers, TimeProvider.System, NullLoggerFactory.Instance);
        var resolver = await resolvers.Start(card);
        running.Add(resolver);
        return resolver;
    }

    private async Task<(string Pin, NativeInterface Card)> NewTask()
    {
        var id = Guid.NewGuid().ToString("N");
        var made = SampleOrders.Interface("172.26", engine.NextAddress(), VpcId);
        var pin = await engine.Network.Attach(id, made, CancellationToken.None);
        tasks.Add(id);
        return (pin, made);
    }
}
