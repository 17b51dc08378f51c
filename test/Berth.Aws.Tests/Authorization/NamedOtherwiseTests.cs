using System.Text.Json.Nodes;
using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Ec2;
using Berth.Aws.Tests.Services.Ecs;
using Berth.Aws.Tests.Services.Iam;

namespace Berth.Aws.Tests.Authorization;

/// <summary>What a policy protects stays protected by whatever name a request calls it: users may do everything but touch that one thing.</summary>
public sealed class NamedOtherwiseTests(AwsFront berth)
{
    private readonly ApiClient root = berth.Client();
    private readonly Ec2Scenery ec2 = new(berth.Client());
    private readonly string mark = IamScenery.NewName("otherwise");

    [Theory]
    [InlineData("AuthorizeSecurityGroupIngress")]
    [InlineData("RevokeSecurityGroupIngress")]
    [InlineData("UpdateSecurityGroupRuleDescriptionsIngress")]
    [InlineData("UpdateSecurityGroupRuleDescriptionsEgress")]
    [InlineData("DeleteSecurityGroup")]
    public async Task A_security_group_by_its_name(string action)
    {
        var home = Ec2Scenery.Value(await ec2.Call("DescribeVpcs", "Filter.1.Name", "is-default", "Filter.1.Value.1", "true"), "vpcId");
        var group = await ec2.Group(home, mark);
        await RefusedOf(await AllBut($"arn:aws:ec2:*:*:security-group/{group}"), action, "GroupName", mark,
            "IpPermissions.1.IpProtocol", "tcp", "IpPermissions.1.FromPort", "80", "IpPermissions.1.ToPort", "80", "IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0");
    }

    [Fact]
    public async Task An_elastic_address_by_its_digits_and_by_its_association()
    {
        var vpc = await ec2.Vpc();
        var gateway = Ec2Scenery.Value(await ec2.Call("CreateInternetGateway"), "internetGatewayId");
        await ec2.Call("AttachInternetGateway", "InternetGatewayId", gateway, "VpcId", vpc);
        var subnet = await ec2.Subnet(vpc);
        var (card, other) = (await Card(subnet), await Card(subnet));
        var allocated = await ec2.Call("AllocateAddress", "Domain", "vpc");
        var (allocation, digits) = (Ec2Scenery.Value(allocated, "allocationId"), Ec2Scenery.Value(allocated, "publicIp"));
        var association = Ec2Scenery.Value(await ec2.Call("AssociateAddress", "AllocationId", allocation, "NetworkInterfaceId", card), "associationId");

        var user = await AllBut($"arn:aws:ec2:*:*:elastic-ip/{allocation}");
        await RefusedOf(user, "AssociateAddress", "PublicIp", digits, "NetworkInterfaceId", other);
        await RefusedOf(user, "ReleaseAddress", "PublicIp", digits);
        await RefusedOf(user, "DisassociateAddress", "PublicIp", digits);
        await RefusedOf(user, "DisassociateAddress", "AssociationId", association);
        await RefusedOf(await AllBut($"arn:aws:ec2:*:*:network-interface/{card}", "-card"), "DisassociateAddress", "AssociationId", association);
        await ec2.Call("DisassociateAddress", "AssociationId", association);
        await ec2.Call("ReleaseAddress", "AllocationId", allocation);
    }

    [Fact]
    public async Task A_subnet_and_its_table_by_their_association()
    {
        var vpc = await ec2.Vpc();
        var subnet = await ec2.Subnet(vpc);
        var (table, other) = (await Table(vpc), await Table(vpc));
        var association = Ec2Scenery.Value(await ec2.Call("AssociateRouteTable", "RouteTableId", table, "SubnetId", subnet), "associationId");

        await RefusedOf(await AllBut($"arn:aws:ec2:*:*:route-table/{table}"), "DisassociateRouteTable", "AssociationId", association);
        var user = await AllBut($"arn:aws:ec2:*:*:subnet/{subnet}", "-subnet");
        await RefusedOf(user, "DisassociateRouteTable", "AssociationId", association);
        await RefusedOf(user, "ReplaceRouteTableAssociation", "AssociationId", association, "RouteTableId", other);
        var acl = Ec2Scenery.Value(await ec2.Call("CreateNetworkAcl", "VpcId", vpc), "networkAclId");
        var acls = await ec2.Call("DescribeNetworkAcls", "Filter.1.Name", "association.subnet-id", "Filter.1.Value.1", subnet);
        await RefusedOf(user, "ReplaceNetworkAclAssociation", "AssociationId", Ec2Scenery.Value(acls, "networkAclAssociationId"), "NetworkAclId", acl);
        await ec2.Call("DisassociateRouteTable", "AssociationId", association);
    }

