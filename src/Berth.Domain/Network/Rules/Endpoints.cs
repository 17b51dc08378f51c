namespace Berth.Domain.Network;

/// <summary>An endpoint as a caller wants it.</summary>
/// <param name="Type">Null for Gateway, EC2's default.</param>
public sealed record EndpointWish(string VpcId, string ServiceName, string? Type)
{
    public IReadOnlyList<string> SubnetIds { get; init; } = [];

    /// <summary>Empty for the VPC's default group.</summary>
    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];
    public IReadOnlyList<string> RouteTableIds { get; init; } = [];

    /// <summary>Null for the default: on for an interface endpoint.</summary>
    public bool? PrivateDns { get; init; }
    public string? PolicyDocument { get; init; }
    public string? ClientToken { get; init; }
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
}

/// <summary>What shall be different in an endpoint. What is added and removed at once stays away.</summary>
public sealed record EndpointChange(string EndpointId)
{
    public IReadOnlyList<string> AddSubnetIds { get; init; } = [];
    public IReadOnlyList<string> RemoveSubnetIds { get; init; } = [];
    public IReadOnlyList<string> AddSecurityGroupIds { get; init; } = [];
    public IReadOnlyList<string> RemoveSecurityGroupIds { get; init; } = [];
    public IReadOnlyList<string> AddRouteTableIds { get; init; } = [];
    public IReadOnlyList<string> RemoveRouteTableIds { get; init; } = [];
    public bool? PrivateDns { get; init; }

    /// <summary>Null leaves it as it is.</summary>
    public string? PolicyDocument { get; init; }

    /// <summary>Back to the default.</summary>
    public bool ResetPolicy { get; init; }
}

/// <summary>VPC endpoints. An interface endpoint's interfaces are <see cref="GatewayLifecycle"/>'s work. Source: EC2 API; PrivateLink guide.</summary>
public static class Endpoints
{
    private const string Interface = "Interface";
    private const string Gateway = "Gateway";

    public static NetworkOutcome Create(NetworkState state, NetworkWorld world, EndpointWish wish)
    {
        var type = wish.Type ?? Gateway;
        if (wish.ClientToken is { } token && state.Of<VpcEndpointRecord>().FirstOrDefault(e => e.ClientToken == token) is { } earlier)
            return (earlier.VpcId, earlier.ServiceName, earlier.Type) == (wish.VpcId, wish.ServiceName, type) ? new NetworkOutcome.Done(state, earlier.EndpointId) : NetworkRefusals.OtherParameters();
        if (state.Find<VpcRecord>(wish.VpcId) is not { } vpc) return NetworkRefusals.VpcNotFound(wish.VpcId);
        if (Service(wish.ServiceName, world) is not { } service) return ServiceNotFound(wish.ServiceName);
        if (!service.EndpointTypes.Contains(type))
            return NetworkRefusals.Refuse("InvalidParameter", $"Endpoint type ({type}) does not match available service types ([{string.Join(", ", service.EndpointTypes)}]).");
        if (EndpointPolicies.Judge(wish.PolicyDocument) is { } policy) return policy;
        var groups = wish.SecurityGroupIds.Count > 0 || type == Gateway ? wish.SecurityGroupIds
            : [.. state.In<SecurityGroupRecord>(vpc.VpcId).Where(g => g.GroupName == SecurityGroupRecord.DefaultName).Select(g => g.GroupId)];
        var endpoint = new VpcEndpointRecord
        {
            EndpointId = world.NewId("vpce"),
            VpcId = vpc.VpcId,
            Type = type,
            ServiceName = wish.ServiceName,
            State = type == Gateway ? GatewayState.Available : GatewayState.Pending,
            PolicyDocument = string.IsNullOrEmpty(wish.PolicyDocument) ? null : wish.PolicyDocument,
            ClientToken = wish.ClientToken,
            CreatedAt = world.Now,
            Tags = wish.Tags,
        };
        return Changed(state, world, endpoint, wish.SubnetIds, groups, wish.RouteTableIds, wish.PrivateDns ?? type == Interface);
    }

