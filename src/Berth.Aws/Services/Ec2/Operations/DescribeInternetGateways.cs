using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeInternetGateways(IStore store, PageTokens tokens) : IOperation<DescribeInternetGatewaysRequest, DescribeInternetGatewaysResponse>
{
    private static readonly Ec2Filters<InternetGatewayRecord> Filters = new()
    {
        ["internet-gateway-id"] = (x, _) => [x.InternetGatewayId],
        ["attachment.vpc-id"] = (x, _) => [x.VpcId],
        ["attachment.state"] = (_, _) => ["available"],
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
        ["tag-key"] = (x, _) => x.Tags.Keys,
        Tags = x => x.Tags,
    };

    public static string Action => "ec2:DescribeInternetGateways";

    public string Resource(DescribeInternetGatewaysRequest request, Caller caller) => "*";

    public async Task<DescribeInternetGatewaysResponse> Handle(DescribeInternetGatewaysRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<InternetGatewayRecord>(Ec2Names.InternetGatewayKind, cancel: cancel);
        var asked = Ec2Selection.ById(all, g => g.InternetGatewayId, request.InternetGatewayIds, Ec2Errors.InternetGatewayNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, g => g.InternetGatewayId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { InternetGateways = [.. page.Items.Select(g => Ec2Mapping.ToWire(g, caller.Scope))], NextToken = page.NextToken };
    }
}
