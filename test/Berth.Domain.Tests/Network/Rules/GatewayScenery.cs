using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Testing.Kernel;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Network.Rules;

/// <summary>An account's network that rules change one after another, with subnets that give interfaces as theirs do.</summary>
internal sealed class GatewayScenery
{
    public static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    private static readonly string[] Zones = ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"];
    private readonly CountingIds ids = new();
    private uint publicAddresses = Cidr.ParseAddress("198.18.0.64");

    public NetworkState State { get; private set; } = NetworkState.Empty;

    public List<NetworkInterfaceRecord> Cards { get; } = [];

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public NetworkWorld World => new(AwsScope.Default, Zones, [.. Cards], PublicPool.Unclaimed, ids, Now) { Quotas = SampleProfiles.Read("handbook").Quotas };

    public static string Service(string name) => $"com.amazonaws.ap-northeast-1.{name}";

    public NetworkOutcome Try(Func<NetworkState, NetworkWorld, NetworkOutcome> rule)
    {
        var outcome = rule(State, World);
        if (outcome is NetworkOutcome.Done done) State = done.State;
        return outcome;
    }

    public IReadOnlyList<string> Do(Func<NetworkState, NetworkWorld, NetworkOutcome> rule) => Assert.IsType<NetworkOutcome.Done>(Try(rule)).Ids;

    /// <returns>Code and message; the network is as it was.</returns>
    public string Refused(Func<NetworkState, NetworkWorld, NetworkOutcome> rule)
    {
        var refusal = Assert.IsType<NetworkOutcome.Refused>(Try(rule)).Refusal;
        return $"{refusal.Code}: {refusal.Message}";
    }

    public T Get<T>(string id)
        where T : class, INetworkResource => State.Find<T>(id) ?? throw new InvalidOperationException($"There is no {id}.");

    /// <param name="hostnames">As ModifyVpcAttribute would turn them on.</param>
    public string Vpc(string block = "10.0.0.0/16", bool hostnames = true)
    {
        var id = Do((s, w) => Vpcs.Create(s, w, block, NoTags))[0];
        if (hostnames) Do((s, _) => Vpcs.Change(s, id, null, true));
        return id;
    }

    public string Subnet(string vpc, string block = "10.0.0.0/24", int zone = 0) => Do((s, w) => Subnets.Create(s, w, vpc, block, Zones[zone], null, NoTags))[0];

    public string Gateway(string? vpc = null)
    {
        var id = Do((s, w) => InternetGateways.Create(s, w, NoTags))[0];
        if (vpc is not null) Do((s, _) => InternetGateways.Attach(s, id, vpc));
        return id;
    }

    public string Table(string vpc) => Do((s, w) => RouteTables.Create(s, w, vpc, null, NoTags))[0];

    public RouteTableRecord MainTable(string vpc) => State.In<RouteTableRecord>(vpc).Single(t => t.IsMain);

    public NetworkAclRecord DefaultAcl(string vpc) => State.In<NetworkAclRecord>(vpc).Single(a => a.IsDefault);

    public string Address() => Assert.IsType<NetworkOutcome.Done>(TryAddress()).Ids[0];

    /// <summary>An address and an id that no other has had, as the pool gives them.</summary>
    public NetworkOutcome TryAddress() => Try((s, w) => Addresses.Allocate(s, w, "eipalloc-" + ids.Hex(17), Cidr.Text(publicAddresses++), NoTags));

    public string Nat(string subnet, string allocation, string? token = null) => Do((s, w) => NatGateways.Create(s, w, new(subnet, allocation, token, NoTags)))[0];

    public string Endpoint(string vpc, string service, string type, Func<EndpointWish, EndpointWish>? change = null)
    {
        var wish = new EndpointWish(vpc, Service(service), type) { Tags = NoTags };
        return Do((s, w) => Endpoints.Create(s, w, change?.Invoke(wish) ?? wish))[0];
    }

    /// <returns>The interface's id; null when the subnet is full.</returns>
    public string? Card(string subnetId, string owner, InterfaceUse use, IReadOnlyList<string>? groups = null, string? publicAddress = null)
    {
        var subnet = Get<SubnetRecord>(subnetId);
        if (Cards.Find(c => c.Owner == owner) is { } known) return known.InterfaceId;
        if (SubnetAddresses.Choose(subnet.Block, Cards.Where(c => c.SubnetId == subnetId).Select(c => Cidr.ParseAddress(c.PrivateIpv4Address)).ToHashSet(), null) is not { } address) return null;
        var id = owner.StartsWith("eni-", StringComparison.Ordinal) ? owner : "eni-" + ids.Hex(17);
        Cards.Add(new()
        {
            InterfaceId = id,
            AttachmentId = "",
            VpcId = subnet.VpcId,
            SubnetId = subnetId,
            AvailabilityZone = subnet.AvailabilityZone,
            MacAddress = SubnetAddresses.Mac(address),
            PrivateIpv4Address = Cidr.Text(address),
            PublicIpv4Address = publicAddress,
            SecurityGroupIds = groups ?? [],
            Owner = owner,
            Description = "",
            Use = use,
        });
        return id;
    }

    public string OwnCard(string subnetId) => Card(subnetId, "eni-" + ids.Hex(17), InterfaceUse.Own) ?? throw new InvalidOperationException("The subnet is full.");

    public void Fill(string subnetId)
    {
        for (var i = 0; Card(subnetId, $"task/{subnetId}/{i}", InterfaceUse.Task) is not null; i++)
        {
            // Until there is no address left.
        }
    }

    /// <summary>Does what the network's owner does, until there is nothing to do.</summary>
    /// <param name="stepsMax">Cut off after so many steps, as by a crash.</param>
    public void Settle(int stepsMax = int.MaxValue)
    {
        var refused = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; ; round++)
        {
            Assert.True(round < 50, "The network's owner never comes to rest.");
            var plan = GatewayLifecycle.Next(State, World, refused);
            var changed = !ReferenceEquals(plan.State, State);
            State = plan.State;
            if (plan.Steps.Count == 0 && !changed) return;
            foreach (var step in plan.Steps)
            {
                if (stepsMax-- == 0) return;
                Take(step, refused);
            }
        }
    }

    private void Take(GatewayStep step, HashSet<string> refused)
    {
        switch (step)
        {
            case GatewayStep.GiveInterface give:
                if (Card(give.SubnetId, give.Owner, give.Use, give.SecurityGroupIds, give.PublicIpv4Address) is null) refused.Add(give.Owner);
                break;
            case GatewayStep.TakeInterface take:
                Cards.RemoveAll(c => c.Owner == take.Owner);
                break;
            case GatewayStep.ChangeGroups change:
                var index = Cards.FindIndex(c => c.Owner == change.Owner);
                Cards[index] = Cards[index] with { SecurityGroupIds = change.SecurityGroupIds };
                break;
            default:
                throw new InvalidOperationException($"Unknown step {step}.");
        }
    }
}