    public static NetworkOutcome Modify(NetworkState state, NetworkWorld world, EndpointChange change)
    {
        if (state.Find<VpcEndpointRecord>(change.EndpointId) is not { } endpoint) return NetworkRefusals.EndpointNotFound(change.EndpointId);
        if (endpoint.State is GatewayState.Deleting or GatewayState.Failed)
            return NetworkRefusals.Refuse("InvalidParameter", $"VPC endpoint {endpoint.EndpointId} is {(endpoint.State == GatewayState.Failed ? "failed" : "deleting")} and cannot be modified.");
        if (EndpointPolicies.Judge(change.PolicyDocument) is { } policy) return policy;
        if (change.RemoveSubnetIds.FirstOrDefault(id => !endpoint.SubnetIds.Contains(id)) is { } subnet)
            return NetworkRefusals.Refuse("InvalidParameter", $"Subnet {subnet} is not associated with the endpoint {endpoint.EndpointId}.");
        if (change.RemoveRouteTableIds.FirstOrDefault(id => !endpoint.RouteTableIds.Contains(id)) is { } table)
            return NetworkRefusals.Refuse("InvalidRouteTableId.NotFound", $"The route table '{table}' is not associated with the endpoint {endpoint.EndpointId}.");
        if (change.RemoveSecurityGroupIds.FirstOrDefault(id => !endpoint.SecurityGroupIds.Contains(id)) is { } group)
            return NetworkRefusals.Refuse("InvalidParameter", $"Security group {group} is not associated with the endpoint {endpoint.EndpointId}.");
        var policyDocument = change.ResetPolicy ? null : string.IsNullOrEmpty(change.PolicyDocument) ? endpoint.PolicyDocument : change.PolicyDocument;
        return Changed(
            state, world, endpoint with { PolicyDocument = policyDocument }, Merged(endpoint.SubnetIds, change.AddSubnetIds, change.RemoveSubnetIds),
            Merged(endpoint.SecurityGroupIds, change.AddSecurityGroupIds, change.RemoveSecurityGroupIds),
            Merged(endpoint.RouteTableIds, change.AddRouteTableIds, change.RemoveRouteTableIds), change.PrivateDns ?? endpoint.PrivateDnsEnabled);
    }

    /// <summary>A gateway endpoint goes at once, with its routes; an interface endpoint when its interfaces are gone.</summary>
    /// <returns>Done with the ids that there are no endpoints of; the others go.</returns>
    public static NetworkOutcome Delete(NetworkState state, IReadOnlyList<string> endpointIds)
    {
        var unknown = new List<string>();
        foreach (var id in endpointIds.Distinct(StringComparer.Ordinal))
        {
            if (state.Find<VpcEndpointRecord>(id) is not { } endpoint) unknown.Add(id);
            else if (endpoint.IsGateway) state = EndpointRoutes.Set(state, endpoint, "", []).Without(id);
            else if (endpoint.State != GatewayState.Deleting) state = state.With(endpoint with { State = GatewayState.Deleting });
        }

        return new NetworkOutcome.Done(state, (IReadOnlyList<string>)unknown);
    }

    /// <returns>Null when no service of ours has this name and endpoints.</returns>
    public static PublicService? Service(string serviceName, NetworkWorld world) =>
        PublicServices.All.FirstOrDefault(s => s.EndpointTypes.Count > 0 && PublicServices.EndpointServiceName(s, world.Scope.Region) == serviceName);

    public static NetworkOutcome ServiceNotFound(string name) => NetworkRefusals.Refuse("InvalidServiceName", $"The Vpc Endpoint Service '{name}' does not exist");

    private static NetworkOutcome Changed(
        NetworkState state, NetworkWorld world, VpcEndpointRecord endpoint, IReadOnlyList<string> subnetIds, IReadOnlyList<string> groupIds, IReadOnlyList<string> tableIds, bool privateDns)
    {
        var next = endpoint with { SubnetIds = Distinct(subnetIds), SecurityGroupIds = Distinct(groupIds), RouteTableIds = Distinct(tableIds), PrivateDnsEnabled = privateDns };
        if ((endpoint.IsGateway ? JudgeGateway(state, world, endpoint, next) : JudgeInterface(state, world, endpoint, next)) is { } refused) return refused;
        var list = endpoint.IsGateway ? ManagedPrefixLists.IdOf(Service(endpoint.ServiceName, world)!, world.Scope.Region) : "";
        return new NetworkOutcome.Done(EndpointRoutes.Set(state, endpoint, list, next.RouteTableIds).With(next), endpoint.EndpointId);
    }

    private static NetworkOutcome? JudgeGateway(NetworkState state, NetworkWorld world, VpcEndpointRecord old, VpcEndpointRecord next)
    {
        if (next.SubnetIds.Count > 0) return NetworkRefusals.Refuse("InvalidParameter", "Subnet IDs are only supported for Interface and GatewayLoadBalancer type VPC Endpoints.");
        if (next.SecurityGroupIds.Count > 0) return NetworkRefusals.Refuse("InvalidParameter", "Security group IDs are only supported for Interface type VPC Endpoints.");
        if (next.PrivateDnsEnabled) return NetworkRefusals.Refuse("InvalidParameter", "Private DNS can only be enabled for Interface type VPC Endpoints.");
        var list = ManagedPrefixLists.IdOf(Service(next.ServiceName, world)!, world.Scope.Region);
        foreach (var id in next.RouteTableIds.Except(old.RouteTableIds, StringComparer.Ordinal))
        {
            if (state.Find<RouteTableRecord>(id) is not { } table) return NetworkRefusals.Refuse("InvalidRouteTableId.NotFound", $"The routeTable ID '{id}' does not exist");
            if (table.VpcId != next.VpcId) return NetworkRefusals.Refuse("InvalidParameter", $"Route table {id} does not belong to the VPC {next.VpcId}.");
            if (table.Routes.Any(r => r.DestinationPrefixListId == list))
                return NetworkRefusals.Refuse("RouteAlreadyExists", $"route table {id} already has a route with destination-prefix-list-id {list}");
        }

        return null;
    }

