using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Kernel;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Berth plays one region.</summary>
internal sealed class DescribeRegions(BerthInstance berth) : IOperation<DescribeRegionsRequest, DescribeRegionsResponse>
{
    private static readonly Ec2Filters<RegionShape> Filters = new()
    {
        ["region-name"] = (x, _) => [x.RegionName!],
        ["endpoint"] = (x, _) => [x.Endpoint!],
        ["opt-in-status"] = (x, _) => [x.OptInStatus!],
    };

    public static string Action => "ec2:DescribeRegions";

    public string Resource(DescribeRegionsRequest request, Caller caller) => "*";

    public Task<DescribeRegionsResponse> Handle(DescribeRegionsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var region = new RegionShape { RegionName = berth.Scope.Region, Endpoint = $"ec2.{berth.Scope.Region}.amazonaws.com", OptInStatus = "opt-in-not-required" };
        var asked = Ec2Selection.ById([region], r => r.RegionName!, request.RegionNames, name => Ec2Errors.InvalidParameter($"Invalid region: '{name}'"));
        return Task.FromResult(new DescribeRegionsResponse { Regions = Filters.Apply(asked, request.Filters, caller) });
    }
}
