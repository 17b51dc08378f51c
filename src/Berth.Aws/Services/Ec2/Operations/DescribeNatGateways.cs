using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Those that failed or were deleted are shown for an hour.</summary>
internal sealed class DescribeNatGateways(NetworkEditor network, PageTokens tokens) : IOperation<DescribeNatGatewaysRequest, DescribeNatGatewaysResponse>
{
    private static readonly Ec2Filters<NatGatewayShape> Filters = new()
    {
        ["nat-gateway-id"] = (x, _) => [x.NatGatewayId!],
        ["state"] = (x, _) => [x.State!],
        ["subnet-id"] = (x, _) => [x.SubnetId!],
        ["vpc-id"] = (x, _) => [x.VpcId!],
        ["tag-key"] = (x, _) => Ec2Filters.TagsOf(x.Tags).Keys,
        Tags = x => Ec2Filters.TagsOf(x.Tags),
    };

    public static string Action => "ec2:DescribeNatGateways";

    public string Resource(DescribeNatGatewaysRequest request, Caller caller) => "*";

    public async Task<DescribeNatGatewaysResponse> Handle(DescribeNatGatewaysRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, _) = await network.Read(cancel);
        var all = state.Of<NatGatewayRecord>().Select(g => GatewayMapping.ToWire(g, state)).ToList();
        var asked = Ec2Selection.ById(all, x => x.NatGatewayId!, request.NatGatewayIds, Ec2Errors.NatGatewayNotFound);
        var found = Filters.Apply(asked, request.Filter, caller);
        var page = tokens.Cut(found, x => x.NatGatewayId!, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { NatGateways = page.Items, NextToken = page.NextToken };
    }
}
