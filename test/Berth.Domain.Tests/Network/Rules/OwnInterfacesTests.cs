using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class OwnInterfacesTests
{
    private readonly GatewayScenery net = new();
    private readonly string vpc;
    private readonly string subnet;

    public OwnInterfacesTests()
    {
        vpc = net.Vpc();
        subnet = net.Subnet(vpc, "10.0.0.0/28");
    }

    [Fact]
    public void It_has_the_default_group_unless_others_are_named()
    {
        Assert.Equal("default", net.Get<SecurityGroupRecord>(Assert.Single(net.Do((s, w) => OwnInterfaces.Create(s, w, new(subnet, [], null, null))))).GroupName);
        var other = net.Vpc();
        var elsewhere = net.State.In<SecurityGroupRecord>(other).Single().GroupId;
        Assert.StartsWith("InvalidGroup.NotFound", Refused(groups: [elsewhere]), StringComparison.Ordinal);
        Assert.StartsWith("InvalidGroup.NotFound", Refused(groups: ["sg-0"]), StringComparison.Ordinal);
        Assert.StartsWith("InvalidSubnetID.NotFound", net.Refused((s, w) => OwnInterfaces.Create(s, w, new("subnet-0", [], null, null))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.300", "InvalidParameterValue")]
    [InlineData("10.0.1.4", "InvalidParameterValue")]
    [InlineData("10.0.0.3", "InvalidParameterValue")]
    [InlineData("10.0.0.15", "InvalidParameterValue")]
    [InlineData("10.0.0.4", "InvalidIPAddress.InUse")]
    [InlineData("10.0.0.5", null)]
    public void An_address_that_is_wished_for_must_be_there_to_give(string address, string? code)
    {
        net.Card(subnet, "arn:task", InterfaceUse.Task);
        Assert.Equal(code, (net.Try((s, w) => OwnInterfaces.Create(s, w, new(subnet, [], address, null))) as NetworkOutcome.Refused)?.Refusal.Code);
    }

    [Fact]
    public void A_full_subnet_gives_none()
    {
        net.Fill(subnet);
        Assert.Equal("InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.", Refused());
    }

    [Fact]
    public void A_token_names_its_interface()
    {
        Assert.Null(OwnInterfaces.IdOf(""));
        var id = OwnInterfaces.IdOf("token")!;
        Assert.Matches("^eni-[0-9a-f]{17}$", id);
        net.Card(subnet, id, InterfaceUse.Own);
        net.Do((s, w) => OwnInterfaces.Create(s, w, new(subnet, [], null, "token")));
        var other = net.Subnet(vpc, "10.0.1.0/28");
        Assert.StartsWith("IdempotentParameterMismatch", net.Refused((s, w) => OwnInterfaces.Create(s, w, new(other, [], null, "token"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Those_of_tasks_and_gateways_are_theirs()
    {
        var task = net.Card(subnet, "arn:task", InterfaceUse.Task)!;
        Assert.Equal($"InvalidNetworkInterface.InUse: Interface: [{task}] in use.", net.Refused((s, w) => OwnInterfaces.Delete(s, w, task)));
        Assert.Equal("AuthFailure: You do not have permission to access the specified resource.", net.Refused((s, w) => OwnInterfaces.Modify(s, w, task, null)));
        Assert.StartsWith("InvalidNetworkInterfaceID.NotFound", net.Refused((s, w) => OwnInterfaces.Delete(s, w, "eni-0")), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_elastic_address_leads_nowhere_when_it_goes()
    {
        net.Gateway(vpc);
        var (card, allocation) = (net.OwnCard(subnet), net.Address());
        net.Do((s, w) => Addresses.Associate(s, w, new(allocation, null, card, null, true)));
        net.Do((s, w) => OwnInterfaces.Delete(s, w, card));
        Assert.Null(net.Get<AddressRecord>(allocation).AssociationId);
    }

    private string Refused(IReadOnlyList<string>? groups = null) => net.Refused((s, w) => OwnInterfaces.Create(s, w, new(subnet, groups ?? [], null, null)));
}
