using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeNetworkInterfaces(NetworkEditor network, PageTokens tokens) : IOperation<DescribeNetworkInterfacesRequest, DescribeNetworkInterfacesResponse>
{
    private static readonly Ec2Filters<NetworkInterfaceShape> Filters = new()
    {
        ["network-interface-id"] = (x, _) => [x.NetworkInterfaceId!],
        ["subnet-id"] = (x, _) => [x.SubnetId!],
        ["vpc-id"] = (x, _) => [x.VpcId!],
        ["availability-zone"] = (x, _) => [x.AvailabilityZone!],
        ["availability-zone-id"] = (x, _) => [x.AvailabilityZoneId!],
        ["private-ip-address"] = (x, _) => [x.PrivateIpAddress!],
        ["addresses.private-ip-address"] = (x, _) => [x.PrivateIpAddress!],
        ["addresses.primary"] = (_, _) => ["true"],
        ["addresses.association.public-ip"] = (x, _) => Ec2Filters.Present(x.Association?.PublicIp),
        ["addresses.association.owner-id"] = (x, _) => Ec2Filters.Present(x.Association?.IpOwnerId),
        ["association.public-ip"] = (x, _) => Ec2Filters.Present(x.Association?.PublicIp),
        ["association.ip-owner-id"] = (x, _) => Ec2Filters.Present(x.Association?.IpOwnerId),
        ["association.allocation-id"] = (x, _) => Ec2Filters.Present(x.Association?.AllocationId),
        ["association.association-id"] = (x, _) => Ec2Filters.Present(x.Association?.AssociationId),
        ["mac-address"] = (x, _) => [x.MacAddress!],
        ["group-id"] = (x, _) => x.Groups!.Select(g => g.GroupId!),
        ["group-name"] = (x, _) => Ec2Filters.Present(x.Groups!.Select(g => g.GroupName)),
        ["description"] = (x, _) => [x.Description!],
        ["attachment.attachment-id"] = (x, _) => Ec2Filters.Present(x.Attachment?.AttachmentId),
        ["attachment.instance-owner-id"] = (x, _) => Ec2Filters.Present(x.Attachment?.InstanceOwnerId),
        ["attachment.device-index"] = (x, _) => x.Attachment is { } a ? [$"{a.DeviceIndex}"] : [],
        ["attachment.delete-on-termination"] = (x, _) => x.Attachment is { } a ? [Ec2Filters.Text(a.DeleteOnTermination == true)] : [],
        ["attachment.status"] = (x, _) => [x.Attachment?.Status ?? "detached"],
        ["attachment.instance-id"] = (_, _) => [],
        ["private-dns-name"] = (x, _) => [x.PrivateDnsName!],
        ["status"] = (x, _) => [x.Status!],
        ["interface-type"] = (x, _) => [x.InterfaceType!],
        ["requester-id"] = (x, _) => [x.RequesterId!],
        ["requester-managed"] = (x, _) => [Ec2Filters.Text(x.RequesterManaged == true)],
        ["source-dest-check"] = (x, _) => [Ec2Filters.Text(x.SourceDestCheck == true)],
        ["owner-id"] = (x, _) => [x.OwnerId!],
        ["tag-key"] = (x, _) => Ec2Filters.TagsOf(x.TagSet).Keys,
        Tags = x => Ec2Filters.TagsOf(x.TagSet),
    };

    public static string Action => "ec2:DescribeNetworkInterfaces";

    public string Resource(DescribeNetworkInterfacesRequest request, Caller caller) => "*";

    public async Task<DescribeNetworkInterfacesResponse> Handle(DescribeNetworkInterfacesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, world) = await network.Read(cancel);
        var mapping = new InterfaceMapping(state, caller.Scope);
        var all = world.Interfaces.Select(mapping.ToWire).OrderBy(i => i.NetworkInterfaceId, StringComparer.Ordinal).ToList();
        var asked = Ec2Selection.ById(all, x => x.NetworkInterfaceId!, request.NetworkInterfaceIds, Ec2Errors.InterfaceNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);
        var page = tokens.Cut(found, x => x.NetworkInterfaceId!, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { NetworkInterfaces = page.Items, NextToken = page.NextToken };
    }
}
