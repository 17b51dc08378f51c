using System.Collections.Immutable;
using Berth.Domain.Network;

namespace Berth.Storage;

/// <summary>
/// The network's rows as one state. Changes of it are rare and depend on each other (a subnet may not go while a gateway is in it), so they come one at a time: each unit also writes
/// the generation, and who decided on an older one decides again.
/// </summary>
public sealed class NetworkRows
{
    public const string GenerationKind = "network-generation";
    private const string GenerationId = "0";

    private readonly IReadOnlyDictionary<string, long> versions;

    private NetworkRows(NetworkState state, long generation, IReadOnlyDictionary<string, long> versions) => (State, Generation, this.versions) = (state, generation, versions);

    public NetworkState State { get; }

    /// <summary>Rises with every change; 0 before the first.</summary>
    public long Generation { get; }

    public static async ValueTask<long> CurrentGeneration(IStore store, CancellationToken cancel = default) => (await store.Get(GenerationKind, GenerationId, cancel))?.Version ?? 0;

    public static async Task<NetworkRows> Read(IStore store, CancellationToken cancel = default)
    {
        // The generation first: rows that are newer than it make the commit fail, rows that are older cannot be.
        var generation = await CurrentGeneration(store, cancel);
        var resources = ImmutableSortedDictionary.CreateBuilder<string, INetworkResource>(StringComparer.Ordinal);
        var versions = new Dictionary<string, long>(StringComparer.Ordinal);
        await Add<VpcRecord>(NetworkKinds.Vpc);
        await Add<SubnetRecord>(NetworkKinds.Subnet);
        await Add<SecurityGroupRecord>(NetworkKinds.SecurityGroup);
        await Add<RouteTableRecord>(NetworkKinds.RouteTable);
        await Add<InternetGatewayRecord>(NetworkKinds.InternetGateway);
        await Add<NatGatewayRecord>(NetworkKinds.NatGateway);
        await Add<AddressRecord>(NetworkKinds.Address);
        await Add<VpcEndpointRecord>(NetworkKinds.Endpoint);
        await Add<NetworkAclRecord>(NetworkKinds.Acl);
        await Add<DhcpOptionsRecord>(NetworkKinds.DhcpOptions);
        await Add<PrefixListRecord>(NetworkKinds.PrefixList);
        return new(new(resources.ToImmutable()), generation, versions);

        async Task Add<T>(string kind)
            where T : class, INetworkResource
        {
            foreach (var row in await store.List(kind, cancel: cancel))
            {
                var record = RowJson.Read<T>(row);
                resources[record.Id] = record;
                versions[record.Id] = row.Version;
            }
        }
    }

    public static async Task<IReadOnlyList<NetworkInterfaceRecord>> Interfaces(IStore store, CancellationToken cancel = default) =>
        await store.FindAll<NetworkInterfaceRecord>(NetworkKinds.Interface, cancel: cancel);

    /// <summary>Makes <paramref name="next"/> durable, on what was read. Nothing is written when nothing differs.</summary>
    /// <exception cref="StoreConflictException">Somebody else changed the network since it was read.</exception>
    public async Task Commit(IStore store, NetworkState next, CancellationToken cancel = default)
    {
        var writes = new List<RowWrite>();
        foreach (var (id, resource) in next.Resources)
            if (!State.Resources.TryGetValue(id, out var old) || !ReferenceEquals(old, resource)) writes.Add(Put(resource));
        foreach (var (id, resource) in State.Resources)
            if (!next.Resources.ContainsKey(id)) writes.Add(new RowWrite.Delete(NetworkKinds.Of(resource), id, versions[id]));
        if (writes.Count == 0) return;
        writes.Add(StoreExtensions.Put(GenerationKind, GenerationId, Generation, new GenerationRow()));
        await store.Commit(writes, cancel);
    }

    private RowWrite Put(INetworkResource resource)
    {
        var (kind, version) = (NetworkKinds.Of(resource), versions.GetValueOrDefault(resource.Id));
        return resource switch
        {
            VpcRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            SubnetRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            SecurityGroupRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            RouteTableRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            InternetGatewayRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            NatGatewayRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            AddressRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            VpcEndpointRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            NetworkAclRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            DhcpOptionsRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            PrefixListRecord r => StoreExtensions.Put(kind, r.Id, version, r),
            _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "Unknown kind of network resource."),
        };
    }

    /// <summary>The version of its row is the generation.</summary>
    private sealed record GenerationRow;
}
