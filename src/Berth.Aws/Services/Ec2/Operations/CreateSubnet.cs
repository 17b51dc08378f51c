using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>In the region's first zone when none is named; behind the VPC's default ACL.</summary>
internal sealed class CreateSubnet(NetworkEditor network, Profile profile) : IOperation<CreateSubnetRequest, CreateSubnetResponse>
{
    public static string Action => "ec2:CreateSubnet";

    public string Resource(CreateSubnetRequest request, Caller caller) => caller.Scope.Arn("ec2", "vpc/" + request.VpcId);

    public IReadOnlyList<AccessDemand>? Demands(CreateSubnetRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "subnet", request.TagSpecifications, [request.VpcId]);

    public async Task<CreateSubnetResponse> Handle(CreateSubnetRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        CheckSupported(request);
        var tags = Ec2Tags.Of(request.TagSpecifications, "subnet", profile);
        if (request.CidrBlock is not { } block) throw Ec2Errors.Missing("cidrBlock");
        var done = await network.Change((state, world) => Subnets.Create(state, world, request.VpcId!, block, request.AvailabilityZone, request.AvailabilityZoneId, tags), cancel);
        var subnet = done.State.Find<SubnetRecord>(done.Ids[0])!;
        return new() { Subnet = Ec2Mapping.ToWire(subnet, SubnetAddresses.Available(subnet.Block, 0), caller.Scope) };
    }

    private static void CheckSupported(CreateSubnetRequest request)
    {
        if (request.Ipv6CidrBlock is not null || request.Ipv6Native == true) throw Ec2Errors.NotYet("IPv6");
        if (request.Ipv4IpamPoolId is not null || request.Ipv4NetmaskLength is not null || request.Ipv6IpamPoolId is not null || request.Ipv6NetmaskLength is not null) throw Ec2Errors.NotYet("IPAM");
        if (request.OutpostArn is not null) throw Ec2Errors.NotYet("Outposts");
    }
}
