namespace Berth.Domain.Network;

/// <summary>Makes of a route table's overlapping routes the ranges that they come to: the longest prefix wins. Pure. Source: VPC user guide, route priority.</summary>
public static class RouteCompiler
{
    /// <param name="natMarks">Marks by NAT gateway.</param>
    public static IReadOnlyList<RouteRange> Compile(RouteTableSnapshot table, VpcSnapshot vpc, IReadOnlyDictionary<string, int> natMarks)
    {
        var tables = vpc.RouteTables.Where(t => t == table || vpc.NatGateways.Any(n => vpc.Subnets.Any(s => s.SubnetId == n.SubnetId && s.RouteTableId == t.RouteTableId)));
        var starts = new SortedSet<long> { 0 };
        foreach (var route in tables.SelectMany(t => t.Routes))
        {
            starts.Add(route.Destination.First);
            starts.Add((long)route.Destination.Last + 1);
        }

        starts.Remove(1L << 32);
        var ranges = new List<RouteRange>();
        var bounds = starts.ToList();
        for (var i = 0; i < bounds.Count; i++)
        {
            var (first, last) = ((uint)bounds[i], (uint)((i + 1 < bounds.Count ? bounds[i + 1] : 1L << 32) - 1));
            var exit = ExitFor(first, table, vpc, natMarks);
            if (exit == RouteExit.None) continue;
            if (ranges.Count > 0 && ranges[^1].Exit == exit && ranges[^1].Last == first - 1) ranges[^1] = ranges[^1] with { Last = last };
            else ranges.Add(new(first, last, exit));
        }

        return ranges;
    }

    /// <summary>The route that decides about an address. Of two with one prefix, the VPC's own wins, then a range that was named itself, then one of a prefix list.</summary>
    public static RouteSnapshot? Choose(RouteTableSnapshot table, uint address) => table.Routes.Where(r => r.Destination.Contains(address))
        .OrderByDescending(r => r.Destination.PrefixLength).ThenBy(r => r.Target != RouteTarget.Local).ThenBy(r => r.PrefixListId is not null).FirstOrDefault();

    private static int ExitFor(uint address, RouteTableSnapshot table, VpcSnapshot vpc, IReadOnlyDictionary<string, int> natMarks)
    {
        var route = Choose(table, address);
        return route?.Target switch
        {
            RouteTarget.Local => RouteExit.Local,
            RouteTarget.InternetGateway => RouteExit.Internet,
            RouteTarget.GatewayEndpoint => RouteExit.Gateway,
            RouteTarget.NatGateway => ExitBehind(address, route.TargetId, vpc, natMarks),
            RouteTarget.Blackhole or null => RouteExit.None,
            var other => throw new InvalidOperationException($"Unknown target {other}."),
        };
    }

    /// <summary>A NAT gateway's packets are routed anew, by the table of the gateway's own subnet.</summary>
    private static int ExitBehind(uint address, string natGatewayId, VpcSnapshot vpc, IReadOnlyDictionary<string, int> natMarks) => TableBehind(natGatewayId, vpc) is { } table
        ? Choose(table, address)?.Target switch
        {
            RouteTarget.InternetGateway => natMarks[natGatewayId],
            RouteTarget.GatewayEndpoint => RouteExit.Gateway,
            _ => RouteExit.None,
        }
        : RouteExit.None;

    /// <summary>The table of a NAT gateway's subnet.</summary>
    public static RouteTableSnapshot? TableBehind(string natGatewayId, VpcSnapshot vpc)
    {
        var subnetId = vpc.NatGateways.FirstOrDefault(n => n.NatGatewayId == natGatewayId)?.SubnetId;
        var tableId = vpc.Subnets.FirstOrDefault(s => s.SubnetId == subnetId)?.RouteTableId;
        return vpc.RouteTables.FirstOrDefault(t => t.RouteTableId == tableId);
    }
}
