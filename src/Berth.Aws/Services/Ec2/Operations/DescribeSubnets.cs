using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeSubnets(IStore store, PageTokens tokens) : IOperation<DescribeSubnetsRequest, DescribeSubnetsResponse>
{
    private static readonly Ec2Filters<SubnetRecord> Filters = new()
    {
        ["subnet-id"] = (x, _) => [x.SubnetId],
        ["vpc-id"] = (x, _) => [x.VpcId],
        ["cidr-block"] = (x, _) => [x.CidrBlock],
        ["availability-zone"] = (x, _) => [x.AvailabilityZone],
        ["availabilityZone"] = (x, _) => [x.AvailabilityZone],
        ["availability-zone-id"] = (x, _) => [x.AvailabilityZoneId],
        ["default-for-az"] = (x, _) => [Ec2Filters.Text(x.DefaultForAz)],
        ["defaultForAz"] = (x, _) => [Ec2Filters.Text(x.DefaultForAz)],
        ["map-public-ip-on-launch"] = (x, _) => [Ec2Filters.Text(x.MapPublicIpOnLaunch)],
        ["state"] = (_, _) => ["available"],
        ["owner-id"] = (_, caller) => [caller.Scope.AccountId],
        ["tag-key"] = (x, _) => x.Tags.Keys,
        Tags = x => x.Tags,
    };

    public static string Action => "ec2:DescribeSubnets";

    public string Resource(DescribeSubnetsRequest request, Caller caller) => "*";

    public async Task<DescribeSubnetsResponse> Handle(DescribeSubnetsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var all = await store.FindAll<SubnetRecord>(Ec2Names.SubnetKind, cancel: cancel);
        var asked = Ec2Selection.ById(all, s => s.SubnetId, request.SubnetIds, Ec2Errors.SubnetNotFound);
        var found = Filters.Apply(asked, request.Filters, caller);

        // An address counts as taken for as long as its interface's row exists, which is what the subnet's own grain goes by.
        var taken = (await store.FindAll<NetworkInterfaceRecord>(Ec2Names.NetworkInterfaceKind, cancel: cancel)).ToLookup(i => i.SubnetId, StringComparer.Ordinal);
        var available = all.ToDictionary(s => s.SubnetId, s => SubnetAddresses.Available(Cidr.Parse(s.CidrBlock), taken[s.SubnetId].Count()), StringComparer.Ordinal);
        var page = tokens.Cut(found, s => s.SubnetId, Action, request.NextToken, Ec2Selection.PageSize(request.MaxResults), Ec2Errors.InvalidNextToken);
        return new() { Subnets = [.. page.Items.Select(s => Ec2Mapping.ToWire(s, available[s.SubnetId], caller.Scope))], NextToken = page.NextToken };
    }
}