    [Fact]
    public async Task What_an_endpoint_gets_and_loses()
    {
        var vpc = await ec2.Vpc();
        var endpoint = Ec2Scenery.Value(await ec2.Call("CreateVpcEndpoint", "VpcId", vpc, "ServiceName", "com.amazonaws.ap-northeast-1.s3"), "vpcEndpointId");
        var table = await Table(vpc);
        await RefusedOf(await AllBut($"arn:aws:ec2:*:*:route-table/{table}"), "ModifyVpcEndpoint", "VpcEndpointId", endpoint, "AddRouteTableId.1", table);
    }

    [Fact]
    public async Task A_revision_by_another_spelling()
    {
        await root.Call("ecs", "RegisterTaskDefinition", EcsScenery.Definition(mark));
        await root.Call("ecs", "DeregisterTaskDefinition", new JsonObject { ["taskDefinition"] = mark + ":1" });
        var user = await User("", $$"""{"Effect":"Allow","Action":"ecs:DeleteTaskDefinitions","Resource":["arn:aws:ecs:*:*:task-definition/mine*","arn:aws:ecs:*:*:task-definition/{{mark}}:01"]}""");
        Assert.Equal("AccessDeniedException", (await user.Refused("ecs", "DeleteTaskDefinitions", Named(mark + ":1"))).Code);
        Assert.Equal("ClientException", (await user.Refused("ecs", "DeleteTaskDefinitions", Named(mark + ":01"))).Code);
        Assert.Single((await user.Call("ecs", "DeleteTaskDefinitions", Named($"mine:task-definition/{mark}:1")))["failures"]!.AsArray());
        var there = await root.Call("ecs", "DescribeTaskDefinition", new JsonObject { ["taskDefinition"] = mark + ":1" });
        Assert.Equal("INACTIVE", (string)there["taskDefinition"]!["status"]!);

        static JsonObject Named(string definition) => new() { ["taskDefinitions"] = new JsonArray(definition) };
    }

    [Fact]
    public async Task A_role_with_a_path_by_its_name()
    {
        await root.Iam("CreateRole", ("RoleName", mark + "-boss"), ("Path", "/admin/"), ("AssumeRolePolicyDocument", IamScenery.RootTrust));
        var user = await AllBut("arn:aws:iam::*:role/admin/*");
        var request = EcsScenery.Definition(mark);
        request["taskRoleArn"] = mark + "-boss";
        var refused = await user.Refused("ecs", "RegisterTaskDefinition", request);
        Assert.Equal("AccessDeniedException", refused.Code);
        Assert.Contains($"role/admin/{mark}-boss with an explicit deny", refused.Message, StringComparison.Ordinal);
    }

    private static async Task RefusedOf(ApiClient user, string action, params string[] parameters) =>
        Assert.StartsWith("UnauthorizedOperation: ", await new Ec2Scenery(user).Refused(action, parameters), StringComparison.Ordinal);

    private async Task<string> Card(string subnet) => Ec2Scenery.Value(await ec2.Call("CreateNetworkInterface", "SubnetId", subnet), "networkInterfaceId");

    private async Task<string> Table(string vpc) => Ec2Scenery.Value(await ec2.Call("CreateRouteTable", "VpcId", vpc), "routeTableId");

    private Task<ApiClient> AllBut(string resource, string suffix = "") =>
        User(suffix, $$"""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"*","Resource":"{{resource}}"}""");

    private async Task<ApiClient> User(string suffix, string statements)
    {
        var key = await root.UserKey(mark + suffix);
        await root.Iam("PutUserPolicy", ("UserName", mark + suffix), ("PolicyName", "one"), ("PolicyDocument", $$"""{"Version":"2012-10-17","Statement":[{{statements}}]}"""));
        return berth.Client(key);
    }
}
