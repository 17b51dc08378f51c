using Berth.Domain.Network;

namespace Berth.Domain.Tests.Network.Rules;

public sealed class EndpointsTests
{
    private readonly GatewayScenery net = new();
    private readonly string vpc;
    private readonly string first;
    private readonly string second;

    public EndpointsTests()
    {
        vpc = net.Vpc();
        first = net.Subnet(vpc);
        second = net.Subnet(vpc, "10.0.1.0/24", zone: 1);
    }

    [Fact]
    public void An_interface_endpoint_waits_for_its_interfaces_with_the_default_group_and_private_dns()
    {
        var endpoint = net.Get<VpcEndpointRecord>(net.Endpoint(vpc, "logs", "Interface", e => e with { SubnetIds = [first, second] }));
        Assert.Equal((GatewayState.Pending, true), (endpoint.State, endpoint.PrivateDnsEnabled));
        Assert.Equal("default", net.Get<SecurityGroupRecord>(Assert.Single(endpoint.SecurityGroupIds)).GroupName);
    }

    [Fact]
    public void A_gateway_endpoint_is_there_at_once_with_its_routes_which_go_with_it()
    {
        var (table, other) = (net.Table(vpc), net.MainTable(vpc).RouteTableId);
        var id = net.Endpoint(vpc, "s3", "Gateway", e => e with { RouteTableIds = [table] });
        Assert.Equal(GatewayState.Available, net.Get<VpcEndpointRecord>(id).State);
        var route = net.Get<RouteTableRecord>(table).Routes[1];
        Assert.Equal(("pl-61a54008", id), (route.DestinationPrefixListId, route.GatewayId));
        Assert.Equal(RouteTarget.GatewayEndpoint, VpcSnapshots.TargetOf(route, vpc, net.State));
        Assert.Equal($"RouteAlreadyExists: route table {table} already has a route with destination-prefix-list-id pl-61a54008", Refused("s3", "Gateway", e => e with { RouteTableIds = [table] }));

        net.Do((s, w) => Endpoints.Modify(s, w, new(id) { AddRouteTableIds = [other], RemoveRouteTableIds = [table] }));
        Assert.Single(net.Get<RouteTableRecord>(table).Routes);
        Assert.Equal(2, net.Get<RouteTableRecord>(other).Routes.Count);
        Assert.Empty(net.Do((s, _) => Endpoints.Delete(s, [id])));
        Assert.Single(net.Get<RouteTableRecord>(other).Routes);
        Assert.Equal([id, "vpce-0"], net.Do((s, _) => Endpoints.Delete(s, [id, "vpce-0"])));
    }

    [Fact]
    public void A_table_that_goes_leaves_its_endpoint()
    {
        var table = net.Table(vpc);
        var id = net.Endpoint(vpc, "s3", "Gateway", e => e with { RouteTableIds = [table] });
        net.Do((s, _) => RouteTables.Delete(s, table));
        Assert.Empty(net.Get<VpcEndpointRecord>(id).RouteTableIds);
    }

