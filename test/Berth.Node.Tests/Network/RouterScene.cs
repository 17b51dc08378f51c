using System.Net;
using System.Net.Sockets;
using Berth.AgentProtocol;
using Berth.Domain.Network;
using Berth.Node.Native;

namespace Berth.Node.Tests.Network;

/// <summary>A VPC with interfaces of tasks in it, and packets between them. Ends with its namespaces.</summary>
internal sealed class RouterScene : IAsyncDisposable
{
    /// <summary>What vanishes shows by nothing happening for so long.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(400);

    /// <summary>What should arrive may come late: a first packet that a link lost while it came up is sent again after a second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RealEngine engine;
    private readonly List<string> taskIds = [];
    private int last = 3;

    public RouterScene(RealEngine engine, Func<VpcSnapshot, VpcSnapshot>? shape = null)
    {
        this.engine = engine;
        var vpcId = "vpc-" + Guid.NewGuid().ToString("N")[..17];
        var vpc = new VpcSnapshot(vpcId, 0, Cidr.Parse("10.77.0.0/16"))
        {
            InternetGatewayId = "igw-1",
            Subnets = [new("subnet-a", Cidr.Parse("10.77.0.0/24"), "ap-northeast-1a", "rtb-public", null), new("subnet-b", Cidr.Parse("10.77.1.0/24"), "ap-northeast-1c", "rtb-private", null)],
            RouteTables =
            [
                new("rtb-public", [new(Cidr.Parse("10.77.0.0/16"), RouteTarget.Local, "local"), new(new Cidr(0, 0), RouteTarget.InternetGateway, "igw-1")]),
                new("rtb-private", [new(Cidr.Parse("10.77.0.0/16"), RouteTarget.Local, "local")]),
            ],
        };
        Vpc = shape?.Invoke(vpc) ?? vpc;
    }

    public VpcSnapshot Vpc { get; private set; }

    public static GroupRuleSnapshot Ingress(string protocol, int port, string range) => new("sgr", false, protocol, port, port, [Cidr.Parse(range)], null);

    public static GroupRuleSnapshot IngressFrom(string groupId) => new("sgr", false, "-1", -1, -1, [], groupId);

    public static GroupRuleSnapshot Egress(string range) => new("sgr", true, "-1", -1, -1, [Cidr.Parse(range)], null);

    public Task Become(Func<VpcSnapshot, VpcSnapshot> change) => engine.Describe(Vpc = change(Vpc));

    public Task Rules(params (string GroupId, GroupRuleSnapshot[] Rules)[] groups) => Become(vpc => vpc with { SecurityGroups = [.. groups.Select(g => new SecurityGroupSnapshot(g.GroupId, g.Rules))] });

    public async Task<Member> Join(string subnetId, string? publicAddress = null, params string[] groupIds)
    {
        var taskId = Guid.NewGuid().ToString("N");
        var subnet = Vpc.Subnets.First(s => s.SubnetId == subnetId);
        var address = subnet.Block.First + (uint)Interlocked.Increment(ref last);
        var card = new NativeInterface(
            "eni-" + taskId[..17], "attachment", SubnetAddresses.Mac(address), Vpc.VpcId, Vpc.Block.ToString(), subnetId, subnet.Block.ToString(), Cidr.Text(address), subnet.Block.PrefixLength,
            SubnetAddresses.Gateway(subnet.Block), publicAddress, "box", groupIds);
        taskIds.Add(taskId);
        return new(taskId, await engine.Network.Attach(taskId, card, CancellationToken.None), card);
    }

    /// <summary>Whether a connection from one to another's port comes to be. The port is listened on meanwhile.</summary>
    public static async Task<bool> Reaches(Member from, Member to, int port)
    {
        using var listener = await Listen(to, port);
        using var socket = await Connects(from, to.Address, port);
        return socket is not null;
    }

    /// <summary>Whether nothing that one sends to another's port arrives, though it is listened on.</summary>
    public static async Task<bool> Misses(Member from, Member to, int port, string? address = null)
    {
        using var listener = await Listen(to, port);
        return await Misses(from, address ?? to.Address, port);
    }

    public static async Task<bool> Misses(Member from, string address, int port)
    {
        using var socket = await Connect(await SocketOf(from), address, port, Silence);
        return socket is null;
    }

    public static Task<Socket> Listen(Member at, int port) => ShortThread.InNetwork(at.Pin, () =>
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Any, port));
        socket.Listen();
        return socket;
    });

    /// <returns>Null when nothing answered, or somebody refused.</returns>
    public static async Task<Socket?> Connects(Member from, string address, int port) => await Connect(await SocketOf(from), address, port, Patience);

    /// <summary>From the machine itself.</summary>
    public static Task<Socket?> ConnectsFromMachine(string address, int port) => Connect(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), address, port, Patience);

    public static async Task<bool> MissesFromMachine(string address, int port)
    {
        using var socket = await Connect(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), address, port, Silence);
        return socket is null;
    }

    /// <summary>Whether bytes still get through an open connection.</summary>
    public static Task<bool> Carries(Socket from, Socket to) => Sends(from, to, Patience);

    /// <summary>Whether an open connection carries nothing any more.</summary>
    public static async Task<bool> IsCut(Socket from, Socket to) => !await Sends(from, to, Silence);

    public async ValueTask DisposeAsync()
    {
        foreach (var taskId in taskIds) await engine.Network.Detach(taskId, CancellationToken.None);
        await engine.Forget(Vpc.VpcId);
    }

    private static async Task<bool> Sends(Socket from, Socket to, TimeSpan wait)
    {
        using var patience = new CancellationTokenSource(wait);
        try
        {
            await from.SendAsync(new byte[] { 1 }, patience.Token);
            return await to.ReceiveAsync(new byte[1], patience.Token) == 1;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static Task<Socket> SocketOf(Member member) => ShortThread.InNetwork(member.Pin, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));

    private static async Task<Socket?> Connect(Socket socket, string address, int port, TimeSpan wait)
    {
        using var patience = new CancellationTokenSource(wait);
        try
        {
            await socket.ConnectAsync(IPAddress.Parse(address), port, patience.Token);
            return socket;
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return null;
        }
    }

    internal sealed record Member(string TaskId, string Pin, NativeInterface Card)
    {
        public string Address => Card.PrivateIpv4Address;
    }
}
