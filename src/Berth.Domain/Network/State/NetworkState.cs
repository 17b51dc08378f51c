using System.Collections.Immutable;

namespace Berth.Domain.Network;

/// <summary>Everything that the account's networks are described by, at one moment. The interfaces that subnets have given stand beside it, because subnets own them.</summary>
public sealed record NetworkState(ImmutableSortedDictionary<string, INetworkResource> Resources)
{
    public static readonly NetworkState Empty = new(ImmutableSortedDictionary.Create<string, INetworkResource>(StringComparer.Ordinal));

    /// <summary>In order of id.</summary>
    public IEnumerable<T> Of<T>()
        where T : class, INetworkResource => Resources.Values.OfType<T>();

    public IEnumerable<T> In<T>(string vpcId)
        where T : class, INetworkResource => Of<T>().Where(r => r.InVpc == vpcId);

    /// <returns>Null when there is no such resource, or the id names one of another kind.</returns>
    public T? Find<T>(string? id)
        where T : class, INetworkResource => id is not null && Resources.TryGetValue(id, out var found) ? found as T : null;

    public NetworkState With(params ReadOnlySpan<INetworkResource> resources)
    {
        var next = Resources;
        foreach (var resource in resources) next = next.SetItem(resource.Id, resource);
        return new(next);
    }

    public NetworkState Without(params IEnumerable<string> ids) => new(Resources.RemoveRange(ids));

    /// <summary>The table that a subnet's packets are routed by: the one it was given, else the VPC's main one.</summary>
    public RouteTableRecord TableOf(SubnetRecord subnet)
    {
        var tables = In<RouteTableRecord>(subnet.VpcId).ToList();
        return tables.Find(t => t.SubnetAssociations.Values.Contains(subnet.SubnetId)) ?? tables.Find(t => t.IsMain) ?? throw new InvalidOperationException($"VPC {subnet.VpcId} has no main route table.");
    }

    /// <returns>Null in data from before ACLs were kept: such a subnet lets everything pass.</returns>
    public NetworkAclRecord? AclOf(SubnetRecord subnet)
    {
        var acls = In<NetworkAclRecord>(subnet.VpcId).ToList();
        return acls.Find(a => a.SubnetAssociations.Values.Contains(subnet.SubnetId)) ?? acls.Find(a => a.IsDefault);
    }
}
