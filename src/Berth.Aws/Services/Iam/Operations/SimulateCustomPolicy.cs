using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>What policies that are given would decide, attached to nobody.</summary>
internal sealed class SimulateCustomPolicy(PageTokens tokens) : IOperation<SimulateCustomPolicyRequest, SimulatePolicyResponseShape>
{
    public static string Action => "iam:SimulateCustomPolicy";

    public string Resource(SimulateCustomPolicyRequest request, Caller caller) => "*";

    public Task<SimulatePolicyResponseShape> Handle(SimulateCustomPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        PolicySimulation.Check(request.PolicyInputList, request.PermissionsBoundaryPolicyInputList, request.ResourcePolicy, request.ResourceHandlingOption);
        if (request.ResourcePolicy is not null && request.CallerArn is null) throw IamErrors.InvalidInput("CallerArn is required if you include a ResourcePolicy.");
        var simulation = new PolicySimulation
        {
            Actions = request.ActionNames!,
            Resources = request.ResourceArns ?? ["*"],
            Principal = PolicySimulation.PrincipalOf(request.CallerArn ?? caller.Scope.IamArn("user/simulated")),
            Keys = PolicySimulation.KeysOf(request.ContextEntries, []),
            Identity = PolicySimulation.Inputs(request.PolicyInputList, "PolicyInputList", PolicySource.Identity),
            Boundary = PolicySimulation.BoundaryOf(request.PermissionsBoundaryPolicyInputList, own: null),
            ResourcePolicy = request.ResourcePolicy,
        };
        return Task.FromResult(simulation.Page(tokens, Action, request.Marker, request.MaxItems));
    }
}
