using Berth.Aws.Dispatch;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2;

/// <summary>
/// Asks IAM about what a request names otherwise than by its id: a security group by its name, an address by its digits, an association. Only the network knows what that is,
/// so that the handlers ask here, before anything else. What is not there is judged as <c>*</c>: only who may do it to anything learns that.
/// </summary>
internal sealed class NamedResources(IStore store, IAuthorizer authorizer)
{
    /// <exception cref="AwsException">UnauthorizedOperation.</exception>
    public Task RequireGroup(string action, Caller caller, string? groupId, string? groupName, CancellationToken cancel) =>
        Require(action, caller, state => [groupId ?? SecurityGroups.Find(state, null, groupName).Group?.GroupId], cancel);

    /// <exception cref="AwsException">UnauthorizedOperation.</exception>
    public Task RequireAddress(string action, Caller caller, AddressName name, CancellationToken cancel) =>
        Require(action, caller, state =>
        {
            var address = Addresses.Find(state, name);
            return [name.AllocationId ?? address?.AllocationId, .. name.NetworkInterfaceId is { } card ? [card] : OfInterface(address)];
        }, cancel);

    /// <param name="routeTableId">The table that the subnet has afterwards, null for the main one.</param>
    /// <exception cref="AwsException">UnauthorizedOperation.</exception>
    public Task RequireRouteTableAssociation(string action, Caller caller, string? associationId, string? routeTableId, CancellationToken cancel) =>
        Require(action, caller, state =>
        {
            var table = state.Of<RouteTableRecord>().FirstOrDefault(t => t.MainAssociationId == associationId || (associationId is not null && t.SubnetAssociations.ContainsKey(associationId)));
            return [routeTableId ?? table?.RouteTableId, .. Subnet(table?.SubnetAssociations, associationId)];
        }, cancel);

    /// <exception cref="AwsException">UnauthorizedOperation.</exception>
    public Task RequireAclAssociation(string action, Caller caller, string? associationId, string? aclId, CancellationToken cancel) =>
        Require(action, caller, state =>
        {
            var acl = state.Of<NetworkAclRecord>().FirstOrDefault(a => associationId is not null && a.SubnetAssociations.ContainsKey(associationId));
            return [aclId, .. Subnet(acl?.SubnetAssociations, associationId)];
        }, cancel);

    private static string?[] OfInterface(AddressRecord? address) => address?.InterfaceId is { } card ? [card] : [];

    private static string?[] Subnet(IReadOnlyDictionary<string, string>? associations, string? associationId) =>
        associationId is not null && associations?.TryGetValue(associationId, out var subnet) == true ? [subnet] : [];

    private async Task Require(string action, Caller caller, Func<NetworkState, IReadOnlyList<string?>> ids, CancellationToken cancel)
    {
        var rows = await NetworkRows.Read(store, cancel);
        foreach (var demand in Ec2Demands.On(action, caller, ids(rows.State))) await authorizer.Require(caller, demand, cancel);
    }
}
