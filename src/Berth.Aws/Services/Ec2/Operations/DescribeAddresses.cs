using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>All at once: EC2 has no pages here.</summary>
internal sealed class DescribeAddresses(NetworkEditor network) : IOperation<DescribeAddressesRequest, DescribeAddressesResponse>
{
    private static readonly Ec2Filters<AddressShape> Filters = new()
    {
        ["allocation-id"] = (x, _) => [x.AllocationId!],
        ["association-id"] = (x, _) => Ec2Filters.Present(x.AssociationId),
        ["domain"] = (x, _) => [x.Domain!],
        ["instance-id"] = (_, _) => [],
        ["network-border-group"] = (x, _) => [x.NetworkBorderGroup!],
        ["network-interface-id"] = (x, _) => Ec2Filters.Present(x.NetworkInterfaceId),
        ["network-interface-owner-id"] = (x, _) => Ec2Filters.Present(x.NetworkInterfaceOwnerId),
        ["private-ip-address"] = (x, _) => Ec2Filters.Present(x.PrivateIpAddress),
        ["public-ip"] = (x, _) => [x.PublicIp!],
        ["tag-key"] = (x, _) => Ec2Filters.TagsOf(x.Tags).Keys,
        Tags = x => Ec2Filters.TagsOf(x.Tags),
    };

    public static string Action => "ec2:DescribeAddresses";

    public string Resource(DescribeAddressesRequest request, Caller caller) => "*";

    public async Task<DescribeAddressesResponse> Handle(DescribeAddressesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var (state, _) = await network.Read(cancel);
        var all = state.Of<AddressRecord>().Select(a => GatewayMapping.ToWire(a, caller.Scope)).ToList();
        var named = Ec2Selection.ById(all, a => a.AllocationId!, request.AllocationIds, Ec2Errors.AllocationNotFound);
        var asked = Ec2Selection.ById(named, a => a.PublicIp!, request.PublicIps, ip => new("InvalidAddress.NotFound", $"Address '{ip}' not found."));
        return new() { Addresses = Filters.Apply(asked, request.Filters, caller) };
    }
}
