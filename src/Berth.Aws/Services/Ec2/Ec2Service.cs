using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Operations;
using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2;

internal static class Ec2Service
{
    public static readonly AwsService Instance = new("ec2", Ec2Model.Instance, OperationBinding.Table(
        OperationBinding.Of<DescribeAvailabilityZones, DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResponse>(),
        OperationBinding.Of<DescribeInternetGateways, DescribeInternetGatewaysRequest, DescribeInternetGatewaysResponse>(),
        OperationBinding.Of<DescribeNetworkInterfaces, DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResponse>(),
        OperationBinding.Of<DescribeRegions, DescribeRegionsRequest, DescribeRegionsResponse>(),
        OperationBinding.Of<DescribeRouteTables, DescribeRouteTablesRequest, DescribeRouteTablesResponse>(),
        OperationBinding.Of<DescribeSecurityGroupRules, DescribeSecurityGroupRulesRequest, DescribeSecurityGroupRulesResponse>(),
        OperationBinding.Of<DescribeSecurityGroups, DescribeSecurityGroupsRequest, DescribeSecurityGroupsResponse>(),
        OperationBinding.Of<DescribeSubnets, DescribeSubnetsRequest, DescribeSubnetsResponse>(),
        OperationBinding.Of<DescribeVpcs, DescribeVpcsRequest, DescribeVpcsResponse>()), Ec2Errors.From);
}
