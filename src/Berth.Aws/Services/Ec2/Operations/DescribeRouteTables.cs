using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeRouteTables(IStore store, PageTokens tokens) : IOperation<DescribeRouteTablesRequest, DescribeRouteTablesResponse>
{
    private static readonly Ec2Filters<RouteTableRecord> Filters = new()
    {
        ["route-table-id"] = (x, _) => [x.RouteTableId],
        ["vpc-id"] = (x, _) => [x.VpcId],
        ["association.main"] = (x, _) => [Ec2Filters.Text(x.IsMain)],
        ["association.subnet-id"] = (x, _) => x.SubnetAssociations.Values,
        ["association.route-table-id"] = (x, _) => [x.RouteTableId],
        ["route.destination-cidr-block"] = (x, _) => x.Routes.Select(r => r.DestinationCidrBlock),
        ["route.gateway-id"] = (x, _) => x.Routes.Select(r => r.GatewayId),
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
        ["tag-key"] = (x, _) => x.Tags.Keys,
        Tags = x => x.Tags,
    };

    public static string Action => "ec2:DescribeRouteTables";

    public string Resource(DescribeRouteTablesRequest request, Caller caller) => "*";

    public async Task<DescribeRouteTablesResponse> Handle(DescribeRouteTablesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<RouteTableRecord>(Ec2Names.RouteTableKind, cancel: cancel);
        var asked = Ec2Selection.ById(all, t => t.RouteTableId, request.RouteTableIds, Ec2Errors.RouteTableNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, t => t.RouteTableId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { RouteTables = [.. page.Items.Select(t => Ec2Mapping.ToWire(t, caller.Scope))], NextToken = page.NextToken };
    }
}
