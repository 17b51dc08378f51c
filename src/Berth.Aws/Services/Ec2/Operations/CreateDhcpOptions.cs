using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Fargate tasks get name servers and the search domain from a set; the other options are for machines of other kinds, and are kept and shown.</summary>
internal sealed class CreateDhcpOptions(NetworkEditor network, Profile profile) : IOperation<CreateDhcpOptionsRequest, CreateDhcpOptionsResponse>
{
    public static string Action => "ec2:CreateDhcpOptions";

    public string Resource(CreateDhcpOptionsRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateDhcpOptionsRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "dhcp-options", request.TagSpecifications);

    public async Task<CreateDhcpOptionsResponse> Handle(CreateDhcpOptionsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var tags = Ec2Tags.Of(request.TagSpecifications, "dhcp-options", profile);
        var options = (request.DhcpConfigurations ?? []).Select(o => (o.Key ?? "", o.Values ?? [])).ToList();
        var done = await network.Change((state, world) => DhcpOptionSets.Create(state, world, options, tags), cancel);
        return new() { DhcpOptions = Ec2Mapping.ToWire(done.State.Find<DhcpOptionsRecord>(done.Ids[0])!, caller.Scope) };
    }
}
