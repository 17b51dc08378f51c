using Berth.Aws.Tests.Driving;
using Berth.Aws.Tests.Services.Ec2;
using static Berth.Aws.Tests.Driving.SessionScenery;
using static Berth.Aws.Tests.Services.Ec2.Ec2Scenery;

namespace Berth.Aws.Tests.Authorization;

/// <summary>What comes through a VPC endpoint must be permitted by the endpoint's policy too, whoever asks.</summary>
public sealed class EndpointPolicyTests(ServiceAddressesFront berth) : IClassFixture<ServiceAddressesFront>
{
    private const string Logs = "com.amazonaws.ap-northeast-1.logs";
    private const string ReadOnly = """{"Statement":[{"Sid":"Reading","Effect":"Allow","Principal":"*","Action":"logs:Describe*","Resource":"*"}]}""";
    private readonly Ec2Scenery ec2 = new(berth.Client());

    [Fact]
    public async Task The_policy_of_the_endpoint_decides_until_it_is_reset()
    {
        var (vpc, id) = await Endpoint(ReadOnly);
        Assert.Equal(ReadOnly, Value(await ec2.Call("DescribeVpcEndpoints", "VpcEndpointId.1", id), "policyDocument"));
        var logs = berth.At("logs");
        berth.BehindVpc = vpc;
        await logs.Call("logs", "DescribeLogGroups");
        var refused = await logs.Refused("logs", "CreateLogGroup", Group());
        Assert.Equal("AccessDeniedException", refused.Code);
        Assert.EndsWith("because no VPC endpoint policy allows the logs:CreateLogGroup action", refused.Message, StringComparison.Ordinal);

        await ec2.Call("ModifyVpcEndpoint", "VpcEndpointId", id, "PolicyDocument", """{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"logs:Create*","Resource":"*"}]}""");
        Assert.EndsWith("with an explicit deny in a VPC endpoint policy", (await logs.Refused("logs", "CreateLogGroup", Group())).Message, StringComparison.Ordinal);
        await ec2.Call("ModifyVpcEndpoint", "VpcEndpointId", id, "ResetPolicy", "true");
        await logs.Call("logs", "CreateLogGroup", Group());
    }

    [Fact]
    public async Task Nobody_elses_requests_are_concerned()
    {
        var (_, _) = await Endpoint(ReadOnly);
        berth.BehindVpc = null;
        await berth.At("logs").Call("logs", "CreateLogGroup", Group());
        berth.BehindVpc = await ec2.Vpc(); // Which has no endpoint.
        await berth.At("logs").Call("logs", "CreateLogGroup", Group());
        await berth.Client().Call("logs", "CreateLogGroup", Group());
    }

    [Fact]
    public async Task Policies_can_name_the_endpoint_and_the_vpc()
    {
        var (vpc, id) = await Endpoint(null);
        var key = await (await new SessionScenery(berth).Role(Statement("Allow", "logs:*", condition: $$$"""{"StringEquals":{"aws:SourceVpce":"{{{id}}}","aws:SourceVpc":"{{{vpc}}}"}}"""))).Key();
        var session = berth.At("logs", key);
        berth.BehindVpc = null;
        await session.Refused("logs", "DescribeLogGroups");
        berth.BehindVpc = vpc;
        await session.Call("logs", "DescribeLogGroups");
        await berth.Client(key).Refused("logs", "DescribeLogGroups");
    }

    private async Task<(string Vpc, string Id)> Endpoint(string? policy)
    {
        var vpc = await ec2.Vpc();
        var created = await ec2.Call("CreateVpcEndpoint", ["VpcId", vpc, "ServiceName", Logs, "VpcEndpointType", "Interface", "PrivateDnsEnabled", "false", .. policy is null ? [] : new[] { "PolicyDocument", policy }]);
        return (vpc, Value(created, "vpcEndpointId"));
    }

    private static System.Text.Json.Nodes.JsonObject Group() => new() { ["logGroupName"] = "group-" + Guid.NewGuid().ToString("N") };
}
