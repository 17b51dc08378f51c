using Berth.Aws.Dispatch;
using Berth.Aws.Services.Ec2.Wire;
using Berth.Domain.Access;
using Berth.Domain.Network;
using Berth.Domain.Profiles;

namespace Berth.Aws.Services.Ec2.Operations;

internal sealed class CreateRouteTable(NetworkEditor network, Profile profile) : IOperation<CreateRouteTableRequest, CreateRouteTableResponse>
{
    public static string Action => "ec2:CreateRouteTable";

    public string Resource(CreateRouteTableRequest request, Caller caller) => "*";

    public IReadOnlyList<AccessDemand>? Demands(CreateRouteTableRequest request, Caller caller) => Ec2Demands.Create(Action, caller, "route-table", request.TagSpecifications, [request.VpcId]);

    public async Task<CreateRouteTableResponse> Handle(CreateRouteTableRequest request, Caller caller, CancellationToken cancel)
    {
        Ec2Errors.CheckDryRun(request.DryRun);
        var tags = Ec2Tags.Of(request.TagSpecifications, "route-table", profile);
        var done = await network.Change((state, world) => RouteTables.Create(state, world, request.VpcId!, Ec2Selection.Token(request.ClientToken), tags), cancel);
        var table = done.State.Find<RouteTableRecord>(done.Ids[0])!;
        return new() { RouteTable = RouteTableMapping.ToWire(table, done.State, caller.Scope), ClientToken = request.ClientToken };
    }
}
