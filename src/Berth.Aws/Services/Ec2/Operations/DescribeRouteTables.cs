using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeRouteTables(NetworkEditor network, PageTokens tokens) : IOperation<DescribeRouteTablesRequest, DescribeRouteTablesResponse>
{
    private static readonly Ec2Filters<RouteTableShape> Filters = new()
    {
        ["route-table-id"] = (x, _) => [x.RouteTableId!],
        ["vpc-id"] = (x, _) => [x.VpcId!],
        ["association.gateway-id"] = (_, _) => [],
        ["association.main"] = (x, _) => [Ec2Filters.Text(x.Associations!.Any(a => a.Main == true))],
        ["association.route-table-association-id"] = (x, _) => x.Associations!.Select(a => a.RouteTableAssociationId!),
        ["association.subnet-id"] = (x, _) => Ec2Filters.Present(x.Associations!.Select(a => a.SubnetId)),
        ["association.route-table-id"] = (x, _) => x.Associations!.Select(a => a.RouteTableId!),
        ["route.destination-cidr-block"] = (x, _) => Ec2Filters.Present(x.Routes!.Select(r => r.DestinationCidrBlock)),
        ["route.destination-prefix-list-id"] = (x, _) => Ec2Filters.Present(x.Routes!.Select(r => r.DestinationPrefixListId)),
        ["route.gateway-id"] = (x, _) => Ec2Filters.Present(x.Routes!.Select(r => r.GatewayId)),
        ["route.nat-gateway-id"] = (x, _) => Ec2Filters.Present(x.Routes!.Select(r => r.NatGatewayId)),
        ["route.origin"] = (x, _) => x.Routes!.Select(r => r.Origin!),
        ["route.state"] = (x, _) => x.Routes!.Select(r => r.State!),
        ["owner-id"] = (x, _) => [x.OwnerId!],
        ["tag-key"] = (x, _) => Ec2Filters.TagsOf(x.Tags).Keys,
        Tags = x => Ec2Filters.TagsOf(x.Tags),
    };

    public static string Action => "ec2:DescribeRouteTables";

    public string Resource(DescribeRouteTablesRequest request, Caller caller) => "*";

    public async Task<DescribeRouteTablesResponse> Handle(DescribeRouteTablesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, _) = await network.Read(cancel);
        var all = state.Of<RouteTableRecord>().Select(t => RouteTableMapping.ToWire(t, state, caller.Scope)).ToList();
        var asked = Ec2Selection.ById(all, x => x.RouteTableId!, request.RouteTableIds, Ec2Errors.RouteTableNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, x => x.RouteTableId!, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { RouteTables = page.Items, NextToken = page.NextToken };
    }
}
