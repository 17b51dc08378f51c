using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class AddressesTests
{
    private readonly GatewayScenery net = new();
    private readonly string vpc;
    private readonly string subnet;
    private readonly string card;
    private readonly string allocation;

    public AddressesTests()
    {
        vpc = net.Vpc();
        subnet = net.Subnet(vpc);
        card = net.OwnCard(subnet);
        allocation = net.Address();
    }

    [Fact]
    public void The_quota_is_the_profiles()
    {
        var five = net.World.Quotas! with { ElasticAddresses = 1 };
        Assert.Equal(
            "AddressLimitExceeded: The maximum number of addresses has been reached.",
            net.Refused((s, w) => Addresses.Allocate(s, w with { Quotas = five }, "eipalloc-1", "198.18.0.200", GatewayScenery.NoTags)));
    }

    [Fact]
    public void It_leads_to_one_interface_and_moves_when_it_may()
    {
        Assert.Equal($"Gateway.NotAttached: Network {vpc} is not attached to any internet gateway", Refused(allocation, card));
        net.Gateway(vpc);
        var association = Associate(allocation, card);
        Assert.Equal(association, Associate(allocation, card));
        var (second, other) = (net.OwnCard(subnet), net.Address());
        Assert.Equal($"Resource.AlreadyAssociated: resource {allocation} is already associated with associate-id {association}", Refused(allocation, second, mayMove: false));
        Assert.Equal($"Resource.AlreadyAssociated: resource {card} is already associated with associate-id {association}", Refused(other, card, mayMove: false));
        var moved = Associate(allocation, second);
        Assert.NotEqual(association, moved);
        Associate(other, second);
        Assert.Null(net.Get<AddressRecord>(allocation).AssociationId);
        Assert.Equal(second, net.Get<AddressRecord>(other).InterfaceId);
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        net.Gateway(vpc);
        Assert.Equal("InvalidAllocationID.NotFound: The allocation ID 'eipalloc-0' does not exist", Refused("eipalloc-0", card));
        Assert.Equal("InvalidNetworkInterfaceID.NotFound: The networkInterface ID 'eni-0' does not exist", Refused(allocation, "eni-0"));
        Assert.Equal("AuthFailure: You do not have permission to access the specified resource.", Refused(allocation, net.Card(subnet, "arn:task", InterfaceUse.Task)!));
        Assert.Equal("MissingParameter: The request must contain the parameter networkInterfaceId", Refused(allocation, null));
        Assert.StartsWith("MissingParameter", Refused(null, card), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameterValue", net.Refused((s, w) => Addresses.Associate(s, w, new(allocation, null, card, "10.0.0.99", true))), StringComparison.Ordinal);
        Assert.Equal("InvalidAssociationID.NotFound: The association ID 'eipassoc-0' does not exist", net.Refused((s, _) => Addresses.Disassociate(s, "eipassoc-0", null)));
        Assert.Equal("InvalidAddress.NotFound: Address '1.2.3.4' not found.", net.Refused((s, _) => Addresses.Disassociate(s, null, "1.2.3.4")));
    }

    [Fact]
    public void It_is_released_when_it_leads_nowhere()
    {
        net.Gateway(vpc);
        var address = net.Get<AddressRecord>(allocation).PublicIpv4Address;
        var association = Associate(allocation, card);
        Assert.Equal($"InvalidIPAddress.InUse: Address {address} is in use.", net.Refused((s, _) => Addresses.Release(s, allocation, null)));
        net.Do((s, _) => Addresses.Disassociate(s, association, null));
        Assert.Equal("InvalidParameterValue: You must specify an allocation id when releasing a VPC elastic IP address", net.Refused((s, _) => Addresses.Release(s, null, address)));
        net.Do((s, _) => Addresses.Release(s, allocation, null));
        Assert.Equal($"InvalidAllocationID.NotFound: The allocation ID '{allocation}' does not exist", net.Refused((s, _) => Addresses.Release(s, allocation, null)));
    }

    [Fact]
    public void A_nat_gateways_address_is_the_gateways()
    {
        net.Gateway(vpc);
        var nat = net.Nat(subnet, allocation);
        const string No = "AuthFailure: You do not have permission to access the specified resource.";
        Assert.Equal(No, net.Refused((s, _) => Addresses.Release(s, allocation, null)));
        Assert.Equal(No, Refused(allocation, card));
        Assert.Equal(No, net.Refused((s, _) => Addresses.Disassociate(s, net.Get<AddressRecord>(allocation).AssociationId, null)));
        Assert.StartsWith($"Resource.AlreadyAssociated: resource {allocation} is already associated", net.Refused((s, w) => NatGateways.Create(s, w, new(subnet, allocation, null, GatewayScenery.NoTags))), StringComparison.Ordinal);
        net.Settle();
        net.Do((s, _) => NatGateways.Delete(s, nat));
        Assert.Equal(No, net.Refused((s, _) => Addresses.Release(s, allocation, null)));
        net.Settle();
        net.Do((s, _) => Addresses.Release(s, allocation, null));
    }

    private string Associate(string address, string to) => net.Do((s, w) => Addresses.Associate(s, w, new(address, null, to, null, true)))[0];

    private string Refused(string? address, string? to, bool mayMove = true) => net.Refused((s, w) => Addresses.Associate(s, w, new(address, null, to, null, mayMove)));
}
