using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>With its main route table, default ACL and default security group, all in one commit.</summary>
internal sealed class CreateVpc(NetworkEditor network, Profile profile) : IOperation<CreateVpcRequest, CreateVpcResponse>
{
    public static string Action => "ec2:CreateVpc";

    public string Resource(CreateVpcRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateVpcRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "vpc", request.TagSpecifications);

    public async Task<CreateVpcResponse> Handle(CreateVpcRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        CheckSupported(request);
        var tags = Ec2Tags.Of(request.TagSpecifications, "vpc", profile);
        var done = await network.Change((state, world) => Vpcs.Create(state, world, request.CidrBlock ?? throw Ec2Errors.Missing("cidrBlock"), tags), cancel);
        return new() { Vpc = Ec2Mapping.ToWire(done.State.Find<VpcRecord>(done.Ids[0])!, caller.Scope) with { State = "pending" } };
    }

    private static void CheckSupported(CreateVpcRequest request)
    {
        if (request.AmazonProvidedIpv6CidrBlock == true || request.Ipv6Pool is not null || request.Ipv6CidrBlock is not null || request.Ipv6CidrBlockNetworkBorderGroup is not null) throw Ec2Errors.NotYet("IPv6");
        if (request.Ipv4IpamPoolId is not null || request.Ipv4NetmaskLength is not null || request.Ipv6IpamPoolId is not null || request.Ipv6NetmaskLength is not null) throw Ec2Errors.NotYet("IPAM");
        if (request.InstanceTenancy is not (null or "default")) throw Ec2Errors.NotYet($"the tenancy {request.InstanceTenancy}");
        if (request.VpcEncryptionControl is not null) throw Ec2Errors.NotYet("encryption control of VPCs");
    }
}
