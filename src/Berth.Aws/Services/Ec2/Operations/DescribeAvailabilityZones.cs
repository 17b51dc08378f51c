using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class DescribeAvailabilityZones(BerthInstance berth) : IOperation<DescribeAvailabilityZonesRequest, DescribeAvailabilityZonesResponse>
{
    private static readonly Ec2Filters<AvailabilityZoneShape> Filters = new()
    {
        ["zone-name"] = (x, _) => [x.ZoneName!],
        ["zone-id"] = (x, _) => [x.ZoneId!],
        ["region-name"] = (x, _) => [x.RegionName!],
        ["state"] = (x, _) => [x.State!],
        ["zone-type"] = (x, _) => [x.ZoneType!],
        ["opt-in-status"] = (x, _) => [x.OptInStatus!],
        ["group-name"] = (x, _) => [x.GroupName!],
    };

    public static string Action => "ec2:DescribeAvailabilityZones";

    public string Resource(DescribeAvailabilityZonesRequest request, Caller caller) => "*";

    public Task<DescribeAvailabilityZonesResponse> Handle(DescribeAvailabilityZonesRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var zones = berth.AvailabilityZones.Select(zone => new AvailabilityZoneShape
        {
            ZoneName = zone,
            ZoneId = ZoneIds.Of(berth.Scope.Region, zone),
            RegionName = berth.Scope.Region,
            GroupName = berth.Scope.Region + "-zg-1",
            NetworkBorderGroup = berth.Scope.Region,
            ZoneType = "availability-zone",
            OptInStatus = "opt-in-not-required",
            State = "available",
            Messages = [],
        }).ToList();
        var named = Ec2Selection.ById(zones, z => z.ZoneName!, request.ZoneNames, name => Ec2Errors.InvalidParameter($"Invalid availability zone: [{name}]"));
        var asked = Ec2Selection.ById(named, z => z.ZoneId!, request.ZoneIds, id => Ec2Errors.InvalidParameter($"Invalid availability zone-id: [{id}]"));
        return Task.FromResult(new DescribeAvailabilityZonesResponse { AvailabilityZones = Filters.Apply(asked, request.Filters, caller) });
    }
}
