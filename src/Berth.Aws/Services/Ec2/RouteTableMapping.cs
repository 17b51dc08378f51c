using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2;

internal static class RouteTableMapping
{
    public static RouteTableShape ToWire(RouteTableRecord table, NetworkState state, AwsScope scope) => new()
    {
        RouteTableId = table.RouteTableId,
        VpcId = table.VpcId,
        OwnerId = scope.AccountId,
        PropagatingVgws = [],
        Routes = [.. table.Routes.Select(r => ToWire(r, table.VpcId, state))],
        Associations =
        [
            .. table.IsMain ? [Association(table, table.MainAssociationId, null)] : Array.Empty<RouteTableAssociationShape>(),
            .. table.SubnetAssociations.Select(a => Association(table, a.Key, a.Value)),
        ],
        Tags = Ec2Mapping.Tags(table.Tags),
    };

    public static RouteTableAssociationStateShape Associated() => new() { State = "associated" };

    private static RouteShape ToWire(RouteRecord route, string vpcId, NetworkState state) => new()
    {
        DestinationCidrBlock = Some(route.DestinationCidrBlock),
        DestinationPrefixListId = route.DestinationPrefixListId,
        GatewayId = Some(route.GatewayId),
        NatGatewayId = route.NatGatewayId,
        NetworkInterfaceId = route.NetworkInterfaceId,
        Origin = route.IsLocal ? "CreateRouteTable" : "CreateRoute",
        State = VpcSnapshots.TargetOf(route, vpcId, state) == RouteTarget.Blackhole ? "blackhole" : "active",
    };

    private static string? Some(string text) => text.Length > 0 ? text : null;

    private static RouteTableAssociationShape Association(RouteTableRecord table, string id, string? subnet) => new()
    {
        RouteTableAssociationId = id,
        RouteTableId = table.RouteTableId,
        SubnetId = subnet,
        Main = subnet is null,
        AssociationState = Associated(),
    };
}
