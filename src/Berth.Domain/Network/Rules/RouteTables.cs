namespace Berth.Domain.Network;

/// <summary>Route tables, and which subnets they are for. Source: EC2 API; VPC user guide, route tables.</summary>
public static class RouteTables
{
    private static readonly IReadOnlyDictionary<string, string> NoAssociations = new Dictionary<string, string>();

    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, string vpcId, string? clientToken, IReadOnlyDictionary<string, string> tags)
    {
        if (clientToken is not null && state.Of<RouteTableRecord>().FirstOrDefault(t => t.ClientToken == clientToken) is { } earlier)
            return earlier.VpcId == vpcId ? new NetworkOutcome.Done(state, earlier.RouteTableId) : NetworkRefusals.OtherParameters();
        if (state.Find<VpcRecord>(vpcId) is not { } vpc) return NetworkRefusals.VpcNotFound(vpcId);
        var table = new RouteTableRecord(world.NewId("rtb"), vpcId, IsMain: false, "", [new(vpc.CidrBlock, RouteRecord.Local)], NoAssociations, tags) { ClientToken = clientToken };
        return new NetworkOutcome.Done(state.With(table), table.RouteTableId);
    }

    /// <summary>Gateway endpoints that have a route in it lose that with it.</summary>
    public static NetworkOutcome Delete(NetworkState state, string tableId)
    {
        if (state.Find<RouteTableRecord>(tableId) is not { } table) return NetworkRefusals.RouteTableNotFound(tableId);
        if (table.IsMain || table.SubnetAssociations.Count > 0) return NetworkRefusals.DependencyViolation("routeTable", tableId);
        var endpoints = state.In<VpcEndpointRecord>(table.VpcId).Where(e => e.RouteTableIds.Contains(tableId)).Select(e => e with { RouteTableIds = [.. e.RouteTableIds.Where(t => t != tableId)] });
        return new NetworkOutcome.Done(state.With([.. endpoints]).Without(tableId));
    }

    /// <returns>Done with the association's id; with the one that is there already when the subnet has this very table.</returns>
    public static NetworkOutcome Associate(NetworkState state, NetworkWorld world, string tableId, string subnetId)
    {
        if (state.Find<RouteTableRecord>(tableId) is not { } table) return NetworkRefusals.RouteTableNotFound(tableId);
        if (state.Find<SubnetRecord>(subnetId) is not { } subnet) return NetworkRefusals.SubnetNotFound(subnetId);
        if (subnet.VpcId != table.VpcId) return NetworkRefusals.InvalidValue($"Route table {tableId} and subnet {subnetId} belong to different networks");
        if (table.SubnetAssociations.FirstOrDefault(a => a.Value == subnetId).Key is { } known) return new NetworkOutcome.Done(state, known);
        if (state.In<RouteTableRecord>(table.VpcId).Any(t => t.SubnetAssociations.Values.Contains(subnetId)))
            return NetworkRefusals.Refuse("Resource.AlreadyAssociated", $"the specified association for route table {tableId} conflicts with an existing association");
        return Added(state, table, world.NewId("rtbassoc"), subnetId);
    }

    public static NetworkOutcome Disassociate(NetworkState state, string associationId)
    {
        if (Find(state, associationId) is not { } table) return NetworkRefusals.AssociationNotFound(associationId);
        if (IsMain(table, associationId)) return NetworkRefusals.InvalidValue($"cannot disassociate the main route table association {associationId}");
        return new NetworkOutcome.Done(state.With(Without(table, associationId)));
    }

    /// <summary>Gives a subnet, or all subnets without one of their own, another table. The association gets a new id.</summary>
    public static NetworkOutcome Replace(NetworkState state, NetworkWorld world, string associationId, string tableId)
    {
        if (Find(state, associationId) is not { } old) return NetworkRefusals.AssociationNotFound(associationId);
        if (state.Find<RouteTableRecord>(tableId) is not { } table) return NetworkRefusals.RouteTableNotFound(tableId);
        if (old.VpcId != table.VpcId) return NetworkRefusals.InvalidValue($"Route table {tableId} and route table {old.RouteTableId} belong to different networks");
        if (old.RouteTableId == tableId) return new NetworkOutcome.Done(state, associationId);
        var newId = world.NewId("rtbassoc");
        if (!IsMain(old, associationId)) return Added(state.With(Without(old, associationId)), table, newId, old.SubnetAssociations[associationId]);
        return new NetworkOutcome.Done(state.With(old with { IsMain = false, MainAssociationId = "" }, table with { IsMain = true, MainAssociationId = newId }), newId);
    }

    private static bool IsMain(RouteTableRecord table, string associationId) => table.IsMain && table.MainAssociationId == associationId;

    private static RouteTableRecord? Find(NetworkState state, string associationId) =>
        state.Of<RouteTableRecord>().FirstOrDefault(t => IsMain(t, associationId) || t.SubnetAssociations.ContainsKey(associationId));

    private static NetworkOutcome.Done Added(NetworkState state, RouteTableRecord table, string associationId, string subnetId) => new(
        state.With(table with { SubnetAssociations = new Dictionary<string, string>(table.SubnetAssociations) { [associationId] = subnetId } }), associationId);

    private static RouteTableRecord Without(RouteTableRecord table, string associationId) =>
        table with { SubnetAssociations = table.SubnetAssociations.Where(a => a.Key != associationId).ToDictionary() };
}
