using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeInternetGateways(NetworkEditor network, PageTokens tokens) : IOperation<DescribeInternetGatewaysRequest, DescribeInternetGatewaysResponse>
{
    private static readonly Ec2Filters<InternetGatewayShape> Filters = new()
    {
        ["internet-gateway-id"] = (x, _) => [x.InternetGatewayId!],
        ["attachment.vpc-id"] = (x, _) => x.Attachments!.Select(a => a.VpcId!),
        ["attachment.state"] = (x, _) => x.Attachments!.Select(a => a.State!),
        ["owner-id"] = (x, _) => [x.OwnerId!],
        ["tag-key"] = (x, _) => Ec2Filters.TagsOf(x.Tags).Keys,
        Tags = x => Ec2Filters.TagsOf(x.Tags),
    };

    public static string Action => "ec2:DescribeInternetGateways";

    public string Resource(DescribeInternetGatewaysRequest request, Caller caller) => "*";

    public async Task<DescribeInternetGatewaysResponse> Handle(DescribeInternetGatewaysRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, _) = await network.Read(cancel);
        var all = state.Of<InternetGatewayRecord>().Select(g => GatewayMapping.ToWire(g, caller.Scope)).ToList();
        var asked = Ec2Selection.ById(all, x => x.InternetGatewayId!, request.InternetGatewayIds, Ec2Errors.InternetGatewayNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, x => x.InternetGatewayId!, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { InternetGateways = page.Items, NextToken = page.NextToken };
    }
}
