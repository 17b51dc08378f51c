using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>The interfaces of tasks; the public address of a task stands here and nowhere else.</summary>
internal sealed class DescribeNetworkInterfaces(IStore store, PageTokens tokens) : IOperation<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResponse>
{
    private static readonly Ec2Filters<NetworkInterfaceRecord> Filters = new()
    {
        ["network-interface-id"] = (x, _) => [x.InterfaceId],
        ["subnet-id"] = (x, _) => [x.SubnetId],
        ["vpc-id"] = (x, _) => [x.VpcId],
        ["availability-zone"] = (x, _) => [x.AvailabilityZone],
        ["private-ip-address"] = (x, _) => [x.PrivateIpv4Address],
        ["addresses.private-ip-address"] = (x, _) => [x.PrivateIpv4Address],
        ["association.public-ip"] = (x, _) => x.PublicIpv4Address is { } address ? [address] : [],
        ["mac-address"] = (x, _) => [x.MacAddress],
        ["group-id"] = (x, _) => x.SecurityGroupIds,
        ["description"] = (x, _) => [x.Description],
        ["attachment.attachment-id"] = (x, _) => [Ec2Mapping.AttachmentId(x)],
        ["attachment.status"] = (_, _) => ["attached"],
        ["private-dns-name"] = (x, caller) => [SubnetAddresses.PrivateDnsName(x.PrivateIpv4Address, caller.Scope.Region)],
        ["tag-key"] = (_, _) => [],
        Tags = _ => new Dictionary<string, string>(),
        ["status"] = (_, _) => ["in-use"],
        ["interface-type"] = (_, _) => ["interface"],
        ["requester-managed"] = (_, _) => ["true"],
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
    };

    public static string Action => "ec2:DescribeNetworkInterfaces";

    public string Resource(DescribeNetworkInterfacesRequest request, Caller caller) => "*";

    public async Task<DescribeNetworkInterfacesResponse> Handle(DescribeNetworkInterfacesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<NetworkInterfaceRecord>(Ec2Names.NetworkInterfaceKind, cancel: cancel);
        var asked = Ec2Selection.ById(all, i => i.InterfaceId, request.NetworkInterfaceIds, Ec2Errors.InterfaceNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var groups = (await store.FindAll<SecurityGroupRecord>(Ec2Names.SecurityGroupKind, cancel: cancel)).ToDictionary(g => g.GroupId, g => g.GroupName, StringComparer.Ordinal);
        var page = tokens.Cut(found, i => i.InterfaceId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { NetworkInterfaces = [.. page.Items.Select(i => Ec2Mapping.ToWire(i, groups, caller.Scope))], NextToken = page.NextToken };
    }
}
