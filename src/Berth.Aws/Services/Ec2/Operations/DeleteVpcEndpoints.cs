using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;

namespace Berth.Aws.Services.Ec2.Operations;

/// <summary>Those that there are go; the others are named in the answer.</summary>
internal sealed class DeleteVpcEndpoints(NetworkEditor network) : IOperation<DeleteVpcEndpointsRequest, DeleteVpcEndpointsResponse>
{
    public static string Action => "ec2:DeleteVpcEndpoints";

    public string Resource(DeleteVpcEndpointsRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(DeleteVpcEndpointsRequest request, Caller caller) => Ec2Demands.On(Action, caller, request.VpcEndpointIds ?? []);

    public async Task<DeleteVpcEndpointsResponse> Handle(DeleteVpcEndpointsRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var done = await network.Change((state, _) => Endpoints.Delete(state, request.VpcEndpointIds!), cancel);
        return new()
        {
            Unsuccessful = [.. done.Ids.Select(id => new UnsuccessfulItemShape
            {
                ResourceId = id, Error = new() { Code = "InvalidVpcEndpointId.NotFound", Message = $"The Vpc Endpoint Id '{id}' does not exist" },
            })],
        };
    }
}