    private static NetworkOutcome? JudgeInterface(NetworkState state, NetworkWorld world, VpcEndpointRecord old, VpcEndpointRecord next)
    {
        if (next.RouteTableIds.Count > 0) return NetworkRefusals.Refuse("InvalidParameter", "Route table IDs are only supported for Gateway type VPC Endpoint.");
        foreach (var id in next.SecurityGroupIds.Except(old.SecurityGroupIds, StringComparer.Ordinal))
        {
            if (state.Find<SecurityGroupRecord>(id) is not { } group) return NetworkRefusals.GroupNotFound(id);
            if (group.VpcId != next.VpcId) return NetworkRefusals.Refuse("InvalidParameter", $"Security group {id} does not belong to the VPC {next.VpcId}.");
        }

        if (next.SecurityGroupIds.Count == 0 && old.SecurityGroupIds.Count > 0) return NetworkRefusals.Refuse("InvalidParameter", "At least one security group is required.");
        return Subnets(state, world, old, next) ?? (next.PrivateDnsEnabled && !(old.PrivateDnsEnabled && state.Find<VpcEndpointRecord>(old.EndpointId) is not null) ? PrivateDns(state, world, next) : null);
    }

    private static NetworkOutcome? Subnets(NetworkState state, NetworkWorld world, VpcEndpointRecord old, VpcEndpointRecord next)
    {
        var zones = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in next.SubnetIds.OrderBy(id => !old.SubnetIds.Contains(id)))
        {
            if (state.Find<SubnetRecord>(id) is not { } subnet) return NetworkRefusals.SubnetNotFound(id);
            if (subnet.VpcId != next.VpcId) return NetworkRefusals.Refuse("InvalidParameter", $"Subnet {id} does not belong to the VPC {next.VpcId}.");
            if (!zones.Add(subnet.AvailabilityZone))
                return NetworkRefusals.Refuse(
                    "DuplicateSubnetsInSameZone",
                    $"Found another VPC endpoint subnet in the availability zone of {id}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.");
            if (!old.SubnetIds.Contains(id) && SubnetAddresses.Available(subnet.Block, world.Interfaces.Count(i => i.SubnetId == id)) == 0) return NetworkRefusals.NoFreeAddresses();
        }

        return null;
    }

    private static NetworkOutcome? PrivateDns(NetworkState state, NetworkWorld world, VpcEndpointRecord next)
    {
        if (state.Find<VpcRecord>(next.VpcId) is not { EnableDnsSupport: true, EnableDnsHostnames: true })
            return NetworkRefusals.Refuse("InvalidParameter", $"Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for {next.VpcId}");
        var domain = PublicServices.HostName(Service(next.ServiceName, world)!, world.Scope.Region);
        return state.In<VpcEndpointRecord>(next.VpcId).Any(e => e.EndpointId != next.EndpointId && e is { PrivateDnsEnabled: true, State: GatewayState.Pending or GatewayState.Available } && e.ServiceName == next.ServiceName)
            ? NetworkRefusals.Refuse(
                "InvalidParameter", $"private-dns-enabled cannot be set because there is already a conflicting DNS domain for {domain.TrimStart('*').TrimStart('.')} in the VPC {next.VpcId}")
            : null;
    }

    private static IReadOnlyList<string> Merged(IReadOnlyList<string> old, IReadOnlyList<string> added, IReadOnlyList<string> removed) => [.. old.Concat(added).Except(removed, StringComparer.Ordinal)];

    private static IReadOnlyList<string> Distinct(IReadOnlyList<string> ids) => [.. ids.Distinct(StringComparer.Ordinal)];
}

/// <summary>The routes that a gateway endpoint keeps in its tables: its service's prefix list, to itself.</summary>
public static class EndpointRoutes
{
    public static NetworkState Set(NetworkState state, VpcEndpointRecord endpoint, string prefixListId, IReadOnlyList<string> tableIds)
    {
        if (!endpoint.IsGateway) return state;
        foreach (var table in state.In<RouteTableRecord>(endpoint.VpcId))
        {
            var has = table.Routes.Any(r => r.GatewayId == endpoint.EndpointId);
            var wanted = tableIds.Contains(table.RouteTableId);
            if (has == wanted) continue;
            state = state.With(table with
            {
                Routes = wanted
                    ? [.. table.Routes, new RouteRecord("", endpoint.EndpointId) { DestinationPrefixListId = prefixListId }]
                    : [.. table.Routes.Where(r => r.GatewayId != endpoint.EndpointId)],
            });
        }

        return state;
    }
}
