using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class CreateNetworkAcl(NetworkEditor network, Profile profile) : IOperation<CreateNetworkAclRequest, CreateNetworkAclResponse>
{
    public static string Action => "ec2:CreateNetworkAcl";

    public string Resource(CreateNetworkAclRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateNetworkAclRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "network-acl", request.TagSpecifications, [request.VpcId]);

    public async Task<CreateNetworkAclResponse> Handle(CreateNetworkAclRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var tags = Ec2Tags.Of(request.TagSpecifications, "network-acl", profile);
        var done = await network.Change((state, world) => Acls.Create(state, world, request.VpcId!, Ec2Selection.Token(request.ClientToken), tags), cancel);
        return new() { NetworkAcl = AclMapping.ToWire(done.State.Find<NetworkAclRecord>(done.Ids[0])!, caller.Scope), ClientToken = request.ClientToken };
    }
}
