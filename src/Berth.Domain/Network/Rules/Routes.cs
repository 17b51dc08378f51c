namespace Berth.Domain.Network;

/// <summary>A route as a caller names it: exactly one destination and exactly one target.</summary>
/// <param name="GatewayId">An internet gateway, or, as EC2 takes it too, a NAT gateway.</param>
public sealed record RouteWish(string? Cidr, string? PrefixListId, string? GatewayId, string? NatGatewayId, string? NetworkInterfaceId);

/// <summary>The routes of a table. Source: EC2 API, CreateRoute, ReplaceRoute, DeleteRoute; VPC user guide, route tables.</summary>
public static class Routes
{
    private const string EndpointPrefix = "vpce-";
    private const string NatPrefix = "nat-";

    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, string tableId, RouteWish wish) =>
        Judge(state, world, tableId, wish, out var table, out var route) is { } refused ? refused
            : At(table!, route!.Destination) is not null ? AlreadyExists(route.Destination)
            : Done(state, table!, [.. table!.Routes, route]);

    public static NetworkOutcome Replace(NetworkState state, NetworkWorld world, string tableId, RouteWish wish)
    {
        if (Judge(state, world, tableId, wish, out var table, out var route) is { } refused) return refused;
        if (At(table!, route!.Destination) is not { } old) return NoRoute(table!, route);
        return IsEndpoint(old) ? OfEndpoint(old, tableId) : Done(state, table!, [.. table!.Routes.Select(r => r == old ? route : r)]);
    }

    public static NetworkOutcome Delete(NetworkState state, NetworkWorld world, string tableId, string? cidr, string? prefixListId)
    {
        if (state.Find<RouteTableRecord>(tableId) is not { } table) return NetworkRefusals.RouteTableNotFound(tableId);
        if (Destination(state, world, cidr, prefixListId, out var wanted) is { } refused) return refused;
        if (At(table, wanted!.Destination) is not { } route) return NoRoute(table, wanted);
        if (route.IsLocal) return NetworkRefusals.InvalidValue($"cannot remove local route {route.Destination} in route table {tableId}");
        return IsEndpoint(route) ? OfEndpoint(route, tableId) : Done(state, table, [.. table.Routes.Where(r => r != route)]);
    }

    public static NetworkOutcome AlreadyExists(string destination) => NetworkRefusals.Refuse("RouteAlreadyExists", $"The route identified by {destination} already exists.");

    /// <returns>Null when the route may be; then both are set.</returns>
    private static NetworkOutcome? Judge(NetworkState state, NetworkWorld world, string tableId, RouteWish wish, out RouteTableRecord? table, out RouteRecord? route)
    {
        route = null;
        table = state.Find<RouteTableRecord>(tableId);
        if (table is null) return NetworkRefusals.RouteTableNotFound(tableId);
        if (Destination(state, world, wish.Cidr, wish.PrefixListId, out var destination) is { } refused) return refused;
        if (Shadows(state, table, destination!) is { } shadows) return shadows;
        if (Target(state, world, table, wish, out var target) is { } wrong) return wrong;
        route = destination! with { GatewayId = target!.GatewayId, NatGatewayId = target.NatGatewayId, NetworkInterfaceId = target.NetworkInterfaceId };
        return null;
    }

    private static NetworkOutcome? Destination(NetworkState state, NetworkWorld world, string? cidr, string? prefixListId, out RouteRecord? destination)
    {
        destination = null;
        if (cidr is null == prefixListId is null) return NetworkRefusals.Refuse("InvalidParameterCombination", "The request must contain exactly one of destinationCidrBlock, destinationPrefixListId");
        if (prefixListId is not null)
        {
            if (VpcSnapshots.PrefixList(prefixListId, state, world) is null) return NetworkRefusals.NotFound("InvalidPrefixListID.NotFound", "prefix list", prefixListId);
            destination = new("", "") { DestinationPrefixListId = prefixListId };
            return null;
        }

        if (Cidr.Masked(cidr!) is not { } range) return NetworkRefusals.InvalidValue($"Value ({cidr}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.");
        destination = new(range.ToString(), "");
        return null;
    }

    /// <summary>What lies inside the VPC's own range is delivered there, whatever a table says.</summary>
    private static NetworkOutcome? Shadows(NetworkState state, RouteTableRecord table, RouteRecord destination)
    {
        if (destination.DestinationPrefixListId is not null || state.Find<VpcRecord>(table.VpcId)?.Block is not { } block) return null;
        var range = Cidr.Parse(destination.DestinationCidrBlock);
        if (range == block) return NetworkRefusals.InvalidValue("Route target is not supported. This route only supports interface and instance targets.");
        return block.Contains(range.First) && range.PrefixLength > block.PrefixLength
            ? NetworkRefusals.InvalidValue($"The destination CIDR block {range} is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.")
            : null;
    }

    private static NetworkOutcome? Target(NetworkState state, NetworkWorld world, RouteTableRecord table, RouteWish wish, out RouteRecord? target)
    {
        target = null;
        var named = new[] { wish.GatewayId, wish.NatGatewayId, wish.NetworkInterfaceId }.Count(id => id is not null);
        if (named == 0) return NetworkRefusals.Refuse("MissingParameter", "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId");
        if (named > 1) return NetworkRefusals.Refuse("InvalidParameterCombination", "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId");
        if (wish.NetworkInterfaceId is { } card) return Interface(world, table, card, out target);
        if (wish.NatGatewayId is { } nat) return Nat(state, table, nat, NatGateways.NotFound(nat), out target);
        var gateway = wish.GatewayId!;
        if (gateway.StartsWith(NatPrefix, StringComparison.Ordinal)) return Nat(state, table, gateway, GatewayNotFound(gateway), out target);
        if (gateway == RouteRecord.Local) return NetworkRefusals.InvalidValue("Route target is not supported. The target local is for the VPC's own range alone.");
        if (gateway.StartsWith(EndpointPrefix, StringComparison.Ordinal)) return NetworkRefusals.InvalidValue("Cannot create or replace a prefix list route targeting a VPC Endpoint.");
        if (state.Find<InternetGatewayRecord>(gateway) is not { } found) return GatewayNotFound(gateway);
        target = new("", gateway);
        return found.VpcId == table.VpcId ? null : OtherNetwork(table, "network gateway", gateway);
    }

    private static NetworkOutcome? Nat(NetworkState state, RouteTableRecord table, string id, NetworkOutcome notFound, out RouteRecord? target)
    {
        target = new("", "") { NatGatewayId = id };
        if (state.Find<NatGatewayRecord>(id) is not { State: GatewayState.Pending or GatewayState.Available } nat) return notFound;
        return nat.VpcId == table.VpcId ? null : OtherNetwork(table, "network gateway", id);
    }

    /// <summary>An interface that no instance carries: the route is there and leads nowhere, as on AWS. Those of tasks and gateways are not their owner's to route through.</summary>
    private static NetworkOutcome? Interface(NetworkWorld world, RouteTableRecord table, string id, out RouteRecord? target)
    {
        target = new("", "") { NetworkInterfaceId = id };
        if (world.Interfaces.FirstOrDefault(i => i.InterfaceId == id) is not { } card) return NetworkRefusals.InterfaceNotFound(id);
        if (card.VpcId != table.VpcId) return OtherNetwork(table, "interface", id);
        return card.Use == InterfaceUse.Own ? null : NetworkRefusals.NoPermission();
    }

    private static bool IsEndpoint(RouteRecord route) => route.GatewayId.StartsWith(EndpointPrefix, StringComparison.Ordinal);

    private static RouteRecord? At(RouteTableRecord table, string destination) => table.Routes.FirstOrDefault(r => r.Destination == destination);

    private static NetworkOutcome.Done Done(NetworkState state, RouteTableRecord table, IReadOnlyList<RouteRecord> routes) => new(state.With(table with { Routes = routes }));

    private static NetworkOutcome GatewayNotFound(string id) => NetworkRefusals.NotFound("InvalidGatewayID.NotFound", "gateway", id);

    private static NetworkOutcome OtherNetwork(RouteTableRecord table, string what, string id) =>
        NetworkRefusals.InvalidValue($"route table {table.RouteTableId} and {what} {id} belong to different networks");

    private static NetworkOutcome NoRoute(RouteTableRecord table, RouteRecord wanted) => NetworkRefusals.Refuse("InvalidRoute.NotFound",
        $"no route with destination-{(wanted.DestinationPrefixListId is null ? "cidr-block" : "prefix-list-id")} {wanted.Destination} in route table {table.RouteTableId}");

    private static NetworkOutcome OfEndpoint(RouteRecord route, string tableId) =>
        NetworkRefusals.InvalidValue($"cannot remove VPC endpoint route {route.Destination} in route table {tableId}");
}
