using Berth.Domain.Kernel;
using Berth.Domain.Network;
using Berth.Testing.Kernel;
using Berth.Testing.Records;

namespace Berth.Domain.Tests.Network.Rules;

/// <summary>An account's network: what is done is kept and must break no invariant; what is refused is shown as <c>Code: message</c>.</summary>
internal sealed class TestAccount
{
    public static readonly IReadOnlyDictionary<string, string> NoTags = new Dictionary<string, string>();

    public NetworkState State { get; private set; } = NetworkState.Empty;

    public NetworkWorld World { get; private set; } =
        new(AwsScope.Default, ["ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"], [], PublicPool.Unclaimed, new CountingIds(), DateTimeOffset.UnixEpoch) { Quotas = SampleProfiles.Read("aws").Quotas };

    public static string S3List => ManagedPrefixLists.IdOf(PublicServices.Find(PublicServices.S3), AwsScope.Default.Region);

    /// <summary>Keeps what was done.</summary>
    /// <returns>The first id; "" when there is none.</returns>
    public string Do(NetworkOutcome outcome)
    {
        var done = Assert.IsType<NetworkOutcome.Done>(outcome);
        State = done.State;
        Assert.Empty(NetworkInvariants.Broken(State, World));
        return done.Ids is [var first, ..] ? first : "";
    }

    /// <summary>Keeps what was done, and shows what was refused; "" for done.</summary>
    public string Try(NetworkOutcome outcome)
    {
        if (outcome is NetworkOutcome.Refused { Refusal: var no }) return $"{no.Code}: {no.Message}";
        Do(outcome);
        return "";
    }

    public string Vpc(string range = "10.0.0.0/16") => Do(Vpcs.Create(State, World, range, NoTags));

    public string Subnet(string vpc, string range = "10.0.1.0/24") => Do(Subnets.Create(State, World, vpc, range, null, null, NoTags));

    public string Group(string vpc, string name = "web") => Do(SecurityGroups.Create(State, World, name, "a group", vpc, NoTags));

    public T Get<T>(string id)
        where T : class, INetworkResource => State.Find<T>(id)!;

    public SecurityGroupRecord DefaultGroup(string vpc) => State.In<SecurityGroupRecord>(vpc).Single(g => g.GroupName == "default");

    public NetworkAclRecord DefaultAcl(string vpc) => State.In<NetworkAclRecord>(vpc).Single(a => a.IsDefault);

    public void Put(params INetworkResource[] resources) => State = State.With(resources);

    public void Interface(string subnet, params string[] groups) => World = World with
    {
        Interfaces =
        [
            .. World.Interfaces,
            new()
            {
                InterfaceId = World.NewId("eni"), AttachmentId = "", VpcId = Get<SubnetRecord>(subnet).VpcId, SubnetId = subnet, AvailabilityZone = "ap-northeast-1a", MacAddress = "0a:58:0a:00:01:04",
                PrivateIpv4Address = "10.0.1.4", SecurityGroupIds = groups, Owner = "task", Description = "",
            },
        ],
    };

    public void NoInterfaces() => World = World with { Interfaces = [] };

    public void Quotas(Func<Domain.Profiles.Quotas, Domain.Profiles.Quotas> change) => World = World with { Quotas = change(World.Quotas!) };

    public NatGatewayRecord Gateway(string subnet, GatewayState state) => new()
    {
        NatGatewayId = World.NewId("nat"),
        VpcId = Get<SubnetRecord>(subnet).VpcId,
        SubnetId = subnet,
        AllocationId = "eipalloc-1",
        PublicIpv4Address = "198.18.0.70",
        State = state,
        ClientToken = null,
        CreatedAt = World.Now,
        Tags = NoTags,
    };

    public VpcEndpointRecord Endpoint(string subnet, GatewayState state, params string[] groups) => new()
    {
        EndpointId = World.NewId("vpce"),
        VpcId = Get<SubnetRecord>(subnet).VpcId,
        Type = "Interface",
        ServiceName = "com.amazonaws.ap-northeast-1.logs",
        State = state,
        SubnetIds = [subnet],
        SecurityGroupIds = groups,
        ClientToken = null,
        CreatedAt = World.Now,
        Tags = NoTags,
    };
}
