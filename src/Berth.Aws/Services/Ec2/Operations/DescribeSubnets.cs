using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeSubnets(IStore store, PageTokens tokens) : IOperation<DescribeSubnetsRequest, DescribeSubnetsResponse>
{
    private static readonly Ec2Filters<(SubnetRecord Subnet, int Available)> Filters = new()
    {
        ["subnet-id"] = (x, _) => [x.Subnet.SubnetId],
        ["vpc-id"] = (x, _) => [x.Subnet.VpcId],
        ["cidr-block"] = (x, _) => [x.Subnet.CidrBlock],
        ["availability-zone"] = (x, _) => [x.Subnet.AvailabilityZone],
        ["availabilityZone"] = (x, _) => [x.Subnet.AvailabilityZone],
        ["availability-zone-id"] = (x, _) => [x.Subnet.AvailabilityZoneId],
        ["default-for-az"] = (x, _) => [Ec2Filters.Text(x.Subnet.DefaultForAz)],
        ["defaultForAz"] = (x, _) => [Ec2Filters.Text(x.Subnet.DefaultForAz)],
        ["map-public-ip-on-launch"] = (x, _) => [Ec2Filters.Text(x.Subnet.MapPublicIpOnLaunch)],
        ["available-ip-address-count"] = (x, _) => [$"{x.Available}"],
        ["subnet-arn"] = (x, caller) => [caller.Scope.Arn("ec2", "subnet/" + x.Subnet.SubnetId)],
        ["cidr"] = (x, _) => [x.Subnet.CidrBlock],
        ["cidrBlock"] = (x, _) => [x.Subnet.CidrBlock],
        ["ipv6-native"] = (_, _) => ["false"],
        ["availabilityZoneId"] = (x, _) => [x.Subnet.AvailabilityZoneId],
        ["state"] = (_, _) => ["available"],
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
        ["tag-key"] = (x, _) => x.Subnet.Tags.Keys,
        Tags = x => x.Subnet.Tags,
    };

    public static string Action => "ec2:DescribeSubnets";

    public string Resource(DescribeSubnetsRequest request, Caller caller) => "*";

    public async Task<DescribeSubnetsResponse> Handle(DescribeSubnetsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<SubnetRecord>(NetworkKinds.Subnet, cancel: cancel);
        var asked = Ec2Selection.ById(all, s => s.SubnetId, request.SubnetIds, Ec2Errors.SubnetNotFound);

        // An address counts as taken for as long as its interface's row exists, which is what the subnet's own grain goes by.
        var taken = (await store.FindAll<NetworkInterfaceRecord>(NetworkKinds.Interface, cancel: cancel)).ToLookup(i => i.SubnetId, StringComparer.Ordinal);
        var found = Filters.Apply(asked.Select(s => (s, SubnetAddresses.Available(s.Block, taken[s.SubnetId].Count()))), request.Filters, caller);
        var page = tokens.Cut(found, s => s.Subnet.SubnetId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { Subnets = [.. page.Items.Select(s => Ec2Mapping.ToWire(s.Subnet, s.Available, caller.Scope))], NextToken = page.NextToken };
    }
}