    [Fact]
    public void What_a_service_does_not_have_is_refused()
    {
        Assert.Equal("InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.ap-northeast-1.sqs' does not exist", Refused("sqs", "Interface"));
        Assert.Equal("InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.ap-northeast-1.iam' does not exist", Refused("iam", "Interface"));
        Assert.Equal("InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]).", Refused("logs", "Gateway"));
        Assert.StartsWith("InvalidParameter: Subnet IDs are only supported", Refused("s3", "Gateway", e => e with { SubnetIds = [first] }), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameter: Route table IDs are only supported", Refused("logs", "Interface", e => e with { RouteTableIds = [net.MainTable(vpc).RouteTableId] }), StringComparison.Ordinal);
        Assert.StartsWith("InvalidSubnetID.NotFound", Refused("logs", "Interface", e => e with { SubnetIds = ["subnet-0"] }), StringComparison.Ordinal);
        Assert.StartsWith("InvalidGroup.NotFound", Refused("logs", "Interface", e => e with { SecurityGroupIds = ["sg-0"] }), StringComparison.Ordinal);
        Assert.Equal("InvalidPolicyDocument: Could not parse the policy: Statement is empty!", Refused("logs", "Interface", e => e with { PolicyDocument = """{"Statement":[]}""" }));
        Assert.StartsWith("InvalidPolicyDocument: This policy contains invalid Json", Refused("logs", "Interface", e => e with { PolicyDocument = "{" }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}""", true)]
    [InlineData("""{"Version":"2012-10-17","Statement":{"Sid":"all","Action":["*"],"Effect":"Allow","Principal":{"AWS":"*"},"Resource":["*"]}}""", true)]
    [InlineData("""{"Statement":[{"Action":"s3:*","Effect":"Allow","Principal":"*","Resource":"*"}]}""", true)]
    [InlineData("""{"Statement":[{"Action":"*","Effect":"Allow","Resource":"*"}]}""", false)]
    [InlineData("[]", false)]
    [InlineData("7", false)]
    [InlineData("null", false)]
    public void A_policy_says_who_may_do_what(string document, bool taken) => Assert.Equal(taken, EndpointPolicies.Judge(document) is null);

    [Fact]
    public void A_policy_stays_until_it_is_changed_or_reset()
    {
        const string First = """{"Statement":[{"Action":"logs:*","Effect":"Allow","Principal":"*","Resource":"*"}]}""";
        const string Second = """{"Statement":[{"Action":"*","Effect":"Deny","Principal":"*","Resource":"*"}]}""";
        var id = net.Endpoint(vpc, "logs", "Interface", e => e with { PolicyDocument = First });
        Assert.Equal(First, EndpointPolicies.Of(net.State.Find<VpcEndpointRecord>(id)!));
        net.Do((s, w) => Endpoints.Modify(s, w, new(id)));
        Assert.Equal(First, EndpointPolicies.Of(net.State.Find<VpcEndpointRecord>(id)!));
        net.Do((s, w) => Endpoints.Modify(s, w, new(id) { PolicyDocument = Second }));
        Assert.Equal(Second, EndpointPolicies.Of(net.State.Find<VpcEndpointRecord>(id)!));
        net.Do((s, w) => Endpoints.Modify(s, w, new(id) { ResetPolicy = true }));
        Assert.Null(net.State.Find<VpcEndpointRecord>(id)!.PolicyDocument);
    }

    [Fact]
    public void Private_dns_needs_the_vpcs_and_a_name_that_is_free()
    {
        net.Endpoint(vpc, "logs", "Interface");
        Assert.Equal(
            $"InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for logs.ap-northeast-1.amazonaws.com in the VPC {vpc}", Refused("logs", "Interface"));
        net.Endpoint(vpc, "logs", "Interface", e => e with { PrivateDns = false });
        var plain = net.Vpc(hostnames: false);
        var id = net.Endpoint(plain, "logs", "Interface", e => e with { PrivateDns = false });
        var off = $"InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {plain}";
        Assert.Equal(off, net.Refused((s, w) => Endpoints.Create(s, w, new(plain, GatewayScenery.Service("ecr.api"), "Interface") { Tags = GatewayScenery.NoTags })));
        Assert.Equal(off, net.Refused((s, w) => Endpoints.Modify(s, w, new(id) { PrivateDns = true })));
    }

    [Fact]
    public void One_subnet_in_each_zone_with_an_address_to_give()
    {
        var twin = net.Subnet(vpc, "10.0.2.0/28");
        Assert.StartsWith(
            $"DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of {twin}.", Refused("logs", "Interface", e => e with { SubnetIds = [first, twin] }), StringComparison.Ordinal);
        net.Fill(twin);
        Assert.Equal(
            "InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.", Refused("logs", "Interface", e => e with { SubnetIds = [twin] }));
    }

    [Fact]
    public void The_same_token_makes_the_same_endpoint()
    {
        var id = net.Endpoint(vpc, "logs", "Interface", e => e with { ClientToken = "t" });
        Assert.Equal(id, net.Endpoint(vpc, "logs", "Interface", e => e with { ClientToken = "t" }));
        Assert.StartsWith("IdempotentParameterMismatch", Refused("sts", "Interface", e => e with { ClientToken = "t" }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_names_what_the_endpoint_has()
    {
        var id = net.Endpoint(vpc, "logs", "Interface", e => e with { SubnetIds = [first] });
        net.Settle();
        Assert.StartsWith("InvalidVpcEndpointId.NotFound: The Vpc Endpoint Id 'vpce-0' does not exist", Modify(new("vpce-0")), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameter: Subnet", Modify(new(id) { RemoveSubnetIds = [second] }), StringComparison.Ordinal);
        Assert.StartsWith("InvalidParameter: At least one", Modify(new(id) { RemoveSecurityGroupIds = net.Get<VpcEndpointRecord>(id).SecurityGroupIds }), StringComparison.Ordinal);
        net.Do((s, w) => Endpoints.Modify(s, w, new(id) { AddSubnetIds = [second], RemoveSubnetIds = [first] }));
        net.Settle();
        Assert.Equal(second, Assert.Single(net.Get<VpcEndpointRecord>(id).Interfaces).SubnetId);
        Assert.Equal(second, Assert.Single(net.Cards).SubnetId);
        net.Do((s, _) => Endpoints.Delete(s, [id]));
        Assert.StartsWith("InvalidParameter: VPC endpoint", Modify(new(id) { PrivateDns = false }), StringComparison.Ordinal);

        string Modify(EndpointChange change) => net.Refused((s, w) => Endpoints.Modify(s, w, change));
    }

    private string Refused(string service, string type, Func<EndpointWish, EndpointWish>? change = null)
    {
        var wish = new EndpointWish(vpc, GatewayScenery.Service(service), type) { Tags = GatewayScenery.NoTags };
        return net.Refused((s, w) => Endpoints.Create(s, w, change?.Invoke(wish) ?? wish));
    }
}
