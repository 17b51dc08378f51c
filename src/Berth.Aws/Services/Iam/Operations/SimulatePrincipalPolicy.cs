using Berth.Aws.Dispatch;
using Berth.Aws.Paging;
using Berth.Aws.Services.Iam.Wire;
using Berth.Domain.Access;
using Berth.Storage;

namespace Berth.Aws.Services.Iam.Operations;

/// <summary>What the policies of a user, group or role decide, with those that are given beside them.</summary>
internal sealed class SimulatePrincipalPolicy(IStore store, PageTokens tokens) : IOperation<SimulatePrincipalPolicyRequest, SimulatePolicyResponseShape>
{
    public static string Action => "iam:SimulatePrincipalPolicy";

    public string Resource(SimulatePrincipalPolicyRequest request, Caller caller) => request.PolicySourceArn ?? "*";

    public async Task<SimulatePolicyResponseShape> Handle(SimulatePrincipalPolicyRequest request, Caller caller, CancellationToken cancel)
    {
        PolicySimulation.Check(request.PolicyInputList, request.PermissionsBoundaryPolicyInputList, request.ResourcePolicy, request.ResourceHandlingOption);
        var source = await PolicySourceEntity.Find(store, request.PolicySourceArn!, cancel);
        if (request.ResourcePolicy is not null && request.CallerArn is null && source.Principal.UserName is null)
            throw IamErrors.InvalidInput("CallerArn is required if you include a ResourcePolicy and the PolicySourceArn is not the ARN for an IAM user.");
        var simulation = new PolicySimulation
        {
            Actions = request.ActionNames!,
            Resources = request.ResourceArns ?? ["*"],
            Principal = request.CallerArn is { } arn ? PolicySimulation.PrincipalOf(arn) : source.Principal,
            Keys = PolicySimulation.KeysOf(request.ContextEntries, source.Keys),
            Identity = [.. source.Policies, .. PolicySimulation.Inputs(request.PolicyInputList, "PolicyInputList", PolicySource.Identity)],
            Boundary = PolicySimulation.BoundaryOf(request.PermissionsBoundaryPolicyInputList, source.Boundary),
            ResourcePolicy = request.ResourcePolicy,
        };
        return simulation.Page(tokens, Action, request.Marker, request.MaxItems);
    }
}
