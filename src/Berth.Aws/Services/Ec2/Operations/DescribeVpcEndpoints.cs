using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeVpcEndpoints(NetworkEditor network, PageTokens tokens) : IOperation<DescribeVpcEndpointsRequest, DescribeVpcEndpointsResponse>
{
    private static readonly Ec2Filters<VpcEndpointShape> Filters = new()
    {
        ["vpc-endpoint-id"] = (x, _) => [x.VpcEndpointId!],
        ["vpc-endpoint-type"] = (x, _) => [x.VpcEndpointType!],
        ["vpc-endpoint-state"] = (x, _) => [x.State!],
        ["service-name"] = (x, _) => [x.ServiceName!],
        ["service-region"] = (x, _) => [x.ServiceRegion!],
        ["ip-address-type"] = (x, _) => [x.IpAddressType!],
        ["vpc-id"] = (x, _) => [x.VpcId!],
        ["tag-key"] = (x, _) => Ec2Filters.TagsOf(x.Tags).Keys,
        Tags = x => Ec2Filters.TagsOf(x.Tags),
    };

    public static string Action => "ec2:DescribeVpcEndpoints";

    public string Resource(DescribeVpcEndpointsRequest request, Caller caller) => "*";

    public async Task<DescribeVpcEndpointsResponse> Handle(DescribeVpcEndpointsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, world) = await network.Read(cancel);
        var all = state.Of<VpcEndpointRecord>().Select(e => EndpointMapping.ToWire(e, state, world)).ToList();
        var asked = Ec2Selection.ById(all, x => x.VpcEndpointId!, request.VpcEndpointIds, Ec2Errors.EndpointNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, x => x.VpcEndpointId!, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { VpcEndpoints = page.Items, NextToken = page.NextToken };
    }
}
