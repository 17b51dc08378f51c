using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Berth.AgentProtocol;
using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Node.Native;
using Berth.Node.Network;
using Berth.Testing.Records;
using Berth.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Berth.Node.Tests.Network.Calls;

/// <summary>A network namespace of one task, all of a VPC in it: services answer plain HTTP at the private addresses of interface endpoints, which the test may cut off.</summary>
internal sealed class NamespaceWorld : IAsyncDisposable
{
    public const string Region = "ap-northeast-1";
    public const string Registry = "123456789012.dkr.ecr.ap-northeast-1.amazonaws.com";
    public const string Bucket = "prod-ap-northeast-1-starport-layer-bucket.s3.ap-northeast-1.amazonaws.com";
    private readonly string folder = Directory.CreateTempSubdirectory("berth-calls-").FullName;
    private readonly List<WebApplication> servers = [];
    private Nftables? rules;

    private NamespaceWorld() => Vpcs = new(
        new BerthInstance { Id = "tcalls", DataDirectory = folder, RunDirectory = folder, Scope = AwsScope.Default, AvailabilityZones = ["ap-northeast-1a"], Port = 1 }, NullLogger<VpcStates>.Instance);

    public static PublicPool Pool { get; } = PublicPool.Unclaimed;

    public string Pin => Path.Combine(folder, "task");

    public VpcStates Vpcs { get; }

    /// <summary>Its pauses and its limits are over at once; what would have been waited for counts.</summary>
    public HastyTime Clock { get; } = new() { ShortMax = TimeSpan.FromSeconds(15) };

    /// <summary>Sample: <c>GET api.ecr.ap-northeast-1.amazonaws.com /</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public NativeInterface Card { get; } = SampleOrders.Interface("10.99", 7, "vpc-calls");

    public static async Task<NamespaceWorld> Make(params (string Service, string Address)[] endpoints)
    {
        var world = new NamespaceWorld();
        await NetworkNamespace.Make(world.Pin);
        using (var links = await Netlink.Open(world.Pin))
            foreach (var (_, address) in endpoints) links.Send(NetlinkRequests.Address(1, address, 32));
        world.Vpcs.Set(new("vpc-calls", 1, Cidr.Parse("10.99.0.0/16"))
        {
            Endpoints = [.. endpoints.GroupBy(e => e.Service).Select((e, i) => new EndpointSnapshot(
                $"vpce-0000000000000000{i}", e.Key, PrivateDns: true, [.. e.Select(a => new EndpointAddress("subnet-1", "ap-northeast-1a", Cidr.ParseAddress(a.Address)))], []))],
        });
        return world;
    }

    public NamespaceDialer Dialer(TimeProvider? clock = null, bool offline = true) => new(Pin, Card, "ap-northeast-1a", Region, Pool, Vpcs, offline, clock ?? TimeProvider.System);

    public NamespaceConnection Connect(TimeProvider? clock = null) => new(Dialer(clock), Region, clock ?? TimeProvider.System);

    /// <summary>Answers inside the namespace.</summary>
    public async Task Serve(string address, RequestDelegate answer, int port = PublicServices.Port)
    {
        var socket = await ShortThread.InNetwork(Pin, () =>
        {
            var made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            made.Bind(new IPEndPoint(IPAddress.Parse(address), port));
            return made;
        });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<SocketTransportOptions>(o => o.CreateBoundListenSocket = _ => socket);
        builder.WebHost.ConfigureKestrel(k => k.Listen((IPEndPoint)socket.LocalEndPoint!));
        var server = builder.Build();
        server.Run(context =>
        {
            Requests.Enqueue($"{context.Request.Method} {context.Request.Host} {context.Request.Path}");
            return answer(context);
        });
        await server.StartAsync();
        servers.Add(server);
    }

    /// <summary>Packets to an address vanish from now on.</summary>
    public async Task Cut(string address)
    {
        rules ??= await Nftables.Open(Pin);
        rules.Run($$"""
            add table ip cut
            add chain ip cut out { type filter hook output priority filter; }
            add rule ip cut out ip daddr {{address}} drop
            """);
    }

    public void Mend() => rules!.Run("delete table ip cut");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in servers) await server.DisposeAsync();
        rules?.Dispose();
        NetworkNamespace.Drop(Pin);
        Directory.Delete(folder, recursive: true);
    }
}
