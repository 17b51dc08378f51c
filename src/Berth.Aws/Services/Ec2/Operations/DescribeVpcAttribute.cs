using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Network;
using Berth.Storage;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>One attribute for each call.</summary>
internal sealed class DescribeVpcAttribute(IStore store) : IOperation<DescribeVpcAttributeRequest, DescribeVpcAttributeResponse>
{
    public static string Action => "ec2:DescribeVpcAttribute";

    public string Resource(DescribeVpcAttributeRequest request, Caller caller) => caller.Scope.Arn("ec2", "vpc/" + request.VpcId);

    public async Task<DescribeVpcAttributeResponse> Handle(DescribeVpcAttributeRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var vpc = (await store.Find<VpcRecord>(NetworkKinds.Vpc, request.VpcId!, cancel))?.Record ?? throw Ec2Errors.VpcNotFound(request.VpcId!);
        var answer = new DescribeVpcAttributeResponse { VpcId = vpc.VpcId };
        return request.Attribute switch
        {
            "enableDnsSupport" => answer with { EnableDnsSupport = new() { Value = vpc.EnableDnsSupport } },
            "enableDnsHostnames" => answer with { EnableDnsHostnames = new() { Value = vpc.EnableDnsHostnames } },
            "enableNetworkAddressUsageMetrics" => answer with { EnableNetworkAddressUsageMetrics = new() { Value = false } },
            var other => throw Ec2Errors.InvalidParameter($"Value ({other}) for parameter attribute is invalid. Unknown attribute."),
        };
    }
}
